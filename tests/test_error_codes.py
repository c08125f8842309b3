"""Every error that has a code says the same in three languages."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from typing import NamedTuple

import pytest

import brierbook
from brierbook import errors
from brierbook.errors import (
    BookError,
    BrierbookError,
    InputError,
    MalformedError,
    Message,
    message_of,
)
from brierbook.forecasts.lines.faults import PROBLEMS
from brierbook.speech.error_text import describe_error
from brierbook.speech.messages import TEXTS

SOURCE = Path(brierbook.__file__).parent
# words for what was read, and for what the system says, are looked up by name
BY_NAME = ("field", "what", "system", "place")
# what the language itself asks for by type, in the functions that it calls
OF_PYTHON = {"AttributeError": "__getattr__"}


class Site(NamedTuple):
    """A place where a message is made."""

    where: str
    code: str
    template: str
    facts: frozenset[str]


def places(template: str) -> set[str]:
    """List the facts that a text asks for."""
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def _text_of(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def _calls() -> list[tuple[str, ast.Call]]:
    """List every call in the source, with where it stands."""
    return [
        (f"{path.relative_to(SOURCE)}:{node.lineno}", node)
        for path in sorted(SOURCE.rglob("*.py"))
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call)
    ]


def _sites_of_calls() -> Iterator[Site]:
    for where, node in _calls():
        named = {each.arg: each.value for each in node.keywords if each.arg}
        if "code" in named and (code := _text_of(named["code"])):
            template = next((t for t in map(_text_of, reversed(node.args)) if t), "")
            yield Site(where, code, template, frozenset(named) - {"code", "index"})
        elif isinstance(node.func, ast.Name) and node.func.id == "Message":
            texts = [*map(_text_of, node.args[:2]), None][:2]
            if texts[0] and texts[1]:
                yield Site(where, texts[1], texts[0], frozenset(places(texts[0])))


def _sites_of_lines() -> Iterator[Site]:
    """List the faults of lines, whose texts stand in one table."""
    for fault, template in PROBLEMS.items():
        place = f"forecasts/lines/faults.py:{fault}"
        yield Site(place, f"line.{fault}", template, frozenset(places(template)))


@cache
def sites() -> list[Site]:
    """List all of them; not when the tests are collected, which each process does."""
    return [*_sites_of_calls(), *_sites_of_lines()]


def kept(language: str) -> dict[str, list[str]]:
    """Give the texts of each code in a language; those of a plural are several."""
    table = tomllib.loads((TEXTS / "errors" / f"{language}.toml").read_text(encoding="utf-8"))
    return {
        f"{section}.{name}": list(text.values()) if isinstance(text, dict) else [text]
        for section, texts in table.items()
        if section not in BY_NAME
        for name, text in texts.items()
    }


def test_there_are_codes_to_compare() -> None:
    assert len({site.code for site in sites()}) > 50


def test_a_text_is_a_literal_with_its_facts_in_braces() -> None:
    assert [site.where for site in sites() if not site.template] == []


def test_a_template_asks_for_the_facts_that_are_given() -> None:
    assert [site for site in sites() if places(site.template) != site.facts] == []


def _calls_of_faults() -> Iterator[tuple[str, str, set[str]]]:
    for where, node in _calls():
        if isinstance(node.func, ast.Name) and node.func.id in ("ambiguous", "unread"):
            fault = _text_of(node.args[2]) if len(node.args) == 3 else None
            if fault:
                yield where, fault, {each.arg for each in node.keywords if each.arg}


def test_each_fault_of_a_line_is_made_with_its_facts() -> None:
    calls = list(_calls_of_faults())
    assert len(calls) > 20
    for where, fault, facts in calls:
        assert facts == places(PROBLEMS[fault]), (where, fault)


def test_a_code_has_one_text() -> None:
    texts: dict[str, set[str]] = {}
    for site in sites():
        texts.setdefault(site.code, set()).add(site.template)
    assert {code: found for code, found in texts.items() if len(found) > 1} == {}


@pytest.mark.parametrize("language", ["uk", "ru"])
def test_every_code_has_its_fellows_with_the_same_facts(language: str) -> None:
    texts = kept(language)
    assert {site.code for site in sites()} == texts.keys()
    for site in sites():
        assert all(places(text) == site.facts for text in texts[site.code]), site.code


def test_the_words_looked_up_by_name_are_the_same_in_both_languages() -> None:
    uk, ru = (tomllib.loads((TEXTS / f"errors/{each}.toml").read_text()) for each in ("uk", "ru"))
    assert {name: set(uk[name]) for name in BY_NAME if name in uk} == {
        name: set(ru[name]) for name in BY_NAME if name in ru
    }


def _raised() -> Iterator[tuple[str, str, str]]:
    """List what is raised: where, the class, and the function that raises it."""
    for path in sorted(SOURCE.rglob("*.py")):
        for function in ast.walk(_tree(path)):
            if not isinstance(function, ast.FunctionDef):
                continue
            for node in ast.walk(function):
                if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                    called = node.exc.func
                    if isinstance(called, ast.Name):
                        place = f"{path.relative_to(SOURCE)}:{node.lineno}"
                        yield place, called.id, function.name


def _own_errors() -> set[str]:
    """Name the errors of the tree, and those that a module derives from them for itself."""
    named = {name for name in vars(errors) if isinstance(getattr(errors, name), type)}
    for path in sorted(SOURCE.rglob("*.py")):
        for node in _tree(path).body:
            if (
                isinstance(node, ast.ClassDef)
                and {ast.unparse(each) for each in node.bases} & named
            ):
                named.add(node.name)
    return named


def test_everything_raised_on_purpose_is_an_error_of_ours() -> None:
    ours = _own_errors()
    strange = [
        (where, name)
        for where, name, function in _raised()
        if name[0].isupper()
        and name not in ours
        and OF_PYTHON.get(name) != function
        and name not in {"UsageError", "BadParameter", "AssertionError"}
    ]
    assert strange == []


# rooms whose errors a person at the command line does not meet, or not yet in her language
WITHOUT_CODES = ("analysis/",)
# their classes give the code themselves
OF_CLASS = {"TwoDaysError", "UnfittedError"}
# what carries the code of something that was said before
CARRIERS = {"Message", "message_of", "message_of_system"}


def _uncoded() -> Iterator[str]:
    """List the errors that are made of plain text, and so can be said in English alone."""
    ours = _own_errors() - OF_CLASS - CARRIERS
    for path in sorted(SOURCE.rglob("*.py")):
        place = str(path.relative_to(SOURCE))
        if place.startswith(WITHOUT_CODES):
            continue
        tree = _tree(path)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _called_name(node) in ours:
                named = {each.arg for each in node.keywords}
                if not named & {"code", None} and not _carries(node.args[-1:], tree):
                    yield f"{place}:{node.lineno}"


def _called_name(node: ast.expr) -> str:
    called = node.func if isinstance(node, ast.Call) else node
    return called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")


def _carries(last: list[ast.expr], tree: ast.Module) -> bool:
    """Tell whether a problem has a code from elsewhere: it is that of an error, or a message."""
    match last:
        case [ast.Attribute()]:
            return True
        case [ast.Call() as call]:
            return _called_name(call) in CARRIERS
        case [ast.Name(name)]:
            given = [
                each.value
                for each in ast.walk(tree)
                if isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == name
            ]
            return bool(given) and all(_called_name(each) in CARRIERS for each in given)
    return False


def test_every_error_has_a_code_or_carries_one() -> None:
    assert list(_uncoded()) == []


@pytest.mark.parametrize(
    ("text", "carries"),
    [
        ("E(a, 'plain')", False),
        ("E(a, f'{b} is plain')", False),
        ("E(a, str(error))", False),
        ("problem = 'plain'\nE(a, problem)", False),
        ("problem = Message('x', 'a.b')\nE(a, problem)", True),
        ("E(a, error.problem)", True),
        ("E(a, message_of(error))", True),
    ],
)
def test_plain_text_is_told_from_a_message(text: str, *, carries: bool) -> None:
    tree = ast.parse(text)
    statement = tree.body[-1]
    assert isinstance(statement, ast.Expr)
    assert isinstance(statement.value, ast.Call)
    assert _carries(statement.value.args[-1:], tree) is carries


def test_an_error_inside_another_is_said_in_the_same_language() -> None:
    inner = MalformedError("checkpoint", 3, "is empty", code="form.empty")
    error = BookError("book.jsonl", 7, "checkpoint", message_of(inner))
    assert str(error) == "book.jsonl:7: checkpoint: checkpoint, line 3: is empty"
    said = "book.jsonl:7: checkpoint: контрольна точка, рядок 3: порожньо"
    assert describe_error(error, "uk") == said


def test_the_root_of_errors_is_exported() -> None:
    assert brierbook.BrierbookError is BrierbookError
    assert "BrierbookError" in brierbook.__all__


def test_an_error_carries_its_code_and_facts_through_another() -> None:
    first = InputError("query", "a:b", "has no field {name}", code="query.x", name="a")
    second = InputError("line", "c", first.problem)
    assert str(second) == "line 'c': has no field a"
    assert (second.problem.code, second.problem.facts) == ("query.x", {"name": "a"})


def test_braces_of_a_text_without_a_code_stay() -> None:
    assert str(BrierbookError("write {this}")) == "write {this}"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "query 'x': has 2,000 characters; write at most 1,000"),
        ("uk", "запит 'x': має 2000 символів; допускається не більше ніж 1000"),
        ("ru", "запрос 'x': содержит 2000 символов; допускается не больше 1000"),
    ],
)
def test_an_error_is_said_in_the_language_of_the_reader(language: str, said: str) -> None:
    error = InputError(
        "query",
        "x",
        "has {n:,} characters; write at most {most:,}",
        code="query.too_long",
        n=2000,
        most=1000,
    )
    assert describe_error(error, language) == said


def test_a_message_inside_a_message_is_said_in_the_same_language() -> None:
    inner = Message("is nested too deeply", "json.too_deep")
    error = BrierbookError("the line {problem}", code="entry.line", problem=inner)
    assert describe_error(error, "uk") == "рядок має надто глибоку вкладеність"
    assert str(error) == "the line is nested too deeply"


def test_what_the_system_says_is_translated_by_its_number() -> None:
    error = FileNotFoundError(2, "No such file or directory", "a.txt")
    assert describe_error(error, "en") == "a.txt: No such file or directory"
    assert describe_error(error, "ru") == "a.txt: такого файла или папки нет"
