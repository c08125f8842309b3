"""Probabilities with a mark: p=0.3, probability 30%, a 30% chance of, 7:1 against, (30%)."""

import re
from typing import NamedTuple

from brierbook.forecasts.lines.amounts import Amount, read_amount
from brierbook.forecasts.lines.sentence.parts import Marked, Part, Words
from brierbook.forecasts.lines.tokens import Word, is_joint, join_words
from brierbook.forecasts.lines.words import words_in

__all__ = ["THAT", "read_marked"]

GLUED = (
    r"(p|р|pr|prob|probability|chance|chances|odds|conf|confidence|likelihood|credence"
    r"|імовірність|ймовірність|шанс|шанси|вероятность|шансы|)([=≈]|:(?=[\d.,~½-¾⅓-⅞]))(\S+)"
)
ODDS_MARKS = words_in("odds шанси шансы шанс шансів шансов chances chance")
MARKS = ODDS_MARKS | words_in("""
p р prob probability likelihood confidence credence
імовірність ймовірність імовірності ймовірності імовірністю ймовірністю вірогідність вірогідністю
шансом шансами впевненість впевненістю
вероятность вероятности вероятностью уверенность уверенностью
""")
MARKS_BEHIND = (MARKS - words_in("p р")) | words_in("""
sure certain confident likely
впевнений впевнена певен певна впевненості
уверен уверена уверенности
""")
BETWEEN = words_in("of is are at in = ~ about around в у на як как")
MOST_BETWEEN = 3  # words between a mark and its amount
# what may stand before a mark, and belongs to it
FILLERS = """
there is only a; there is about a; there is a; there is an; there's only a; there's about a
there's a; there's an; i think there is a; i think there's a; i give it a; i give it; i give a
i'd say; i would say; i think; i believe; i guess; i estimate; my guess is; my guess; i'd put it at
i'd give it; i'd give it a; по-моєму; на мою думку; думаю; я думаю; гадаю; вважаю; я вважаю
по-моему; по моему мнению; я считаю; считаю; полагаю
we give it; i am; i'm; with the; with a; with an; with; at a; a; an; the; my
я впевнений на; я впевнена на; я певен на; я певна на; я уверен на; я уверена на
уверен на; уверена на; впевнений на; впевнена на
я на; ми на; мы на; на; із; зі; з; со; с; мій; моя; мой; маю; даю; є
"""
THAT = words_in("that що что")
FOR_THAT = (("за", "те", "що"), ("на", "те", "що"), ("за", "то", "что"), ("на", "то", "что"))
AGAINST = words_in("against проти против")
FOR = words_in("on for за")
TO = words_in("to до к")
OPEN, CLOSE = ("(", "["), (")", "]")
REST = 4  # words behind one that begins with a mark, which an amount may need


def _by_first_word(said: str) -> dict[str, list[tuple[str, ...]]]:
    """Group rows of words by their first word."""
    grouped: dict[str, list[tuple[str, ...]]] = {}
    for row in re.split("[;\n]", said.strip()):
        words = tuple(row.split())
        grouped.setdefault(words[0], []).append(words)
    return grouped


_FILLERS = _by_first_word(FILLERS)


class _Read(NamedTuple):
    """A marked probability, and the place behind it."""

    stop: int
    marked: Marked


def read_marked(words: Words, at: int) -> Part | None:
    """Read an amount with what marks it as a probability."""
    found = _read_glued_mark(words, at) or _with_words(words, at) or _in_brackets(words, at)
    return Part(at, _behind_that(words, found.stop), "marked", found.marked) if found else None


def _behind_that(words: Words, stop: int) -> int:
    """Go on behind that, що, что, за те, що."""
    return stop if words[stop - 1].after.strip(",)]:") else stop + _length_of_that(words, stop)


def _length_of_that(words: Words, at: int) -> int:
    """Give the number of words at a place that say that a sentence follows."""
    said = tuple(each.word for each in words[at : at + 3])
    return 3 if said in FOR_THAT else int(bool(said) and said[0] in THAT)


def _read_glued_mark(words: Words, at: int) -> _Read | None:
    """Read p=0.3, P:30%, =30%, @25%; behind p= there must be a probability."""
    word = words[at]
    if word.word.startswith("@"):
        amount = _rest_as_amount(words, at, word.word[1:])
        fits = amount and amount.form in ("percent", "decimal", "range")
        return _Read(amount.stop, Marked(amount, amount.named)) if amount and fits else None
    match = re.fullmatch(GLUED, word.word) if word.word else None
    if not match:
        return None
    amount = _rest_as_amount(words, at, match[3])
    named = amount.named if amount else match[3]
    return _Read(amount.stop if amount else at + 1, Marked(amount, named, match[1] == "odds"))


def _rest_as_amount(words: Words, at: int, rest: str) -> Amount | None:
    """Read an amount that begins within a word."""
    inner = words[at]._replace(word=rest, text=rest + words[at].after, before="")
    amount = read_amount([inner, *words[at + 1 : at + REST]], 0)
    return amount and amount._replace(start=at, stop=at + amount.stop)


def _with_words(words: Words, at: int) -> _Read | None:
    """Read probability of 30%, with a 30% chance of, 7:1 against, odds of 1:4, 40% that."""
    for length in _filler_lengths(words, at):
        place = at + length
        found = place < len(words) and (_mark_first(words, place) or _mark_last(words, place))
        if found:
            return found
    return None


def _filler_lengths(words: Words, at: int) -> list[int]:
    """Give how many words may stand before the mark, none included; the longest first."""
    fitting = [
        len(filler)
        for filler in _FILLERS.get(words[at].word, ())
        if tuple(each.word for each in words[at : at + len(filler)]) == filler
    ]
    return [*fitting, 0]


def _mark_first(words: Words, at: int) -> _Read | None:
    """Read a mark, then its amount."""
    mark = words[at].word
    if mark not in MARKS or (mark in ("p", "р") and not _is_p(words, at)):
        return None
    place = at + 1
    while place < len(words) and place - at <= MOST_BETWEEN and _joins(words[place]):
        place += 1
    worded = _worded_odds(words, place) if mark in ODDS_MARKS else None
    amount = worded or read_amount(words, place)
    if not amount or (amount.form == "bare" and mark == "p" and place == at + 1):
        return None
    against = amount.stop < len(words) and words[amount.stop].word in AGAINST
    return _Read(amount.stop + against, Marked(amount, amount.named, mark == "odds", against))


def _is_p(words: Words, at: int) -> bool:
    """Whether a letter is the sign of a probability: small, or with = or a colon behind it."""
    following = words[at + 1].word if at + 1 < len(words) else ""
    return words[at].text[:1] in "pр" or words[at].after[:1] == ":" or following == "="


def _joins(word: Word) -> bool:
    """Whether a word may stand between a mark and its amount."""
    return is_joint(word) or word.word in BETWEEN


def _mark_last(words: Words, at: int) -> _Read | None:
    """Read an amount, then its mark."""
    for amount in (_worded_odds(words, at), read_amount(words, at)):
        if amount and (found := _mark_behind(words, amount)):
            return found
    return None


def _mark_behind(words: Words, amount: Amount) -> _Read | None:
    """Read the mark behind an amount."""
    stop = amount.stop
    word = words[stop].word if stop < len(words) else ""
    if word in AGAINST | FOR and amount.form == "odds":
        return _Read(stop + 1, Marked(amount, amount.named, against=word in AGAINST))
    if _length_of_that(words, stop) and amount.form not in ("bare", "signed", "bound"):
        return _Read(stop, Marked(amount, amount.named))
    if word in MARKS and amount.form in ("odds", "fraction", "bare") and _mark_first(words, stop):
        return None  # it marks the next amount: 7:15, probability 30%
    if word in MARKS_BEHIND and not words[stop - 1].after:
        return _behind_mark(words, stop + 1, amount, odds=word == "odds")
    return None


def _behind_mark(words: Words, stop: int, amount: Amount, *, odds: bool) -> _Read:
    """Read what may follow a mark: against, of."""
    word = words[stop].word if stop < len(words) else ""
    against = word in AGAINST
    stop += against or (word == "of" and not words[stop - 1].after)
    return _Read(stop, Marked(amount, amount.named, odds, against))


def _worded_odds(words: Words, at: int) -> Amount | None:
    """Read 7 to 1, 7-1, 1 к 7: odds only where a mark says so."""
    word = words[at].word if at < len(words) else ""
    if match := re.fullmatch(r"(\d{1,9})[-–](\d{1,9})", word, re.ASCII):
        return _odds(words, at, at + 1, f"{match[1]}:{match[2]}")
    if not word.isdecimal() or at + 2 >= len(words) or words[at + 1].word not in TO:
        return None
    return _odds(words, at, at + 3, f"{word}:{words[at + 2].word}")


def _odds(words: Words, at: int, stop: int, written: str) -> Amount | None:
    """Make odds of what stands for them in words."""
    made = read_amount([words[at]._replace(word=written, text=written)], 0)
    if not made or made.form != "odds":
        return None
    return made._replace(start=at, stop=stop, named=join_words(words[at:stop]))


def _in_brackets(words: Words, at: int) -> _Read | None:
    """Read (30%): brackets that hold an amount and nothing else."""
    if not words[at].before.endswith(OPEN):
        return None
    amount = read_amount(words, at)
    if not amount or not words[amount.stop - 1].after.startswith(CLOSE):
        return None
    if amount.form in ("bare", "fraction"):
        return None
    return _Read(amount.stop, Marked(amount, amount.named))
