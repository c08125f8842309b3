"""Logging many forecasts from standard input: all of them or none."""

import json
import sys
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NoReturn

import click

from brierbook.cli.shared.deed_lines import is_deed_line, record_standard_input
from brierbook.cli.shared.printable import as_printable
from brierbook.cli.shared.texts.logged_text import LoggedForecast, logged_as_data
from brierbook.errors import BookError, BrierbookError, FormError, InputError, message_of
from brierbook.forecasts.canonical import unique_object
from brierbook.forecasts.entries.records import Forecast, Proposition, Record
from brierbook.forecasts.frozen import frozen_record, replace_fields
from brierbook.forecasts.life.batch import Batch, append_batch
from brierbook.forecasts.life.log import log_forecast
from brierbook.forecasts.life.readers.reading import ForecastInput
from brierbook.forecasts.life.readers.requests import ForecastRequest, read_request

if TYPE_CHECKING:
    from brierbook.cli.shared.session import Session

__all__ = ["log_standard_input"]

NAME = "stdin"
MOST_BYTES = 64 * 2**20


@frozen_record
class InputLine:
    """A line of the input, read."""

    number: int
    request: ForecastRequest


def log_standard_input(session: "Session", shared: ForecastInput, given: dict[str, Any]) -> None:
    """Log every line of standard input; options hold for all lines that do not say otherwise."""
    if given["key"] is None and given["id"] is not None:
        raise click.UsageError("--id names one proposition; write ids as JSON, one a line.")
    content = sys.stdin.buffer.read(MOST_BYTES + 1)
    if any(is_deed_line(line.strip()) for line in content.decode(errors="replace").split("\n")):
        record_standard_input(
            session, "forecast", key=given["key"], as_json=given["as_json"], content=content
        )
        return
    lines = _read_lines(session, shared, content)
    _confirm_writing(session, lines, given)
    logged = _append_lines(session, lines, given)
    if given["as_json"]:
        rows = [logged_as_data(session, each, []) for each in logged]
        session.give("log", {"logged": rows, "repeated": False, "dry_run": given["dry_run"]})
    else:
        for each in logged:
            session.say(_one_line_summary(session, each))
    session.warn(session.words.count("rehearsed" if given["dry_run"] else "logged", len(logged)))


def _read_lines(session: "Session", shared: ForecastInput, content: bytes) -> list[InputLine]:
    """Read all lines; of several that are wrong the first is named, and how many there are."""
    lines: list[InputLine] = []
    problems: list[BookError] = []
    for number, text in _number_lines(content):
        try:
            lines.append(_read_line(session, number, text, shared))
        except BrierbookError as error:
            problems.append(_error_in_line(number, error))
    if problems:
        raise _error_with_count(problems)
    if not lines:
        raise BookError(
            NAME, None, None, "holds no line; write one forecast a line", code="lines.none"
        )
    return lines


def _read_line(session: "Session", number: int, text: str, shared: ForecastInput) -> InputLine:
    """Read a line of a person, or a record of a program."""
    if not text.startswith("{"):
        return InputLine(number, read_request(replace_fields(shared, text=text), session.setting))
    found = read_request(shared, session.setting, _parse_record(text))
    for said, tag in found.renamed:
        session.warn(session.words.say("warn.tag", tag=as_printable(tag), said=as_printable(said)))
    return InputLine(number, found)


def _number_lines(content: bytes) -> Iterator[tuple[int, str]]:
    """Give the lines that are not blank, with their numbers."""
    if len(content) > MOST_BYTES:
        raise BookError(
            NAME,
            None,
            None,
            "has more than {most} bytes; split it",
            code="lines.large",
            most=MOST_BYTES,
        )
    for number, raw in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        try:
            text = raw.decode().strip()
        except UnicodeDecodeError as error:
            raise BookError(
                NAME,
                number,
                None,
                "is not UTF-8 at byte {place}; convert it first, as with iconv",
                code="lines.utf8",
                place=error.start,
            ) from error
        if text:
            yield number, text


def _parse_record(text: str) -> dict[str, object]:
    """Read a JSON object, its numbers exactly."""
    try:
        value: dict[str, object] = json.loads(
            text,
            object_pairs_hook=unique_object,
            parse_float=Decimal,
            parse_constant=_refuse_not_finite,
        )
    except (ValueError, RecursionError) as error:
        why = getattr(error, "problem", error)
        raise InputError(
            "line", text, "is not JSON: {why}", code="line.no_json", why=why
        ) from error
    return value


def _refuse_not_finite(text: str) -> NoReturn:
    """Refuse NaN and infinities, which JSON does not have."""
    raise FormError("{text} is no number of JSON", code="json.no_number", text=text)


def _confirm_writing(session: "Session", lines: list[InputLine], given: dict[str, Any]) -> None:
    """Ask whether to write, where somebody sits at a terminal and did not say yes before."""
    if given["yes"] or given["dry_run"] or not sys.stdin.isatty():
        return
    for each in lines:
        click.echo(f"  {as_printable(each.request.claim.text)}", err=True)
    click.confirm(session.words.say("ask.sure"), abort=True, err=True)


def _append_lines(
    session: "Session", lines: list[InputLine], given: dict[str, Any]
) -> list[LoggedForecast]:
    """Append all in one request."""
    last_of: list[int] = []  # of each line: how many entries there are once it is logged

    def do(batch: Batch) -> None:
        for each in lines:
            try:
                log_forecast(batch, each.request.claim, each.request.belief, session.moment)
            except BrierbookError as error:
                raise _error_in_line(each.number, error) from error
            last_of.append(len(batch.entries))

    request = session.request([each.request.asked for each in lines], given["key"])
    try:
        done = append_batch(
            session.store, request, do, workspace=session.workspace, rehearse=given["dry_run"]
        )
    except BookError as error:
        _name_refused_line(error, lines, last_of)
    return _pair_forecasts(session, done.records)


def _name_refused_line(error: BookError, lines: list[InputLine], last_of: list[int]) -> NoReturn:
    """Name the line whose entry the book refused."""
    if error.entry is None:
        raise error
    place = next(place for place, last in enumerate(last_of) if error.entry < last)
    raise BookError(NAME, lines[place].number, error.field, error.problem) from error


def _pair_forecasts(session: "Session", records: tuple[Record, ...]) -> list[LoggedForecast]:
    """Put each forecast with its proposition."""
    claims = {each.id: each for each in records if isinstance(each, Proposition)}
    return [
        LoggedForecast.of(session, (claims[each.proposition], each))
        for each in records
        if isinstance(each, Forecast)
    ]


def _one_line_summary(session: "Session", logged: LoggedForecast) -> str:
    """Say in one line what was understood."""
    from brierbook.cli.shared import wording  # one name of it

    claim = logged.proposition
    until = claim.deadline.last_day.isoformat() if claim.deadline else "–"
    said = wording.confidence_text(logged.forecast.confidence, session.words)
    text = wording.text_in_language(claim.text, session.words)
    return f"{as_printable(claim.id)}  {said}  {until}  {text}"


def _error_in_line(number: int, error: BrierbookError) -> BookError:
    """Say in which line something is wrong."""
    if isinstance(error, BookError) and error.file == NAME:
        return error
    return BookError(NAME, number, None, message_of(error))


def _error_with_count(problems: list[BookError]) -> BookError:
    """Give the first problem, and how many more lines are wrong."""
    first, more = problems[0], len(problems) - 1
    if not more:
        return first
    numbers = ", ".join(str(each.line) for each in problems[1:6])
    return BookError(
        NAME,
        first.line,
        first.field,
        "{problem} (and {n} more, in lines {numbers})",
        code="lines.more",
        problem=first.problem,
        n=more,
        numbers=numbers + (", ..." if more > 5 else ""),  # noqa: PLR2004  # as listed
    )
