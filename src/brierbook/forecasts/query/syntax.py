"""The small language in which a list of propositions is asked for.

    tag:syria status:open p>30% by<2025-01-01 -tag:war "fall of Damascus"

A query is terms apart by spaces, and all must hold. A term is ``FIELD:VALUE``, a ``#tag``, or a
word or a quotation that the text must contain. ``=`` is ``:``; ``p``, ``by``, ``made`` and
``known`` take ``<``, ``<=``, ``>`` and ``>=`` too. A comma in a value means "or"; a minus before a
term means "not"; a value with spaces or commas stands in quotation marks.

    field        holds                                     Ukrainian, Russian
    tag          a tag, with or without #                  тег
    status       open, due, resolved, void, ambiguous,     стан, статус
                 annulled, withdrawn
    kind         binary, categorical, numeric, date        вид, тип
    p            a probability: 30%, 0.3, 1/3              ймовірність, вероятность
    by           the deadline                              до
    made, known  when it was forecast, and known           зроблено, відомо; сделано, известно
    forecaster   also as                                   прогнозист, прогнозує; прогнозирует
    event, source, id                                      подія, джерело; событие, источник
    lang         en, uk, ru                                мова, язык

Texts, here and in the book, are compared as :func:`brierbook.forecasts.lines.words.fold` has them.
What is found is the store's matter: this gives the terms only.
"""

import re
from datetime import date
from decimal import Decimal

from brierbook.errors import InputError
from brierbook.forecasts.frozen import frozen_record
from brierbook.forecasts.lines.amounts import read_probability
from brierbook.forecasts.lines.dates import read_deadline, read_past_day
from brierbook.forecasts.lines.texts import check_text, read_tag
from brierbook.forecasts.lines.words import fold
from brierbook.forecasts.when import Moment

__all__ = ["FIELDS", "WORDS", "Query", "Term", "Value", "parse_query"]

type Value = str | Decimal | Moment

LONGEST = 1_000
# quotation marks are in pairs once a query is checked
APART = r'(?:[^\s"]|"[^"]*")+'
EITHER = r'(?:[^,"]|"[^"]*")+'
TERM = r"(-?)([^\W\d_]+)(<=|>=|[:=<>])(.*)"
TIMES = frozenset({"by", "made", "known"})
ORDERED = TIMES | {"p"}

FIELDS = {
    "tag": "tag тег",
    "status": "status стан статус",
    "kind": "kind вид тип",
    "p": "p р ймовірність імовірність вероятность",  # р is Cyrillic
    "by": "by до",
    "made": "made зроблено сделано",
    "known": "known відомо известно",
    "forecaster": "forecaster as прогнозист прогнозує прогнозирует",
    "event": "event подія событие",
    "source": "source джерело источник",
    "id": "id",
    "lang": "lang мова язык",
}
WORDS = {
    "status": {
        "open": "open відкрито відкрите відкриті відкритий открыт открыто открытые",
        "due": "due прострочено прострочене прострочені просрочен просрочено просроченные",
        "resolved": "resolved вирішено вирішене вирішені решен решено решенные",
        "void": "void недійсно недійсне недійсні недействителен недействительно недействительные",
        "ambiguous": "ambiguous неоднозначно неоднозначне неоднозначні неоднозначные "
        "неясно неясне неясні неясен неясные",
        "annulled": "annulled анульовано анульоване анульовані аннулировано аннулированные "
        "скасовано скасоване скасовані отменен отменено отмененные",
        "withdrawn": "withdrawn відкликано відкликане відкликані отозван отозвано отозванные",
    },
    "kind": {
        "binary": "binary бінарне бінарний бинарный бинарное",
        "categorical": "categorical категорійне категорійний категориальный категориальное",
        "numeric": "numeric числове числовий числовой числовое",
        "date": "date дата",
    },
    "lang": {
        "en": "en англійська английский",
        "uk": "uk українська украинский",
        "ru": "ru російська русский",
    },
}


@frozen_record
class Term:
    """One condition: any of the values, unless negated; ``text`` is the field of free words."""

    field: str
    operator: str
    values: tuple[Value, ...]
    negated: bool = False


@frozen_record
class Query:
    """Conditions that must all hold; none hold everything."""

    terms: tuple[Term, ...] = ()


def parse_query(text: str, *, today: date, zone: str) -> Query:
    """Read a query; InputError names the term, and the field that may have been meant."""
    if not text.strip():
        return Query()
    check_text(text, "query")
    if len(text) > LONGEST:
        raise InputError(
            "query",
            text,
            "has {n:,} characters; write at most {most:,}",
            code="query.too_long",
            n=len(text),
            most=LONGEST,
        )
    if text.count('"') % 2:
        raise InputError(
            "query",
            text,
            "has a quotation mark that is not closed; close it",
            code="query.open_quote",
        )
    return Query(tuple(read_term(each, today, zone) for each in re.findall(APART, text)))


def read_term(said: str, today: date, zone: str) -> Term:
    """Read one term."""
    if not (match := re.fullmatch(TERM, said, re.DOTALL)):
        return free(said)
    field, operator = field_of(match[2], said), match[3].removeprefix("=") or ":"
    if operator != ":" and field not in ORDERED:
        raise InputError(
            "query",
            said,
            "compares {field}, which has no order; write {field}:",
            code="query.no_order",
            field=field,
        )
    values = [_drop_quotes(each) for each in re.findall(EITHER, match[4])]
    if not values or not all(map(str.strip, values)):
        raise InputError(
            "query",
            said,
            "has no value; write one after {operator}",
            code="query.no_value",
            operator=match[3],
        )
    read = tuple(value_of(field, value, today, zone) for value in values)
    if operator != ":" and len(read) > 1:
        raise InputError(
            "query",
            said,
            "compares with several values; write one after {operator}",
            code="query.several",
            operator=operator,
        )
    return Term(field, operator, read, bool(match[1]))


def free(said: str) -> Term:
    """Read a word, a quotation or a #tag, with a minus before it or without."""
    if said.removeprefix("-").startswith("#"):
        return Term("tag", ":", (read_tag(said.removeprefix("-")),), said.startswith("-"))
    word = fold(_drop_quotes(said.removeprefix("-")))
    if not word:
        raise InputError(
            "query", said, "is empty; write a word between the marks", code="query.empty"
        )
    return Term("text", ":", (word,), said.startswith("-"))


def _drop_quotes(said: str) -> str:
    """Drop quotation marks."""
    return said.replace('"', "")


def field_of(name: str, said: str) -> str:
    """Find a field by its name in any of the languages."""
    known = {alias: field for field, aliases in FIELDS.items() for alias in aliases.split()}
    if found := known.get(fold(name)):
        return found
    raise InputError(
        "query",
        said,
        "has no field {name}; did you mean {nearest}? For a text with such a sign use quotes",
        code="query.no_field",
        name=name,
        nearest=nearest(fold(name), known),
    )


def nearest(word: str, known: "dict[str, str]") -> str:
    """Find the word that is spelled most alike."""
    from difflib import get_close_matches

    return get_close_matches(word, known, n=1, cutoff=0)[0]


def value_of(field: str, said: str, today: date, zone: str) -> Value:
    """Read a value as its field has it."""
    if field in TIMES:
        read = read_deadline if field == "by" else read_past_day
        return read(said, today=today, zone=zone)
    if field == "p":
        return read_probability(said)
    if field == "tag":
        return read_tag(said)
    if field not in WORDS:
        return said
    known = {alias: word for word, aliases in WORDS[field].items() for alias in aliases.split()}
    if found := known.get(fold(said)):
        return found
    raise InputError(
        "query",
        f"{field}:{said}",
        "is unknown; write one of {known}",
        code="query.unknown",
        known=", ".join(WORDS[field]),
    )
