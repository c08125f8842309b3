"""A report as one HTML file: no script, no network, figures inside."""

from base64 import b64encode

from jinja2 import Environment, PackageLoader, StrictUndefined

from brierbook.reports.catalogue import catalogue
from brierbook.reports.figures.drawing import render
from brierbook.reports.model import Block, Picture, Report


def to_html(report: Report) -> str:
    """Write a report; every text is escaped by the template engine."""
    environment = Environment(
        loader=PackageLoader("brierbook.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.tests["kind"] = is_kind
    template = environment.get_template("report.html.jinja")
    words = catalogue(report.language)
    return template.render(report=report, image=image, table_title=words.say("figure.table"))


def is_kind(block: Block, name: str) -> bool:
    """Tell the kinds of block apart in the template."""
    return type(block).__name__ == name


def image(picture: Picture) -> str:
    """Give a figure as a data address."""
    return f"data:image/svg+xml;base64,{b64encode(render(picture.drawing)).decode()}"
