"""A figure as a notebook shows it: picture, caption, and the numbers as a table."""

from base64 import b64encode
from html import escape

import pandas as pd

from brierbook.speech.catalogue import Catalogue, load_catalogue

__all__ = ["figure_html"]

MOST_ROWS = 200


def figure_html(svg: bytes, rows: pd.DataFrame, *, alt: str, caption: str, lang: str) -> str:
    """Write a figure as HTML that needs nothing else; every text in it is escaped."""
    words = load_catalogue(lang)
    # as an image, because the ids in two figures of matplotlib are the same
    return (
        f'<figure lang="{lang}">'
        f'<img src="data:image/svg+xml;base64,{b64encode(svg).decode()}" alt="{escape(alt)}">'
        f"<figcaption>{escape(caption)}</figcaption>"
        f"<details><summary>{escape(words.say('figure.table'))}</summary>"
        f"{_html_table(rows, words)}</details></figure>"
    )


def _html_table(rows: pd.DataFrame, words: Catalogue) -> str:
    """Write the numbers; of very many rows the first."""
    head = "".join(f'<th scope="col">{escape(str(name))}</th>' for name in rows)
    body = "".join(map(_html_row, rows.head(MOST_ROWS).itertuples(index=False, name=None)))
    left = len(rows) - MOST_ROWS
    more = f"<p>{escape(words.say('figure.more', n=words.number(left)))}</p>" if left > 0 else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def _html_row(values: tuple[object, ...]) -> str:
    """Write one row."""
    cells = (f"{each:.6g}" if isinstance(each, float) else str(each) for each in values)
    return "<tr>" + "".join(f"<td>{escape(each)}</td>" for each in cells) + "</tr>"
