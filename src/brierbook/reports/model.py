"""What a report is made of, whatever format it is written in."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from brierbook.reports.figures.kit.drawing import Drawing, render_figure

__all__ = [
    "Block",
    "Bullets",
    "Cell",
    "Heading",
    "Paragraph",
    "Picture",
    "Quote",
    "Report",
    "Table",
    "TextLine",
    "TextSpan",
    "line",
    "numeric_cell",
    "text_cell",
]


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A piece of text, its language where that is not the report's, and where it leads."""

    text: str
    language: str | None = None
    strong: bool = False
    address: str | None = None


type TextLine = tuple[TextSpan, ...]


def line(*pieces: str | TextSpan) -> TextLine:
    """Make a line of text from pieces."""
    return tuple(TextSpan(piece) if isinstance(piece, str) else piece for piece in pieces)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the title."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    content: TextLine


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: tuple[TextLine, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a source in their language, with a translation, and who said them where."""

    text: TextSpan
    translation: TextSpan | None
    source: TextLine


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: lines below each other; numbers stand to the right."""

    lines: tuple[TextLine, ...]
    number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption, a head, and rows whose first cell names the row."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    wide: bool = False


@dataclass(frozen=True)
class Picture:
    """A figure, what it shows in words, and the numbers it is drawn from.

    ``code`` draws it anew in a notebook, from what the report's ``code`` made.
    """

    name: str
    drawing: Drawing
    caption: str
    table: Table
    code: str = ""

    @cached_property
    def svg(self) -> bytes:
        """The figure as bytes, made once for all formats."""
        return render_figure(self.drawing)


type Block = Heading | Paragraph | Bullets | Quote | Table | Picture


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report in one language.

    ``made_at`` is the time that files bear, ``code`` what a notebook begins with.
    """

    language: str
    title: str
    blocks: tuple[Block, ...] = field(default=())
    made_at: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    code: str = ""

    @property
    def pictures(self) -> list[Picture]:
        """The figures in order."""
        return [block for block in self.blocks if isinstance(block, Picture)]


def text_cell(*lines: str | TextSpan | TextLine) -> Cell:
    """Make a cell of text."""
    return Cell(tuple(item if isinstance(item, tuple) else line(item) for item in lines))


def numeric_cell(text: str) -> Cell:
    """Make a cell that holds a number."""
    return Cell((line(text),), number=True)
