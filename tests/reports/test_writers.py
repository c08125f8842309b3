"""HTML and Markdown: nothing of a document's text becomes markup."""

from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pandas as pd
import pytest
from matplotlib.figure import Figure

from brierbook.reports.figures.kit.drawing import Drawing
from brierbook.reports.findings.retrospective import Retrospective
from brierbook.reports.model import (
    Bullets,
    Heading,
    Paragraph,
    Picture,
    Quote,
    Report,
    Table,
    TextSpan,
    line,
    numeric_cell,
    text_cell,
)
from brierbook.reports.writers.html import to_html
from brierbook.reports.writers.markdown import escape_markdown, to_markdown

INNER = str.maketrans("«»", "„“")
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[click](javascript:alert(1))",
    "| a | b |",
    "# heading\n- item\n1. one",
    "`code` *em* __strong__ ~~gone~~ $x^2$ &amp; &lt;b&gt;",
    "{{ 7 * 7 }} {% raw %}",
]

if TYPE_CHECKING:
    from tests.reports.conftest import Written


class Seen(HTMLParser):
    """Collects tags, attributes and text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag and its attributes."""
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        """Note a piece of text."""
        self.words.append(data)


def seen(html: str) -> Seen:
    parser = Seen()
    parser.feed(html)
    return parser


def report_of(text: str) -> Report:
    figure = Figure()
    drawing = Drawing("figure", figure, figure.add_subplot(), pd.DataFrame(), text)
    table = Table(text, (text, "n"), ((text_cell(text), numeric_cell("1")),))
    return Report(
        "en",
        text,
        (
            Heading(2, text),
            Paragraph(line(text, TextSpan(text, "uk", strong=True))),
            Bullets((line(text),)),
            Quote(TextSpan(text, "ru"), TextSpan(text), line(text)),
            table,
            Picture("figure", drawing, text, table),
        ),
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_html_shows_hostile_text_as_text(text: str) -> None:
    page = seen(to_html(report_of(text)).decode())
    harmless = seen(to_html(report_of("harmless")).decode())
    assert page.tags == harmless.tags
    assert [name for name, _ in page.attributes] == [name for name, _ in harmless.attributes]
    assert text in "".join(page.words)


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_keeps_no_meaning_of_hostile_text(text: str) -> None:
    written = escape_markdown(text)
    assert "<" not in written
    assert "\n" not in written
    assert not written.startswith(("#", "- ", "1. "))
    for mark in "[]`*_|$~":
        assert written.count(mark) == written.count(f"\\{mark}")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("0.29", "0.29"),
        ("−0.1 to 0.2", "−0.1 to 0.2"),
        ("1. one", r"1\. one"),
        ("2) two", r"2\) two"),
        ("- item", r"\- item"),
        ("+ item", r"\+ item"),
        ("a - b", "a - b"),
        ("# no heading", r"\# no heading"),
        ("a | b", r"a \| b"),
    ],
)
def test_markdown_escapes_what_means_something_and_nothing_else(text: str, written: str) -> None:
    assert escape_markdown(text) == written


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_the_page_needs_no_network_and_no_script(syria_report: "Written", language: str) -> None:
    html = to_html(syria_report(language)).decode()
    page = seen(html)
    assert "script" not in page.tags
    assert "link" not in page.tags
    images = [value or "" for name, value in page.attributes if name == "src"]
    assert images
    pictures = [each.svg.decode() for each in syria_report(language).pictures]
    shown = [unquote(address.removeprefix("data:image/svg+xml,")) for address in images]
    assert shown == [each.replace('"', "'") for each in pictures]
    assert all("'" not in each for each in pictures)
    links = [value or "" for name, value in page.attributes if name == "href"]
    within = {f"#{value}" for name, value in page.attributes if name == "id"}
    assert len(within) > 10
    outside = [address for address in links if address not in within]
    assert all(address.startswith(("https://", "http://")) for address in outside)
    assert len(html.encode()) < 650_000
    assert page.tags.count("h1") == 1
    assert ("lang", language) in page.attributes


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_every_quote_of_a_scored_forecast_stands_in_its_language(
    syria: Retrospective, syria_report: "Written", language: str
) -> None:
    report = syria_report(language)
    page, markdown = "".join(seen(to_html(report).decode()).words), to_markdown(report).decode()
    for name in syria.scored["statement"]:
        statement = syria.book.statements[name]
        # quotation marks inside a quote become inner ones, as an editor sets them
        quote = statement.quote.translate({} if language == "en" else INNER)
        assert quote in page
        assert escape_markdown(quote) in markdown


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_no_message_is_left_unfilled(syria_report: "Written", language: str) -> None:
    assert b"{" not in to_markdown(syria_report(language))


def test_an_address_cannot_break_out_of_its_link() -> None:
    address = "https://example.org/a)b>c<d\"e'f|g`h i"
    report = Report("en", "t", (Paragraph(line(TextSpan("name", address=address))),))
    page = seen(to_html(report).decode())
    assert ("href", address) in page.attributes
    assert page.tags.count("a") == 1
    markdown = to_markdown(report).decode()
    assert markdown.startswith("[name](<https://example.org/a)b%3Ec%3Cd%22e'f%7Cg%60h%20i>)")
