"""Which statements say nearly the same."""

import math
import random
from hashlib import shake_128
from itertools import combinations
from pathlib import Path
from unicodedata import normalize
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brierbook.forecasts.entries.records import LANGUAGES, Proposition
from brierbook.forecasts.lines.similar import BANDS, NEAR, ROWS, is_near, keys, similarity
from brierbook.forecasts.store.loading import open_book
from brierbook.forecasts.workspace.folders import find_workspace

ROOT = Path(__file__).resolve().parents[3]
LOOKALIKES = str.maketrans("aeopcxyi", "аеорсхуі")  # Latin to Cyrillic


@pytest.fixture(scope="module")
def propositions() -> list[Proposition]:
    return list(open_book(find_workspace(str(ROOT))).propositions.values())


def pieces(text: str) -> set[str]:
    return {text[start : start + 4] for start in range(len(text) - 3)}


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Assad falls", "ASSAD  falls!"),
        ("Assad's army", "Assad’s army"),
        ("Режим впаде", "«Режим» впаде..."),
        ("Її уряд", normalize("NFD", "її уряд")),
        ("Assad falls", "Assad\u200b falls\u202e"),
        ("cap up", "сар up".replace("up", "uр")),
        ("Ещё", "еще"),
        ("???", "???"),
    ],
)
def test_case_punctuation_and_look_make_no_difference(a: str, b: str) -> None:
    assert similarity(a, b) == 1
    assert keys(a) == keys(b)


def test_similarity_is_the_share_of_four_letters_in_common() -> None:
    a, b = "mud huts burn", "mud huts shut"  # letters of which none looks like another
    one, other = pieces(f" {a} "), pieces(f" {b} ")
    assert similarity(a, b) == pytest.approx(len(one & other) / len(one | other))
    assert similarity("Assad falls", "Ціни ростуть") == 0


@given(st.text(max_size=80), st.text(max_size=80))
def test_similarity_is_symmetric_and_one_for_the_same(a: str, b: str) -> None:
    assert similarity(a, a) == 1
    assert 0 <= similarity(a, b) == similarity(b, a) <= 1
    assert is_near(a, b) == (similarity(a, b) >= NEAR)


@given(st.text())
def test_keys_fit_a_signed_integer_of_eight_bytes(text: str) -> None:
    found = keys(text)
    assert len(found) == BANDS
    assert all(0 <= key < 2**63 for key in found)


def splitmix(state: int) -> int:
    """Give the next number of SplitMix64, as in its reference code in C."""
    z = (state + 0x9E3779B97F4A7C15) % 2**64
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB % 2**64
    return z ^ (z >> 31)


def test_keys_do_not_change_between_versions() -> None:
    # they are stored; a change needs a migration. Here they are made one hash after the other
    text = " assad falls "  # its own skeleton
    drawn = [shake_128(crc32(each.encode()).to_bytes(4)).digest(240) for each in pieces(text)]
    expected = []
    for band in range(12):
        state = splitmix(band)
        for row in range(5):
            start = 4 * (5 * band + row)
            least = min(int.from_bytes(each[start : start + 4]) for each in drawn)
            state = splitmix((state + least) % 2**64)
        expected.append(state % 2**63)
    assert keys("Assad falls") == tuple(expected)
    assert expected[:2] == [5275839115555302984, 3974505212234758625]


def test_texts_share_a_key_as_often_as_min_wise_hashing_says() -> None:
    random.seed(20241208)
    letters = "abdfghklnqrsuvwz"
    expected = variance = found = 0.0
    for _ in range(400):
        words = ["".join(random.choices(letters, k=6)) for _ in range(20)]  # noqa: S311 - a simulation
        other = list(words)
        for place in random.sample(range(20), random.randrange(1, 6)):  # noqa: S311 - the same
            other[place] = "".join(random.choices(letters, k=6))  # noqa: S311 - the same
        a, b = " ".join(words), " ".join(other)
        chance = 1 - (1 - similarity(a, b) ** ROWS) ** BANDS
        expected += chance
        variance += chance * (1 - chance)
        found += bool(set(keys(a)) & set(keys(b)))
    assert abs(found - expected) < 4 * math.sqrt(variance)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_claims_of_the_first_book_are_near(
    propositions: list[Proposition], language: str
) -> None:
    pairs = same = near_same = shared = 0
    for one, other in combinations(propositions, 2):
        a, b = getattr(one.text, language), getattr(other.text, language)
        if one.claim != other.claim:
            pairs += 1
            assert not is_near(a, b), (a, b)
        elif one.id.partition("@")[0] == other.id.partition("@")[0]:
            same += 1
            near_same += is_near(a, b)
            shared += bool(set(keys(a)) & set(keys(b)))
    assert pairs > 2000
    assert near_same == shared == same > 30  # the same claim with another day


@pytest.mark.parametrize("language", LANGUAGES)
def test_slips_of_the_pen_stay_near(propositions: list[Proposition], language: str) -> None:
    random.seed(20241208)
    missed = tried = 0
    for proposition in propositions:
        text = getattr(proposition.text, language)
        for slip in (swapped(text), shortened(text), text.translate(LOOKALIKES), text.upper()):
            tried += 1
            missed += not (is_near(text, slip) and set(keys(text)) & set(keys(slip)))
    assert missed <= tried / 200


def swapped(text: str) -> str:
    """Swap two letters that stand together."""
    place = random.randrange(len(text) - 1)  # noqa: S311 - a simulation
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def shortened(text: str) -> str:
    """Leave out a word."""
    words = text.split()
    del words[random.randrange(len(words))]  # noqa: S311 - a simulation
    return " ".join(words)
