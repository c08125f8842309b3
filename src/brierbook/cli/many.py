"""Logging many forecasts from standard input: all of them or none."""

import json
import sys
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NoReturn

import click

from brierbook.cli.echo import Logged, as_data
from brierbook.cli.plain import plain
from brierbook.errors import BookError, BrierbookError, InputError
from brierbook.forecasts.canonical import unique
from brierbook.forecasts.frozen import frozen, replaced
from brierbook.forecasts.life.batch import Batch, ask
from brierbook.forecasts.life.log import log
from brierbook.forecasts.life.said import Belief, Claim
from brierbook.forecasts.life.told import Told, as_asked, read_told
from brierbook.forecasts.records import Forecast, Proposition, Record

if TYPE_CHECKING:
    from brierbook.cli.desk import Desk

NAME = "stdin"
MOST_BYTES = 64 * 2**20
# the names of fields in JSON: those of the options
FIELDS = {"as": "who", "if": "condition"}
TEXTS = ("text", "by", "criteria", "source", "reason", "as", "made_at", "id", "if", "event")
MORE = ("range", "word", "lexicon", "options", "quantiles", "unit")


@frozen
class Line:
    """A line of the input, read."""

    number: int
    told: Told
    claim: Claim
    belief: Belief


def log_many(desk: "Desk", shared: Told, given: dict[str, Any]) -> None:
    """Log every line of standard input; options hold for all lines that do not say otherwise."""
    if given["key"] is None and given["id"] is not None:
        raise click.UsageError("--id names one proposition; write ids as JSON, one a line.")
    lines = read_all(desk, shared)
    ensure(desk, lines, given)
    logged = write(desk, lines, given)
    if given["as_json"]:
        rows = [as_data(desk, each, []) for each in logged]
        desk.give("log", {"logged": rows, "repeated": False, "dry_run": given["dry_run"]})
    else:
        for each in logged:
            desk.say(brief(desk, each))
    desk.warn(desk.words.count("rehearsed" if given["dry_run"] else "logged", len(logged)))


def read_all(desk: "Desk", shared: Told) -> list[Line]:
    """Read all lines; of several that are wrong the first is named, and how many there are."""
    lines: list[Line] = []
    problems: list[BookError] = []
    for number, text in numbered(sys.stdin.buffer.read(MOST_BYTES + 1)):
        try:
            told = from_json(text, shared) if text.startswith("{") else replaced(shared, text=text)
            lines.append(Line(number, told, *read_told(told, desk.setting)))
        except BrierbookError as error:
            problems.append(in_line(number, error))
    if problems:
        raise with_count(problems)
    if not lines:
        raise BookError(NAME, None, None, "holds no line; write one forecast a line")
    return lines


def numbered(content: bytes) -> Iterator[tuple[int, str]]:
    """Give the lines that are not blank, with their numbers."""
    if len(content) > MOST_BYTES:
        raise BookError(NAME, None, None, f"has more than {MOST_BYTES} bytes; split it")
    for number, raw in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        try:
            text = raw.decode().strip()
        except UnicodeDecodeError as error:
            problem = f"is not UTF-8 at byte {error.start}; convert it first, as with iconv"
            raise BookError(NAME, number, None, problem) from error
        if text:
            yield number, text


def from_json(text: str, shared: Told) -> Told:
    """Read a JSON object whose fields are those of the options."""
    try:
        value: dict[str, object] = json.loads(
            text, object_pairs_hook=unique, parse_float=Decimal, parse_constant=not_finite
        )
    except (ValueError, RecursionError) as error:
        raise InputError("line", text, f"is not JSON: {error}") from error
    if "text" not in value:
        raise InputError("text", text, "is missing; write what will turn out true or false")
    fields = {FIELDS.get(name, name): field(name, each) for name, each in value.items()}
    return replaced(shared, **fields)


def not_finite(text: str) -> NoReturn:
    """Refuse NaN and infinities, which JSON does not have."""
    raise ValueError(f"{text} is no number of JSON")


def field(name: str, value: object) -> object:
    """Check one field; nothing is taken for something else."""
    if name == "p":
        # strictly a number: a text such as "12%" is for people
        from brierbook.forecasts.lines.probability import strict_probability  # noqa: PLC0415  # here

        return strict_probability(value)
    if name == "tags" and isinstance(value, list) and all(isinstance(tag, str) for tag in value):
        return tuple(value)
    if name == "ordered" and isinstance(value, bool):
        return value
    if name in (*TEXTS, *MORE) and isinstance(value, str):
        return value
    known = (*TEXTS, *MORE, "p", "tags", "ordered")
    if name not in known:
        raise InputError("field", name, f"is unknown; write one of {', '.join(known)}")
    raise InputError(name, value, "has the wrong type; write a text, tags as a list of texts")


def ensure(desk: "Desk", lines: list[Line], given: dict[str, Any]) -> None:
    """Ask whether to write, where somebody sits at a terminal and did not say yes before."""
    if given["yes"] or given["dry_run"] or not sys.stdin.isatty():
        return
    for each in lines:
        click.echo(f"  {plain(each.claim.text)}", err=True)
    click.confirm(desk.words.say("ask.sure"), abort=True, err=True)


def write(desk: "Desk", lines: list[Line], given: dict[str, Any]) -> list[Logged]:
    """Append all in one request."""
    last_of: list[int] = []  # of each line: how many entries there are once it is logged

    def do(batch: Batch) -> None:
        for each in lines:
            try:
                log(batch, each.claim, each.belief, desk.moment)
            except BrierbookError as error:
                raise in_line(each.number, error) from error
            last_of.append(len(batch.entries))

    request = desk.request([as_asked(each.told) for each in lines], given["key"])
    try:
        done = ask(desk.store, request, do, workspace=desk.workspace, rehearse=given["dry_run"])
    except BookError as error:
        refuse(error, lines, last_of)
    return pairs(desk, done.records)


def refuse(error: BookError, lines: list[Line], last_of: list[int]) -> NoReturn:
    """Name the line whose entry the book refused."""
    if error.entry is None:
        raise error
    place = next(place for place, last in enumerate(last_of) if error.entry < last)
    raise BookError(NAME, lines[place].number, error.field, error.problem) from error


def pairs(desk: "Desk", records: tuple[Record, ...]) -> list[Logged]:
    """Put each forecast with its proposition."""
    claims = {each.id: each for each in records if isinstance(each, Proposition)}
    return [
        Logged.of(desk, (claims[each.proposition], each))
        for each in records
        if isinstance(each, Forecast)
    ]


def brief(desk: "Desk", logged: Logged) -> str:
    """Say in one line what was understood."""
    from brierbook.cli import wording  # noqa: PLC0415  # one name of it

    claim = logged.proposition
    until = claim.deadline.last_day.isoformat() if claim.deadline else "–"
    said = wording.said(logged.forecast.confidence, desk.words)
    return f"{plain(claim.id)}  {said}  {until}  {wording.text_of(claim.text, desk.words)}"


def in_line(number: int, error: BrierbookError) -> BookError:
    """Say in which line something is wrong."""
    if isinstance(error, BookError) and error.file == NAME:
        return error
    return BookError(NAME, number, None, str(error))


def with_count(problems: list[BookError]) -> BookError:
    """Give the first problem, and how many more lines are wrong."""
    first, more = problems[0], len(problems) - 1
    if not more:
        return first
    numbers = ", ".join(str(each.line) for each in problems[1:6])
    rest = f" (and {more} more, in lines {numbers}{', ...' if more > 5 else ''})"  # noqa: PLR2004  # as listed
    return BookError(NAME, first.line, first.field, first.problem + rest)
