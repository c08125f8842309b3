"""A page of HTML into text: the article without scripts and menus, one block a line."""

import json
import re
from typing import Any

from brierbook.errors import InputError
from brierbook.forecasts.reading.documents.encodings import decode_text, encoding_in_markup
from brierbook.forecasts.reading.documents.publication import Publication, publication_of_metadata
from brierbook.forecasts.reading.documents.records import ExtractedText, RawDocument
from brierbook.forecasts.reading.extras import import_extra

__all__ = ["page_text", "read_page"]

DROPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "nav",
        "footer",
        "aside",
        "form",
        "button",
        "select",
        "svg",
        "iframe",
        "object",
        "head",
    ]
)
BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    ]
)
DATES = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@name='pubdate' or @name='date' or @name='dc.date']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//*[@itemprop='datePublished']/@datetime",
    "//article//time/@datetime",
    "//time[@pubdate]/@datetime",
)
TITLES = ("//meta[@property='og:title']/@content", "//title/text()", "//h1//text()")
PUBLISHERS = (
    "//meta[@property='og:site_name']/@content",
    "//meta[@name='application-name']/@content",
)
DEEPEST = 400  # elements within elements
LEAST_ARTICLE = 200  # characters of what is taken to be the article


def read_page(raw: RawDocument, encoding: str | None = None) -> ExtractedText:
    """Read a page of HTML."""
    declared = encoding or raw.declared_encoding or encoding_in_markup(raw.data)
    markup, used = decode_text(raw.data, raw.name, declared)
    tree = _parse(markup, raw.name)
    return ExtractedText(
        text=page_text(tree),
        encoding=used,
        verbatim=False,
        language=_language(tree),
        title=_first(tree, TITLES),
        publisher=_first(tree, PUBLISHERS),
        publication=_publication(tree),
    )


def _parse(markup: str, name: str) -> Any:  # noqa: ANN401  # lxml has no types
    """Parse HTML without the network."""
    html = import_extra("lxml.html")
    parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True)
    # lxml refuses a declaration of encoding in decoded text
    try:
        tree = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", markup), parser=parser)
    except (ValueError, AssertionError, import_extra("lxml.etree").ParserError) as error:
        raise InputError(
            "file", name, "is no page that can be read", code="read.no_page"
        ) from error
    return tree


def page_text(tree: Any) -> str:  # noqa: ANN401  # lxml has no types
    """Write the article of a page, one block a line."""
    article = next(iter(tree.xpath("//article | //main")), None)
    for chosen in (article, tree.find("body"), tree):
        if chosen is None:
            continue
        pieces: list[str] = []
        _collect(chosen, pieces)
        lines = [" ".join(line.split()) for line in "".join(pieces).split("\n")]
        text = "\n".join(line for line in lines if line)
        if len(text) >= LEAST_ARTICLE or chosen is not article:
            return text
    return ""


def _collect(root: Any, pieces: list[str]) -> None:  # noqa: ANN401  # lxml has no types
    """Collect the text below an element, in order, without recursion."""
    stack: list[tuple[Any, bool]] = [(root, False)]
    while stack:
        element, done = stack.pop()
        if done:
            if element.tag in BLOCKS:
                pieces.append("\n")
            if element is not root and element.tail:
                pieces.append(element.tail.replace("\n", " "))
            continue
        stack.append((element, True))
        if not isinstance(element.tag, str) or element.tag in DROPPED or len(stack) > DEEPEST * 100:
            continue
        if element.tag in BLOCKS:
            pieces.append("\n")
        pieces.append((element.text or "").replace("\n", " "))
        stack.extend((child, False) for child in reversed(element))


def _first(tree: Any, paths: tuple[str, ...]) -> str | None:  # noqa: ANN401  # lxml has no types
    """Give the first text that one of the paths finds."""
    for path in paths:
        for found in tree.xpath(path):
            if text := " ".join(str(found).split()):
                return text[:300]
    return None


def _language(tree: Any) -> str | None:  # noqa: ANN401  # lxml has no types
    """Give the language that the page declares."""
    declared = (tree.get("lang") or "")[:2].lower()
    return declared if declared in ("en", "uk", "ru") else None


def _publication(tree: Any) -> Publication | None:  # noqa: ANN401  # lxml has no types
    """Find the date that the metadata of a page give."""
    for path in DATES:
        for said in tree.xpath(path):
            if found := publication_of_metadata(str(said), "metadata of the page"):
                return found
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        said = _date_in_json(str(script))
        if said and (found := publication_of_metadata(said, "metadata of the page")):
            return found
    return None


def _date_in_json(script: str) -> str | None:
    """Find datePublished in JSON-LD."""
    try:
        data = json.loads(script)
    except (ValueError, RecursionError):
        return None
    stack, seen = [data], 0
    while stack and seen < 1000:  # noqa: PLR2004  # things looked at
        seen += 1
        thing = stack.pop()
        if isinstance(thing, dict):
            if isinstance(thing.get("datePublished"), str):
                return str(thing["datePublished"])
            stack += thing.values()
        elif isinstance(thing, list):
            stack += thing
    return None
