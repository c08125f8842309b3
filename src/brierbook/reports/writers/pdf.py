"""A report as PDF by Typst: tagged (PDF/UA-1), and every text passed as data, never as markup."""

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

from brierbook.errors import WorkspaceError
from brierbook.reports.figures.kit.face import FOLDER
from brierbook.reports.figures.kit.legible import SUBSTITUTE, has_glyph
from brierbook.reports.model import Report
from brierbook.reports.writers.data import report_as_data
from brierbook.reports.writers.visible import escape_invisible

__all__ = ["legible_values", "to_pdf"]

STANDARD = "ua-1"
NO_BREAK, MAY_BREAK = "\N{NO-BREAK SPACE}", "\N{ZERO WIDTH SPACE}"
IN_TEXT, IN_CELL = 64, 20  # signs of a word that fit in a line, and in a column


def to_pdf(report: Report) -> bytes:
    """Write a report as a tagged PDF that bears the time of the book's last entry."""
    typst = _import_typst()
    source = (files("brierbook.reports.templates") / "report.typ").read_bytes()
    compiler = typst.Compiler(
        source,
        font_paths=[str(_font_folder()), str(FOLDER)],
        ignore_system_fonts=True,
        sys_inputs={
            "report": json.dumps(_template_data(report), ensure_ascii=False, allow_nan=False)
        },
    )
    try:
        made = compiler.compile(
            format="pdf", pdf_standards=[STANDARD], timestamp=int(report.made_at.timestamp())
        )
    except typst.TypstError as error:
        raise WorkspaceError(
            "the PDF cannot be written: {message}; try html",
            code="report.pdf",
            message=error.message,
        ) from error
    return bytes(made)


def _import_typst() -> Any:  # noqa: ANN401  # an extra that may be missing
    """Import Typst."""
    try:
        import typst  # 84 MB, and only for PDF
    except ImportError as error:
        raise WorkspaceError(
            "PDF is written by Typst, which is not installed; run: pip install 'brierbook[pdf]'",
            code="report.no_typst",
        ) from error
    return typst


def _font_folder() -> Path:
    """Give the folder of DejaVu Sans that matplotlib brings."""
    import matplotlib as mpl  # heavy

    return Path(mpl.get_data_path()) / "fonts" / "ttf"


def _template_data(report: Report) -> dict[str, Any]:
    """Give what the template shows: the report with its figures, every sign of it in the font."""
    made = report_as_data(report)
    made["blocks"] = [legible_values(block, _longest_word(block)) for block in made["blocks"]]
    made["title"] = legible_values(report.title, IN_TEXT)
    pictures = [block for block in made["blocks"] if block["kind"] == "picture"]
    for block, picture in zip(pictures, report.pictures, strict=True):
        block["svg"] = picture.svg.decode()
    return made


def _longest_word(block: dict[str, Any]) -> int:
    """Say how long a word may be before it may be broken."""
    return IN_CELL if block["kind"] in ("table", "picture") else IN_TEXT


def legible_values(value: Any, longest: int) -> Any:  # noqa: ANN401  # nested data
    """Replace every sign that the font lacks, for which PDF/UA has no place; break long words."""
    if isinstance(value, str):
        text = "".join(map(_drawable_sign, escape_invisible(value)))
        return re.sub(rf"\S{{{longest}}}(?=\S)", rf"\g<0>{MAY_BREAK}", text)
    if isinstance(value, list):
        return [legible_values(each, longest) for each in value]
    if isinstance(value, dict):
        return {name: _legible_field(name, each, longest) for name, each in value.items()}
    return value


def _legible_field(name: str, value: Any, longest: int) -> Any:  # noqa: ANN401  # the same
    """Leave addresses as they are, and make the rest legible."""
    return value if name in ("address", "kind", "language") else legible_values(value, longest)


def _drawable_sign(sign: str) -> str:
    """Give a sign, or what stands for it; marks that turn the direction of writing show as well."""
    if sign.isspace():
        return NO_BREAK if sign == NO_BREAK else " "
    return sign if has_glyph(sign) else SUBSTITUTE
