"""Make the face of the figures from Source Sans 3: two weights, and only the signs they need.

Give it the variable font (as the PyPI package ``fontpkg-source-sans-3`` carries it)::

    uv run --with brotli python tools/figure_font.py SourceSans3[wght].ttf

The Open Font License reserves the name of the original, so a part of it has a name of its own.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]  # has no types
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # has no types
from fontTools.varLib.instancer import instantiateVariableFont  # type: ignore[import-untyped]  # has no types

FOLDER = Path(__file__).resolve().parents[1] / "src/brierbook/reports/fonts"
FAMILY = "Brierbook Sans"
WEIGHTS = {"Regular": 400, "Bold": 650}
# Latin with its accents, Cyrillic of Ukrainian and Russian, and what stands in numbers and quotes
RANGES = ((0x20, 0x7E), (0xA0, 0x17F), (0x400, 0x45F), (0x490, 0x491))
SINGLE = "‐‑‒–—―‘’‚“”„†•…‰′″‹›\u2009\u202f€№™←↑→↓−√∞≈≠≤≥□▲△▶▼▽◆◇○●"


def main(source: str) -> None:
    """Write both weights, for drawing (.ttf) and for embedding (.woff2)."""
    for name, weight in WEIGHTS.items():
        font = TTFont(source, recalcTimestamp=False)
        font = instantiateVariableFont(font, {"wght": weight})
        keep_needed_signs(font)
        rename(font, name)
        for flavor in (None, "woff2"):
            font.flavor = flavor
            path = FOLDER / f"BrierbookSans-{name}.{flavor or 'ttf'}"
            font.save(path, reorderTables=None)
            print(path.name, path.stat().st_size)


def keep_needed_signs(font: TTFont) -> None:
    """Drop other signs, and features: texts must be as wide as they were laid out."""
    options = Options(layout_features=[], hinting=False, name_IDs=["*"], notdef_outline=True)
    options.drop_tables += ["DSIG", "GPOS", "GSUB", "GDEF", "BASE", "STAT", "kern"]
    subsetter = Subsetter(options)
    signs = [code for low, high in RANGES for code in range(low, high + 1)]
    subsetter.populate(unicodes=[*signs, *map(ord, SINGLE)])
    subsetter.subset(font)


def rename(font: TTFont, style: str) -> None:
    """Give a name of its own, and keep the copyright and the licence."""
    table = font["name"]
    kept = {
        record.nameID: record.toUnicode() for record in table.names if record.nameID in (0, 13, 14)
    }
    table.names = []
    made = {1: FAMILY, 2: style, 4: f"{FAMILY} {style}", 6: f"BrierbookSans-{style}"}
    made |= {3: f"{FAMILY} {style}", 5: "Version 1.0"}
    for number, text in sorted((kept | made).items()):
        table.setName(text, number, 3, 1, 0x409)
    bold = style == "Bold"
    font["OS/2"].usWeightClass = 700 if bold else 400
    font["OS/2"].fsSelection = 0x20 if bold else 0x40
    font["head"].macStyle = int(bold)


if __name__ == "__main__":
    main(sys.argv[1])
