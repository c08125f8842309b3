"""What an SVG of ours bears besides shapes: its name and words, its face, and colours for the dark.

The colours of the dark are rules for those who ask for dark pages; a program that knows no such
rules draws the light figure.
"""

from html import escape

from brierbook.reports.figures.kit.face import face_rules

__all__ = ["DARK", "dress_svg"]

# each colour of a light figure, and what takes its place on a dark page
DARK = {
    "#ffffff": "#16181b",
    "#222222": "#e6e6e6",
    "#767676": "#9a9da1",
    "#bbbbbb": "#5b6068",
    "#c9dceb": "#27455c",
    "#e6eff6": "#1c2e3c",
    "#0072b2": "#56b4e9",
    "#d55e00": "#ff8c42",
    "#56b4e9": "#a7d8f5",
}
BOLD = "font-weight:700"


def dress_svg(svg: str, title: str, description: str) -> str:
    """Name an SVG, describe it, and give it its style; `svg` is as matplotlib writes it, shortened.

    >>> dress_svg('<svg width="1"><path/></svg>', "A < B", "Rises.")[:55]
    '<svg role="img" width="1"><title>A &lt; B</title><desc>'
    """
    before, _, after = svg.partition("<svg ")
    opening, _, body = after.partition(">")
    words = f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
    return f'{before}<svg role="img" {opening}>{words}<style>{_rules(body)}</style>{body}'


def _rules(body: str) -> str:
    """Write the rules that an SVG needs: weights of the face that stand in it, and dark colours."""
    weights = ["Regular"] * ("<text" in body) + ["Bold"] * (BOLD in body)
    used = [(light, dark) for light, dark in DARK.items() if light in body]
    dark = "".join(
        f'[style*="{what}:{light}"]{{{what}:{colour}!important}}'
        for light, colour in used
        for what in ("fill", "stroke")
        if f"{what}:{light}" in body
    )
    dark += "".join(
        f'[fill="{light}"]{{fill:{colour}!important}}'
        for light, colour in used
        if f'fill="{light}"' in body
    )
    return f"{''.join(map(face_rules, weights))}@media(prefers-color-scheme:dark){{{dark}}}"
