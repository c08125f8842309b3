"""Deeds on the standard input: JSON objects, one a line, all recorded or none."""

import json
import sys
from decimal import Decimal
from typing import TYPE_CHECKING, NoReturn

import click

from brierbook.cli.shared.printable import as_printable
from brierbook.errors import BookError, InputError
from brierbook.forecasts.canonical import unique_object
from brierbook.forecasts.life.deeds import KINDS, NumberedDeed, record_deeds
from brierbook.speech.error_text import describe_error

if TYPE_CHECKING:
    from brierbook.cli.shared.session import Session

__all__ = ["is_deed_line", "record_standard_input"]

NAME = "stdin"
MOST_BYTES = 64 * 2**20
DO = "do"
LISTED = 20


def is_deed_line(text: str) -> bool:
    """Whether a line says itself what it does."""
    return text.startswith("{") and f'"{DO}"' in text


def record_standard_input(
    session: "Session", usual: str, *, key: str | None, as_json: bool, content: bytes | None = None
) -> None:
    """Record what stands on the standard input; each line is a deed of the usual kind."""
    data = sys.stdin.buffer.read(MOST_BYTES + 1) if content is None else content
    if len(data) > MOST_BYTES:
        raise BookError(
            NAME,
            None,
            None,
            "has more than {most} bytes; split it",
            code="deed.large",
            most=MOST_BYTES,
        )
    faults: list[tuple[int, Exception]] = []
    deeds: list[NumberedDeed] = []
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if line.strip():
            try:
                deeds.append(_read_deed(number, line, usual))
            except InputError as error:
                faults.append((number, error))
    request = session.request([str(sorted(map(str, each.fields.items()))) for each in deeds], key)
    done, found = record_deeds(
        session.store,
        deeds,
        request,
        session.setting,
        session.moment,
        workspace=session.workspace,
        rehearse=bool(faults),
    )
    faults += [(each.number, each.error) for each in found]
    if faults:
        _refuse(session, sorted(faults, key=lambda each: each[0]))
    if as_json:
        facts = {"deeds": len(deeds), "entries": len(done.records), "repeated": done.repeated}
        session.give(usual, facts)
    else:
        session.warn(session.words.count("deeds", len(deeds)))


def _refuse(session: "Session", faults: list[tuple[int, Exception]]) -> NoReturn:
    """Name every line that is wrong; nothing was recorded."""
    for number, error in faults[:LISTED]:
        said = describe_error(error, session.words.language)
        click.echo(f"brierbook: {NAME}:{number}: {as_printable(said)}", err=True)
    raise BookError(
        NAME,
        faults[0][0],
        None,
        "nothing was recorded; lines that are wrong: {n}",
        code="deed.refused",
        n=len(faults),
    )


def _read_deed(number: int, line: bytes, usual: str) -> NumberedDeed:
    """Read a line: a JSON object, or an id with a value."""
    try:
        text = line.decode().strip()
    except UnicodeDecodeError as error:
        raise InputError(
            "line", repr(line[:40]), "is not UTF-8; convert it first", code="deed.utf8"
        ) from error
    if not text.startswith("{"):
        return NumberedDeed(number, usual, _typed_fields(text, usual))
    try:
        value = json.loads(text, object_pairs_hook=unique_object, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise InputError("line", text, "is no JSON object", code="import.no_object") from error
    kind = value.pop(DO, usual)
    if kind not in KINDS:
        raise InputError(
            DO,
            str(kind),
            "is no deed; write one of {known}",
            code="deed.kind",
            known=", ".join(KINDS),
        )
    return NumberedDeed(number, kind, value)


def _typed_fields(text: str, usual: str) -> dict[str, object]:
    """Read an id and what stands behind it."""
    name, _, rest = text.partition(" ")
    if usual == "withdraw":
        return {"id": name, "reason": rest.strip()}
    if usual == "resolve":
        return {"id": name, "outcome": rest.strip()}
    from brierbook.forecasts.lines.amounts import read_probability  # only for lines of people

    return {"id": name, "p": read_probability(rest.strip())}
