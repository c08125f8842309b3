"""A report as one HTML file: no script, no network, figures inside."""

import re
from pathlib import Path

from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, StrictUndefined, TemplateError
from jinja2.exceptions import TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from brierbook.errors import WorkspaceError
from brierbook.reports.catalogue import catalogue
from brierbook.reports.model import Block, Picture, Report
from brierbook.reports.writers.visible import visible

MAY_BREAK = "\0"  # no visible text holds it
# what a template of somebody's own may raise
FAULTS = (TemplateError, ArithmeticError, LookupError, TypeError, ValueError)
# double quotes end the attribute, so single ones stand in their place
IN_ADDRESS = str.maketrans({sign: f"%{ord(sign):02X}" for sign in "%#&'\n"} | {'"': "'"})
LONG = re.compile(r"\S{32}(?=\S)")  # a word that is too long for a column


def to_html(report: Report, folder: Path | None = None) -> bytes:
    """Write a report; every text is escaped by the template engine.

    A page or style sheet in the folder of a template takes the place of ours.
    """
    words = catalogue(report.language)
    try:
        page = environment(folder).get_template("report.html.jinja")
        made = page.render(
            report=report,
            image=image,
            table_title=words.say("figure.table"),
            contents=words.say("report.contents"),
        )
    except FAULTS as error:
        if folder is None:
            raise
        place = f", line {error.lineno}" if isinstance(error, TemplateSyntaxError) else ""
        message = f"{folder}: the page cannot be made{place} ({error}); mend the template"
        raise WorkspaceError(message.replace("\n", " ")) from error
    return made.encode()


def environment(folder: Path | None) -> SandboxedEnvironment:
    """Set up the template engine; what a template may do is confined."""
    ours = PackageLoader("brierbook.reports")
    made = SandboxedEnvironment(
        loader=ChoiceLoader([FileSystemLoader(folder), ours]) if folder else ours,
        autoescape=True,
        undefined=StrictUndefined,
        finalize=finished,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.tests["kind"] = is_kind
    made.filters["broken"] = broken
    return made


def is_kind(block: Block, name: str) -> bool:
    """Tell the kinds of block apart in the template."""
    return type(block).__name__ == name


def finished(value: object) -> object:
    """Make every text visible before it is escaped."""
    return visible(value) if type(value) is str else value


def broken(text: str) -> Markup:
    """Escape a text, and let a word that is too long for a column be broken."""
    return Markup("<wbr>").join(LONG.sub(f"\\g<0>{MAY_BREAK}", visible(text)).split(MAY_BREAK))


def image(picture: Picture) -> Markup:
    """Give a figure as a data address; as text it is a quarter shorter than as base64.

    Only what ends an address or an attribute needs an escape there.
    """
    text = picture.svg.decode().translate(IN_ADDRESS)
    return Markup(f"data:image/svg+xml,{text}")  # noqa: S704  # escaped
