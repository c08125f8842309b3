"""Whether two statements say nearly the same in nearly the same words, in any language.

A statement is the set of all four letters in a row of it, without case, punctuation, and the
difference between letters that look alike. ``similarity`` is the share of these that two statements
have in common (Jaccard 1912). For a lookup that does not grow with the book, ``keys`` gives numbers
to store and index: statements as similar as s share one of them with probability 1 - (1 - s^5)^12,
which is 0.89 for s = 0.7, 0.99 for 0.8, over 0.9998 for 0.9, and under 0.0002 for 0.1 (min-wise
hashing: Broder 1997, doi:10.1109/SEQUEN.1997.666900; bands: Leskovec, Rajaraman and Ullman,
Mining of Massive Datasets, 2nd ed. 2014, doi:10.1017/CBO9781139924801, section 3.4).

The same claim with another day or a typing error is near; a translation is not.
"""

import re
from hashlib import shake_128
from struct import Struct
from unicodedata import normalize
from zlib import crc32

__all__ = ["BANDS", "NEAR", "ROWS", "is_near", "keys", "similarity"]

LETTERS = 4
NEAR = 0.7
BANDS, ROWS = 12, 5
MOST = 600  # of the pieces of a long text, those with the least hashes stand for all
WHOLE = 2**64 - 1
POSITIVE = 2**63 - 1  # a database keeps signed integers
DRAWN = 4 * BANDS * ROWS  # bytes
UNPACK = Struct(f">{BANDS * ROWS}I").unpack

# letters of Cyrillic and Greek that look like Latin ones, in lower case or in capitals
ALIKE = str.maketrans(
    "авекмнорстухіјѕԁһԛԝґёαβεηικμνορτυχ",
    "abekmhopctyxijsdhqwгeabehikmvoptyx",
)


def similarity(a: str, b: str) -> float:
    """Give the share of pieces in common: 1 for the same up to case, punctuation and look."""
    one, other = signature(a), signature(b)
    return len(one & other) / len(one | other)


def is_near(a: str, b: str) -> bool:
    """Whether the second statement should be shown to who writes the first."""
    return similarity(a, b) >= NEAR


def signature(text: str) -> frozenset[int]:
    """Hash the pieces of a text."""
    whole = f" {skeleton(text)} "
    pieces = {whole[start : start + LETTERS] for start in range(max(1, len(whole) - LETTERS + 1))}
    return frozenset(crc32(piece.encode("utf-8", "surrogatepass")) for piece in pieces)


def skeleton(text: str) -> str:
    """Keep the words of a text as they look; of one without words, its signs."""
    folded = normalize("NFKC", normalize("NFKC", text).casefold()).translate(ALIKE)
    seen = "".join(re.split("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]", folded))
    return " ".join(re.findall(r"\w+", seen)) or " ".join(seen.split())


def keys(text: str) -> tuple[int, ...]:
    """Give the numbers under which a text is stored and sought; near texts likely share one."""
    hashes = sorted(signature(text))[:MOST]
    # all hash functions of a piece at once, as parts of one long hash; the least of each
    drawn = (UNPACK(shake_128(each.to_bytes(4)).digest(DRAWN)) for each in hashes)
    least = tuple(map(min, *drawn)) if len(hashes) > 1 else next(drawn)
    return tuple(
        hash_numbers((band, *least[band * ROWS : (band + 1) * ROWS])) & POSITIVE
        for band in range(BANDS)
    )


def scatter_bits(state: int) -> int:
    """Scatter 64 bits (SplitMix64: Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195)."""
    state = (state ^ state >> 30) * 0xBF58476D1CE4E5B9 & WHOLE
    state = (state ^ state >> 27) * 0x94D049BB133111EB & WHOLE
    return state ^ state >> 31


def hash_numbers(numbers: tuple[int, ...]) -> int:
    """Hash several numbers into one."""
    state = 0
    for number in numbers:
        state = scatter_bits(state + number + GOLDEN & WHOLE)
    return state


GOLDEN = 0x9E3779B97F4A7C15
