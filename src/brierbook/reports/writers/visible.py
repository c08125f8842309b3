"""Signs that do not show themselves, or turn the direction of writing, as what they are."""

import re

__all__ = ["escape_invisible"]

# controls but tab and line ends; marks, embeddings, overrides and isolates of direction (UAX 9)
UNSEEN = re.compile(
    r"[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


def escape_invisible(text: str) -> str:
    r"""Write controls and marks of direction as escapes, so that none acts on the text around.

    >>> escape_invisible("12%\N{RIGHT-TO-LEFT OVERRIDE}34")
    '12%\\u202e34'
    """
    return UNSEEN.sub(lambda found: repr(found[0])[1:-1], text)
