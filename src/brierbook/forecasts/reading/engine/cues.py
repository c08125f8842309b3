"""Cues and contexts of a language, read from a file that a person can edit.

A cue is wording that signals a statement of some class; a context is wording that takes the force
of cues away (an embedded question, a rule, a polite formula) or turns it round (a negation). Both
carry an example of either side, and a test runs all of them.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from brierbook.errors import BookError, FormError, InputError, message_of_system, quote_value
from brierbook.forecasts.reading.engine.patterns import Index, Pattern, compile_pattern

__all__ = ["CLASSES", "SCORABLE", "Grammar", "Rule", "built_in_grammar", "read_grammars"]

SCORABLE = (
    "conditional",
    "warning",
    "commitment",
    "intention",
    "desire",
    "scheduled_event",
    "forecast",
)
CLASSES = (*SCORABLE, "appeal", "unverified_claim", "normative", "interpretation")
EFFECTS = ("question", "rule", "generic", "formula", "failed", "past", "literal", "flip", "none")
REACHES = ("clause", "after", "before", "next", "sentence", "here")
SIGNALS = (
    *("future", "past", "present", "infinitive", "modal", "reported", "first", "second"),
    *("ahead", "dated", "behind"),
)
KINDS = ("cue", "context", "condition", "frame")
LARGEST_FILE = 500_000
MOST_RULES = 5_000
TEXTS = ("id", "class", "word", "effect", "reach", "otherwise", "source", "positive", "negative")
LISTS = ("needs", "unless", "gives", "spares", "only")
KNOWN = frozenset((*TEXTS, *LISTS, "pattern", "patterns", "weight", "polarity", "p", "manner"))


@dataclass(frozen=True, slots=True)
class Rule:
    """A cue, a context, a condition or a frame of attribution, as its file says.

    ``needs`` and ``unless`` name signals of the clause; where they are not as they should be, the
    cue counts as ``otherwise``. ``only`` and ``spares`` say which classes a context concerns.
    """

    kind: str
    id: str
    patterns: tuple[Pattern, ...]
    cls: str = "none"
    weight: float = 0.0
    polarity: int = 1
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    otherwise: str = "none"
    gives: tuple[str, ...] = ()
    effect: str = "none"
    reach: str = "clause"
    only: tuple[str, ...] = ()
    spares: tuple[str, ...] = ()
    word: str | None = None
    p: tuple[float, float] | None = None
    manner: str = ""
    source: str = ""
    positive: str = ""
    negative: str = ""


@dataclass(frozen=True, slots=True)
class Grammar:
    """All rules of a language, and the sets of words that they name."""

    language: str
    by_lemma: bool
    rules: tuple[Rule, ...]
    sets: Mapping[str, list[str]]
    index: Index[Rule]


@cache
def built_in_grammar(language: str) -> Grammar:
    """Read the cues that come with brierbook."""
    file = files("brierbook.forecasts.reading.engine") / "cues" / f"{language}.toml"
    return _read_grammar([(f"{language}.toml", file.read_text(encoding="utf-8"))])


def read_grammars(folder: Path) -> dict[str, Grammar]:
    """Read the cues of a folder, each file added to those of its language."""
    found: dict[str, list[tuple[str, str]]] = {}
    for path in sorted(folder.glob("*.toml")):
        text = _read_file(path)
        language = _language_of(path.name, text)
        found.setdefault(language, []).append((path.name, text))
    if not found:
        raise InputError(
            "cues",
            str(folder),
            "holds no .toml file; write one for each language",
            code="cues.none",
        )
    return {
        language: _read_grammar(_with_own(language, texts)) for language, texts in found.items()
    }


def _with_own(language: str, texts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Put the built-in cues of a language before those of a user."""
    file = files("brierbook.forecasts.reading.engine") / "cues" / f"{language}.toml"
    own = [(f"{language}.toml", file.read_text(encoding="utf-8"))] if file.is_file() else []
    return own + texts


def _read_file(path: Path) -> str:
    """Read a file of cues, within bounds."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE + 1)
        if len(raw) > LARGEST_FILE:
            raise BookError(
                path.name,
                None,
                None,
                "has more than {most} bytes; split it",
                code="lines.large",
                most=LARGEST_FILE,
            )
        return raw.decode()
    except OSError as error:
        raise BookError(
            path.name,
            None,
            None,
            "cannot be read: {why}",
            code="file.unreadable",
            why=message_of_system(error),
        ) from error
    except UnicodeDecodeError as error:
        raise BookError(
            path.name,
            None,
            None,
            "is not UTF-8 at byte {place}",
            code="form.utf8",
            place=error.start,
        ) from error


def _parse(name: str, text: str) -> dict[str, Any]:
    """Parse TOML."""
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise BookError(
            name, None, None, "is not TOML: {why}", code="file.no_toml", why=str(error)
        ) from error


def _language_of(name: str, text: str) -> str:
    """Tell for which language a file is."""
    header = _parse(name, text).get("language")
    language = header.get("name") if isinstance(header, dict) else None
    if not isinstance(language, str) or not language.isalpha():
        raise BookError(
            name,
            None,
            "language.name",
            'is missing; write name = "en" or another',
            code="cues.language",
        )
    return language


def _read_grammar(texts: list[tuple[str, str]]) -> Grammar:
    """Read the files of one language, a later set or rule of the same name in place of a former."""
    header: dict[str, Any] = {}
    sets: dict[str, list[str]] = {}
    rules: dict[str, Rule] = {}
    for name, text in texts:
        table = _parse(name, text)
        header |= table.get("language", {})
        sets |= _read_sets(name, table.get("sets", {}))
        by_lemma = header.get("words") == "lemmas"
        for rule in _read_rules(name, table, sets, by_lemma=by_lemma):
            rules[rule.id] = rule
    index: Index[Rule] = Index()
    for rule in rules.values():
        for pattern in rule.patterns:
            index.add(pattern, rule)
    by_lemma = header.get("words") == "lemmas"
    return Grammar(header.get("name", ""), by_lemma, tuple(rules.values()), sets, index)


def _read_sets(name: str, table: object) -> dict[str, list[str]]:
    """Read the named sets of words, each one text of words."""
    if not isinstance(table, dict) or not all(isinstance(each, str) for each in table.values()):
        raise BookError(name, None, "sets", "must be texts of words", code="cues.sets")
    return {key: value.split() for key, value in table.items()}


def _read_rules(
    name: str, table: dict[str, Any], sets: dict[str, list[str]], *, by_lemma: bool
) -> Iterable[Rule]:
    """Read the rules of a file."""
    entries = [(kind, each) for kind in KINDS for each in table.get(kind, [])]
    if len(entries) > MOST_RULES:
        raise BookError(
            name,
            None,
            None,
            "has more than {most} rules; split it",
            code="cues.many",
            most=MOST_RULES,
        )
    for kind, entry in entries:
        yield _read_rule(name, kind, entry, sets, by_lemma=by_lemma)


def _read_rule(
    name: str, kind: str, entry: object, sets: dict[str, list[str]], *, by_lemma: bool
) -> Rule:
    """Read one rule; BookError names the rule and the field that is wrong."""
    if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
        raise BookError(name, None, kind, "needs an id", code="cues.no_id")
    _check_fields(name, entry)
    written = entry.get("patterns") or [entry.get("pattern", "")]
    try:
        patterns = tuple(compile_pattern(each.split(), sets, by_lemma=by_lemma) for each in written)
    except FormError as error:
        raise BookError(name, None, f"{entry['id']}.pattern", error.problem) from error
    except (ValueError, AttributeError) as error:
        raise BookError(
            name, None, f"{entry['id']}.pattern", "must be a text", code="cues.no_text"
        ) from error
    low_high = entry.get("p")
    return Rule(
        kind=kind,
        id=entry["id"],
        patterns=patterns,
        cls=entry.get("class", "none"),
        weight=float(entry.get("weight", 0.7 if kind == "cue" else 0)),
        polarity=-1 if entry.get("polarity") == "-" else 1,
        effect=entry.get("effect", "none"),
        reach=entry.get("reach", "clause"),
        otherwise=entry.get("otherwise", "none"),
        word=entry.get("word"),
        p=(float(low_high[0]), float(low_high[1])) if low_high else None,
        manner=entry.get("manner", ""),
        source=entry.get("source", ""),
        positive=entry.get("positive", ""),
        negative=entry.get("negative", ""),
        **{key: tuple(entry.get(key, "").split()) for key in LISTS},
    )


def _check_fields(name: str, entry: dict[str, Any]) -> None:
    """Refuse what is not a field of a rule, or holds what it may not."""
    where = entry["id"]
    if unknown := sorted(set(entry) - KNOWN):
        raise BookError(
            name, None, f"{where}.{unknown[0]}", "is not a field of a rule", code="cues.no_field"
        )
    for key in (*TEXTS, *LISTS):
        if not isinstance(entry.get(key, ""), str):
            raise BookError(name, None, f"{where}.{key}", "must be a text", code="cues.no_text")
    allowed: dict[str, tuple[str, ...]] = {
        "class": (*CLASSES, "none"),
        "effect": EFFECTS,
        "reach": REACHES,
    }
    for key, words in allowed.items():
        if entry.get(key, words[0]) not in words:
            raise BookError(
                name,
                None,
                f"{where}.{key}",
                "is {value}; use one of {known}",
                code="entry.one_of",
                value=quote_value(entry[key]),
                known=", ".join(words),
            )
    for key in ("needs", "unless", "gives"):
        if wrong := set(entry.get(key, "").split()) - set(SIGNALS):
            raise BookError(
                name,
                None,
                f"{where}.{key}",
                "names {value}; use {known}",
                code="cues.signal",
                value=quote_value(min(wrong)),
                known=", ".join(SIGNALS),
            )
    _check_numbers(name, entry)


def _check_numbers(name: str, entry: dict[str, Any]) -> None:
    """Refuse a weight or a range that is none."""
    weight, low_high = entry.get("weight", 0.5), entry.get("p", [0.1, 0.9])
    if not isinstance(weight, int | float) or not 0 <= weight <= 1:
        raise BookError(
            name, None, f"{entry['id']}.weight", "must be a number from 0 to 1", code="cues.weight"
        )
    numbers = isinstance(low_high, list) and all(isinstance(p, int | float) for p in low_high)
    if not numbers or len(low_high) != 2 or not 0 < low_high[0] < low_high[1] < 1:  # noqa: PLR2004  # low and high
        raise BookError(
            name, None, f"{entry['id']}.p", "must be [low, high] between 0 and 1", code="cues.range"
        )
