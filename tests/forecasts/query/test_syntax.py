"""The small language of lists."""

from datetime import date
from decimal import Decimal
from unicodedata import normalize

import pytest

from brierbook.errors import InputError
from brierbook.forecasts.query.syntax import FIELDS, WORDS, Query, Term, parse_query
from brierbook.forecasts.when import parse_moment

TODAY = date(2024, 12, 4)


def parse(text: str) -> Query:
    return parse_query(text, today=TODAY, zone="UTC")


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", ()),
        (" \n", ()),
        ("tag:syria", (Term("tag", ":", ("syria",)),)),
        ("tag:#Syria,сирія", (Term("tag", ":", ("syria", "сирія")),)),
        ("-tag=x", (Term("tag", ":", ("x",), negated=True),)),
        ("status:open,void", (Term("status", ":", ("open", "void")),)),
        ("status:неоднозначно", (Term("status", ":", ("ambiguous",)),)),
        ("status:анульовано,відкрито", (Term("status", ":", ("annulled", "open")),)),
        ("status:аннулировано", (Term("status", ":", ("annulled",)),)),
        ("p>0.3", (Term("p", ">", (Decimal("0.3"),)),)),
        ("p>=30%", (Term("p", ">=", (Decimal("0.30"),)),)),
        ('p<"12,5 %"', (Term("p", "<", (Decimal("0.125"),)),)),
        ("p=1/8", (Term("p", ":", (Decimal("0.125"),)),)),
        ("by<2025-01-01", (Term("by", "<", (parse_moment("2025-01-01[UTC]"),)),)),
        ("made>=today", (Term("made", ">=", (parse_moment("2024-12-04[UTC]"),)),)),
        ('known<="end of 2024"', (Term("known", "<=", (parse_moment("2024-12-31[UTC]"),)),)),
        ('event:"big, one",two', (Term("event", ":", ("big, one", "two")),)),
        ("as:Ann forecaster:Ann", (Term("forecaster", ":", ("Ann",)),) * 2),
        ("source:a.txt id:3 lang:UK", None),
        ("kind:binary", (Term("kind", ":", ("binary",)),)),
        ("Damascus", (Term("text", ":", ("damascus",)),)),
        ('-"Fall  of Damascus"', (Term("text", ":", ("fall of damascus",), negated=True),)),
        (normalize("NFD", "їжак"), (Term("text", ":", ("їжак",)),)),
        ('"p>3" 5:3', (Term("text", ":", ("p>3",)), Term("text", ":", ("5:3",)))),
        # Ukrainian and Russian
        (
            "тег:сирія стан:відкрите до<31.12.2024",
            (
                Term("tag", ":", ("сирія",)),
                Term("status", ":", ("open",)),
                Term("by", "<", (parse_moment("2024-12-31[UTC]"),)),
            ),
        ),
        (
            "Статус:открыт вероятность>30% -тип:числовой",
            (
                Term("status", ":", ("open",)),
                Term("p", ">", (Decimal("0.30"),)),
                Term("kind", ":", ("numeric",), negated=True),
            ),
        ),
    ],
)
def test_a_query_is_read_into_its_terms(text: str, terms: tuple[Term, ...] | None) -> None:
    if terms is None:
        terms = (
            Term("source", ":", ("a.txt",)),
            Term("id", ":", ("3",)),
            Term("lang", ":", ("uk",)),
        )
    assert parse(text) == Query(terms)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("tga:x", "has no field tga; did you mean tag?"),
        ("stauts:open", "did you mean status?"),
        ("стус:open", "did you mean статус?"),
        ("http://x", "has no field http"),
        ("status:opne", "write one of open, due, resolved"),
        ("kind:x", "write one of binary"),
        ("tag>3", "compares tag, which has no order"),
        ("p>1", "write 1% or 100%"),
        ("p>0.1,0.2", "compares with several values"),
        ("by<2025", "is 2024-12-31 or 2025-12-31?"),
        ("by<soon", "is no date"),
        ("by:", "has no value"),
        ("by:,", "has no value"),
        ('tag:""', "has no value"),
        ("tag:a!", "write one such as #syria"),
        ('event:""', "has no value"),
        ('a"b', "quotation mark that is not closed"),
        ("-", "is empty"),
        ('""', "is empty"),
        ("a\0b", "has a NUL"),
        ("a " * 600, "write at most 1,000"),
    ],
)
def test_what_is_no_query_is_refused_with_advice(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(text)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_no_alias_means_two_things() -> None:
    for table in (FIELDS, *WORDS.values()):
        aliases = [alias for words in table.values() for alias in words.split()]
        assert len(aliases) == len(set(aliases))
