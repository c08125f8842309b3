"""One line that logs a forecast."""

from datetime import date
from decimal import Decimal
from itertools import permutations
from unicodedata import normalize

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from brierbook.errors import InputError
from brierbook.forecasts.lines.grammar import Draft, read_line
from brierbook.forecasts.lines.texts import LONGEST, Oddity, read_tag

TODAY = date(2024, 12, 4)  # a Wednesday
KYIV = "Europe/Kyiv"


def read(text: str, *, p_given: bool = False, by_given: bool = False) -> Draft:
    return read_line(text, today=TODAY, zone=KYIV, p_given=p_given, by_given=by_given)


def parts(text: str) -> tuple[str, str | None, str | None, tuple[str, ...]]:
    draft = read(text)
    p = None if draft.probability is None else format(draft.probability, "f")
    day = None if draft.deadline is None else draft.deadline.text.removesuffix(f"[{KYIV}]")
    return draft.text, p, day, draft.tags


@pytest.mark.parametrize(
    ("line", "text", "p", "day", "tags"),
    [
        (
            "Assad's government loses Damascus 12% by:2024-12-31 #syria",
            *("Assad's government loses Damascus", "0.12", "2024-12-31", ("syria",)),
        ),
        (
            "Режим впаде 12,5% до:31.12.2024 #сирія",
            *("Режим впаде", "0.125", "2024-12-31", ("сирія",)),
        ),
        (
            "Режим впаде, 12 % до:31 грудня 2024 року #сирія #Близький-Схід",
            *("Режим впаде", "0.12", "2024-12-31", ("сирія", "близький-схід")),
        ),
        ("Режим падет до:31.12.2024 1:7", "Режим падет", "0.125", "2024-12-31", ()),
        ("Режим падет к концу года — 12%", "Режим падет", "0.12", "2024-12-31", ()),
        ("Режим падет к пятнице: 12%", "Режим падет", "0.12", "2024-12-06", ()),
        ("Режим впаде до п’ятниці 12%.", "Режим впаде", "0.12", "2024-12-06", ()),
        ("Assad flees by 31 December, 2024 12%", "Assad flees", "0.12", "2024-12-31", ()),
        ("Assad flees by the end of the year 12%", "Assad flees", "0.12", "2024-12-31", ()),
        ("Assad flees 12% by: 31 December;", "Assad flees", "0.12", "2024-12-31", ()),
        ("Assad flees #a 12% #b by tomorrow #A", "Assad flees", "0.12", "2024-12-05", ("a", "b")),
        ("Assad flees 0,12", "Assad flees", "0.12", None, ()),
        ("Assad flees, 60/40", "Assad flees", "0.6", None, ()),
        ("Assad flees 1/50", "Assad flees", "0.02", None, ()),
        ("Assad flees", "Assad flees", None, None, ()),
        # no probability: it does not close the line
        ("Barcelona 2:1 wins by:2024-12-31", "Barcelona 2:1 wins", None, "2024-12-31", ()),
        # no deadline: "by" and "до" say something else
        ("who is it by : 12%", "who is it by", "0.12", None, ()),
        ("Hama is taken by rebels 12%", "Hama is taken by rebels", "0.12", None, ()),
        ("supported by 12 members 12%", "supported by 12 members", "0.12", None, ()),
        ("Війська дійдуть до Дамаска 12%", "Війська дійдуть до Дамаска", "0.12", None, ()),
        (
            "Зустріч буде з 6 до 15 грудня 80%",
            *("Зустріч буде з 6 до 15 грудня", "0.80", "2024-12-15", ()),
        ),
        (
            "Бои с 6 декабря до 8 марта 80%",
            *("Бои с 6 декабря до 8 марта", "0.80", "2025-03-08", ()),
        ),
        # the statement may hold a date beside its deadline
        ("Truce on 9 December 12% by:31.12.2024", "Truce on 9 December", "0.12", "2024-12-31", ()),
        # quotation marks keep a statement's own percentages, and tags
        ('"Inflation above 5%" 12%', '"Inflation above 5%"', "0.12", None, ()),
        ("Инфляция «выше 5%» 12%", "Инфляция «выше 5%»", "0.12", None, ()),
        ("Інфляція „понад 5 %“ 12%", "Інфляція „понад 5 %“", "0.12", None, ()),
        ('He posts "the #MeToo" 12%', 'He posts "the #MeToo"', "0.12", None, ()),
        # no tag: no letter
        ("Team finishes #1 12%", "Team finishes #1", "0.12", None, ()),
    ],
)
def test_a_line_is_read_as_a_person_means_it(
    line: str, text: str, p: str | None, day: str | None, tags: tuple[str, ...]
) -> None:
    assert parts(line) == (text, p, day, tags)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "Inflation above 5% by:2025-12-31",
            "probability '5%': may be the probability, or part of",
        ),
        ("Інфляція понад 5%", "may be the probability, or part of the sentence"),
        ("Инфляция выше 5%", "may be the probability, or part of the sentence"),
        ("GDP grows by 0.5", "may be the probability, or part of the sentence"),
        ("Assad falls 12%", "may be the probability, or part of the sentence"),
        ("Rate rises from 5% to 10%", "'from 5% to 10%': may be the probability, or part of"),
        ("12% of voters stay home in May", "'12%': is a share of something"),
        ("Assad flees 12 by:tomorrow", "'12': is a probability of 12%, or another number?"),
        ("Assad flees 1:7", "may be a result, or odds of 12.5%; write p=1:7"),
        ("Assad flees 1/8", "is a fraction, or a day?"),
        ("Assad flees 120%", "lies outside 0% to 100%"),
        ("Assad flees 19/18", "lies outside 0% to 100%"),
        ("Assad flees by:2025-12-31 5/5", "'5/5': is 50% or 100%?"),
        ("Assad flees by 31 February 12%", "is a day that no year has"),
        ("Assad flees by 05/06/2025 12%", "is 2025-06-05 or 2025-05-06?"),
        ("Assad flees by 2025 12%", "is 2024-12-31 or 2025-12-31?"),
        ("Assad flees by Wednesday 12%", "is 2024-12-04 or 2024-12-11?"),
        ("Assad flees 12% by Ramadan", "'by Ramadan': is no deadline that is understood (12% is)"),
        ("Assad flees 12% by:soon", "deadline 'soon': is no date"),
        ("Assad flees by: 12%", "is no date"),
        (
            "Assad flees by:2024-12-31 12% by:2024-12-30",
            "'by:2024-12-31; by:2024-12-30': are two",
        ),
        ("Assad flees by:2024-12-31 by 30 December", "'by:2024-12-31; by 30 December': are two"),
        ("Truce by 9 December 12% by:31.12.2024", "'by 9 December; by:31.12.2024': are two"),
        ("Assad flees 12% p=0.4", "'12%; 0.4': are two confidences"),
        ("Assad flees likely by:2024-12-31 40%", "'likely; 40%': are two confidences"),
        ("Assad flees 12% #" + "a" * 100, "write one such as #syria"),
        ("12% by:2024-12-31 #syria", "has no sentence"),
        (" \u200b\u00a0", "is blank"),
        ("", "is blank"),
        ("Assad\0falls 12%", "has a NUL at character 6"),
        ("Assad flees \ud83d 12%", "half of a surrogate pair at character 13"),
        ("a" * (LONGEST + 1), "has 10,001 characters"),
    ],
)
def test_what_is_ambiguous_or_wrong_is_refused_with_advice(line: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read(line)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_an_option_holds_is_not_sought_in_the_line() -> None:
    draft = read("Inflation above 5% by:2024-12-31 #uk", p_given=True)
    assert (draft.text, draft.probability, draft.tags) == ("Inflation above 5%", None, ("uk",))
    draft = read("Truce by 31 December 12%", by_given=True)
    assert (draft.text, draft.deadline) == ("Truce by 31 December", None)
    assert draft.probability == Decimal("0.12")


def test_the_words_that_were_read_are_kept() -> None:
    draft = read("Режим впаде до кінця року, 12,50 %.")
    assert (draft.said_p, draft.said_by) == ("12,50 %", "до кінця року")


PIECES = (
    ("12,5%", Decimal("0.125")),
    ("by:2024-12-31", "2024-12-31[Europe/Kyiv]"),
    ("до 31 грудня 2024 року", "2024-12-31[Europe/Kyiv]"),
    ("#Сирія", "сирія"),
    ("#b_2", "b_2"),
)


@given(
    st.lists(
        st.sampled_from(["Assad", "режим", "впаде", "й", "її", "№1", "(so)", "12th", "5-7"]),
        min_size=1,
    ),
    st.sampled_from([(0, 1, 3, 4), (0, 2, 3, 4), (0, 3), (1, 4), (2, 0), (4, 3)]),
    st.sampled_from(["NFC", "NFD"]),
)
@example(["й"], (0, 1, 3, 4), "NFD")
def test_the_order_of_what_follows_the_text_is_free(
    words: list[str], chosen: tuple[int, ...], form: str
) -> None:
    text = normalize(form, " ".join(words))  # type: ignore[arg-type]  # the name of a form
    for order in permutations(chosen):
        said = normalize(form, " ".join(PIECES[each][0] for each in order))  # type: ignore[arg-type]  # the same
        draft = read(f"{text}  {said}")
        assert draft.text == text
        assert draft.probability == (PIECES[0][1] if 0 in order else None)
        day = None if draft.deadline is None else draft.deadline.text
        assert day == (PIECES[1][1] if {1, 2} & set(order) else None)
        assert draft.tags == tuple(PIECES[each][1] for each in order if each > 2)


@pytest.mark.parametrize(
    ("said", "stored"),
    [
        ("#Syria", "syria"),
        ("syria", "syria"),
        ("#СИРІЯ", "сирія"),
        (normalize("NFD", "#Їжа"), "їжа"),
        ("#2024-Q1", "2024-q1"),
        ("#Straße", "strasse"),  # case is folded as Unicode folds it
    ],
)
def test_a_tag_is_stored_in_one_form(said: str, stored: str) -> None:
    assert read_tag(said) == stored
    assert read_tag(stored) == stored


@pytest.mark.parametrize("said", ["", "#", "#1", "a b", "a#b", "a\u200bb", "#-", "a/b", "а'б"])
def test_what_is_no_tag_is_refused(said: str) -> None:
    with pytest.raises(InputError, match=r"tag .* write one such as #syria"):
        read_tag(said)


@pytest.mark.parametrize(
    ("line", "text", "warnings"),
    [
        ("Assad flees 12%", "Assad flees", ()),
        ("Режим впаде 12%", "Режим впаде", ()),
        ("  Ас\u200bад 12%", "Ас\u200bад", (Oddity("invisible", 2, 3, "\u200b"),)),
        ("a\u202eb 12%", "a\u202eb", (Oddity("bidi", 1, 2, "\u202e"),)),
        ("a\x1bb 12%", "a\x1bb", (Oddity("control", 1, 2, "\x1b"),)),
        # the second letter is Latin
        ("А\u0061 c 12%", "Аa c", (Oddity("mixed", 0, 2, "Аa"),)),
        ("ISW-карти 12%", "ISW-карти", ()),  # two words
        ("й\tб\nг 12%", "й\tб\nг", ()),  # white space is seen
    ],
)
def test_what_cannot_be_seen_is_kept_and_reported(
    line: str, text: str, warnings: tuple[Oddity, ...]
) -> None:
    draft = read(line)
    assert (draft.text, draft.warnings) == (text, warnings)


def test_a_draft_cannot_be_changed() -> None:
    draft = read("Assad flees 12%")
    with pytest.raises(AttributeError):
        draft.text = "Assad stays"  # type: ignore[misc]  # that is the point
