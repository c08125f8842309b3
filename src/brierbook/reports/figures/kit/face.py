"""The face of the figures: a part of Source Sans 3 under the Open Font License, with Cyrillic."""

from base64 import b64encode
from functools import cache
from pathlib import Path

__all__ = [
    "FACE",
    "FALLBACK",
    "FOLDER",
    "drawable_code_points",
    "face_rules",
    "has_face_glyph",
    "register_face",
]

FACE, FALLBACK = "Brierbook Sans", "DejaVu Sans"
FOLDER = Path(__file__).resolve().parents[2] / "fonts"
WEIGHTS = {"Regular": 400, "Bold": 700}


@cache
def register_face() -> None:
    """Make the face known to matplotlib."""
    from matplotlib.font_manager import fontManager  # heavy

    for name in WEIGHTS:
        fontManager.addfont(FOLDER / f"BrierbookSans-{name}.ttf")


@cache
def face_rules(name: str) -> str:
    """Write the rule of CSS that brings one weight of the face along."""
    font = b64encode((FOLDER / f"BrierbookSans-{name}.woff2").read_bytes()).decode()
    return (
        f'@font-face{{font-family:"{FACE}";font-weight:{WEIGHTS[name]};'
        f"src:url(data:font/woff2;base64,{font})}}"
    )


def has_face_glyph(sign: str) -> bool:
    """Whether the face, or the one that stands in for it, can draw a sign."""
    return ord(sign) in drawable_code_points()


@cache
def drawable_code_points() -> frozenset[int]:
    """List the code points of the face and of the one that stands in for it."""
    from matplotlib.font_manager import findfont  # heavy
    from matplotlib.ft2font import FT2Font  # the same

    register_face()
    found = (FT2Font(findfont(name)).get_charmap() for name in (FACE, FALLBACK))
    return frozenset().union(*found)
