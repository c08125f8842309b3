"""Published scales: what they say, said in another way."""

import pytest

from brierbook.forecasts.lexicon import SCALES

BY_NAME = {scale.name: scale for scale in SCALES}


def test_the_ranges_of_icd_203_meet_from_1_to_99_percent() -> None:
    terms = BY_NAME["ICD 203"].terms
    edges = [terms[0].low, *(term.high for term in terms)]
    assert edges == [0.01, 0.05, 0.20, 0.45, 0.55, 0.80, 0.95, 0.99]
    assert [term.low for term in terms] == edges[:-1]


# Kent 1964: a number, give or take about so much
@pytest.mark.parametrize(
    ("phrase", "percent", "about"),
    [
        ("almost certain", 93, 6),
        ("probable", 75, 12),
        ("chances about even", 50, 10),
        ("probably not", 30, 10),
        ("almost certainly not", 7, 5),
    ],
)
def test_kent_gives_a_number_and_take(phrase: str, percent: float, about: float) -> None:
    term = next(each for each in BY_NAME["Kent 1964"].terms if each.phrase == phrase)
    assert 50 * (term.low + term.high) == pytest.approx(percent)
    assert 50 * (term.high - term.low) == pytest.approx(about)
