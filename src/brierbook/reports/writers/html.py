"""A report as one HTML file: no script, no network, figures inside."""

import re
from pathlib import Path

from jinja2 import (
    ChoiceLoader,
    FileSystemLoader,
    PackageLoader,
    StrictUndefined,
    Template,
    TemplateError,
)
from jinja2.exceptions import TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from brierbook.errors import BrierbookError, FormError, Message, WorkspaceError, message_of
from brierbook.reports.confined import LARGEST_PAGE, ConfinedEnvironment, limit_time
from brierbook.reports.model import Block, Picture, Report
from brierbook.reports.writers.visible import escape_invisible
from brierbook.speech.catalogue import load_catalogue

__all__ = ["to_html"]

MAY_BREAK = "\0"  # no visible text holds it
# what a template of somebody's own may raise
FAULTS = (
    *(TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError),
    *(MemoryError, RecursionError),
)
# double quotes end the attribute, so single ones stand in their place
IN_ADDRESS = str.maketrans({sign: f"%{ord(sign):02X}" for sign in "%#&'\n"} | {'"': "'"})
LONG = re.compile(r"\S{32}(?=\S)")  # a word that is too long for a column


def to_html(report: Report, folder: Path | None = None) -> bytes:
    """Write a report; every text is escaped by the template engine.

    A page or style sheet in the folder of a template takes the place of ours.
    """
    words = load_catalogue(report.language)
    try:
        page = _template_environment(folder).get_template("report.html.jinja")
        given = {
            "report": report,
            "image": _svg_data_address,
            "table_title": words.say("figure.table"),
            "contents": words.say("report.contents"),
        }
        made = page.render(given) if folder is None else _render_confined(page, given)
    except FAULTS as error:
        if folder is None:
            raise
        raise _page_error(folder, error) from error
    return made.encode()


def _page_error(folder: Path, error: Exception) -> WorkspaceError:
    """Say why the page of a template cannot be made, and where it stops."""
    line = error.lineno if isinstance(error, TemplateSyntaxError) else None
    place = "" if line is None else Message(", line {line}", "page.at_line", {"line": line})
    why = message_of(error) if isinstance(error, BrierbookError) else str(error).replace("\n", " ")
    return WorkspaceError(
        "{folder}: the page cannot be made{place} ({why}); mend the template",
        code="page.broken",
        folder=folder,
        place=place,
        why=why,
    )


def _render_confined(page: Template, given: dict[str, object]) -> str:
    """Render the page of somebody's own, in limited time and size."""
    parts: list[str] = []
    size = 0
    with limit_time():
        for part in page.generate(given):
            size += len(part)
            if size > LARGEST_PAGE:
                raise FormError("it is longer than a page may be", code="page.long")
            parts.append(part)
    return "".join(parts)


def _template_environment(folder: Path | None) -> SandboxedEnvironment:
    """Set up the template engine; what a template may do is confined."""
    ours = PackageLoader("brierbook.reports")
    made = (ConfinedEnvironment if folder else SandboxedEnvironment)(
        loader=ChoiceLoader([FileSystemLoader(folder), ours]) if folder else ours,
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize_value,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.tests["kind"] = _is_block_kind
    made.filters["broken"] = _break_long_words
    return made


def _is_block_kind(block: Block, name: str) -> bool:
    """Tell the kinds of block apart in the template."""
    return type(block).__name__ == name


def _finalize_value(value: object) -> object:
    """Make every text visible before it is escaped."""
    return escape_invisible(value) if type(value) is str else value


def _break_long_words(text: str) -> Markup:
    """Escape a text, and let a word that is too long for a column be broken."""
    return Markup("<wbr>").join(
        LONG.sub(f"\\g<0>{MAY_BREAK}", escape_invisible(text)).split(MAY_BREAK)
    )


def _svg_data_address(picture: Picture) -> Markup:
    """Give a figure as a data address; as text it is a quarter shorter than as base64.

    Only what ends an address or an attribute needs an escape there.
    """
    text = picture.svg.decode().translate(IN_ADDRESS)
    return Markup(f"data:image/svg+xml,{text}")  # noqa: S704  # escaped
