"""Words of probability: which phrases say a confidence, and what stands before one and changes it.

The numbers behind the phrases are those of the lexicon; here they are only found in a line.
"""

from collections.abc import Sequence
from typing import NamedTuple

from brierbook.forecasts.lines.tokens import Word
from brierbook.forecasts.lines.words import fold, words_in

__all__ = [
    "PHRASES",
    "SURE",
    "TO_BE",
    "Found",
    "is_modal",
    "phrases_like",
    "read_words",
]

type Words = Sequence[Word]

# every phrase is one of the lexicon
PHRASES = tuple(
    tuple(fold(phrase).split())
    for row in """
    likely; very likely; highly likely; most likely; extremely likely; more likely than not
    probably; very probably; most probably; probable; highly probable; probably not
    unlikely; very unlikely; highly unlikely; extremely unlikely; improbable; highly improbable
    almost certain; almost certainly; nearly certain; virtually certain; certain; certainly
    almost certainly not; definitely; definitely not; undoubtedly; without doubt; no doubt
    possibly; possible; perhaps; maybe; conceivably; doubtful; it is doubtful; hardly
    better than even; about even; even chance; even odds; toss-up; a toss-up; coin flip
    little chance; slight chance; remote chance; small chance; almost no chance; no chance
    good chance; very good chance; fair chance; real possibility; realistic possibility
    serious possibility; in all likelihood; in all probability
    ймовірно; імовірно; дуже ймовірно; дуже імовірно; вельми ймовірно; вельми імовірно
    цілком ймовірно; цілком імовірно; найімовірніше; найпевніше; вірогідно; цілком вірогідно
    малоймовірно; дуже малоймовірно; вкрай малоймовірно; маловірогідно
    навряд чи; навряд; сумнівно
    майже напевно; майже напевне; майже точно; напевно; напевне
    безперечно; безсумнівно; без сумніву
    певно; мабуть; скоріше за все; скоріш за все; швидше за все
    можливо; цілком можливо; може бути; приблизно порівну; шансів майже немає
    вероятно; очень вероятно; весьма вероятно; вполне вероятно; вероятнее всего; скорее всего
    маловероятно; очень маловероятно; крайне маловероятно; вряд ли; едва ли; сомнительно
    почти наверняка; почти точно; наверняка; несомненно; без сомнения; безусловно
    наверное; наверно; пожалуй; по-видимому; видимо; похоже
    возможно; вполне возможно; может быть; примерно поровну; шансов почти нет
    """.splitlines()
    for phrase in row.split(";")
    if phrase.strip()
)
_BY_FIRST: dict[str, list[tuple[str, ...]]] = {}
for _phrase in sorted(set(PHRASES), key=len, reverse=True):
    _BY_FIRST.setdefault(_phrase[0], []).append(_phrase)
# may say how sure somebody is, or nothing of it
MODALS = words_in("may might could може можуть може можемо можете могут может можем можете")
# before a phrase they make another of it
CHANGING = words_in("""
not n't isn't aren't never hardly less more how as so too quite rather fairly pretty somewhat very
highly most extremely almost nearly just super really increasingly equally
не ні дуже вельми досить доволі цілком вкрай майже надто менш більш менше більше так настільки
очень весьма довольно вполне крайне почти слишком менее более так настолько
""")
# in English an adjective stands behind one of these
BEFORE_NOUN = words_in("""
a an the my our your his her its their this that these those every any some no another
most of for with by in on at from to
""")
ADJECTIVES = words_in("likely unlikely probable improbable possible certain doubtful")
# adverbs that mean "exactly" within a sentence, and a confidence only when set off
WITHIN_NOT = words_in("певно certain hardly похоже видимо")
# as the last word of a phrase they may end a sentence that says nothing of it
SURE = words_in("possible certain probable doubtful певно похоже видимо hardly")
TO_BE = words_in("is are was be been looks seems it's that's остается лишається")


class Found(NamedTuple):
    """A phrase in a line: its place, how it is written, and whether the lexicons know it."""

    start: int
    stop: int
    said: str
    known: bool
    adverb: bool


def read_words(words: Words, at: int) -> Found | None:
    """Read the longest phrase from a place on, with what changes it."""
    begin = at
    while at < len(words) and words[at].word in CHANGING and not _phrase_at(words, at):
        if words[at].after or at - begin >= 3:  # noqa: PLR2004 - not all that likely
            return None
        at += 1
    phrase = _phrase_at(words, at)
    if phrase is None:
        return None
    stop = at + len(phrase)
    known = begin == at
    if stop < len(words) and not words[stop - 1].after and (second := _phrase_at(words, stop)):
        stop, known = stop + len(second), False  # hardly likely
    return Found(
        begin, stop, _words_as_written(words, begin, stop), known, _is_adverb(words, begin, phrase)
    )


def _phrase_at(words: Words, at: int) -> tuple[str, ...] | None:
    """Find the longest phrase that stands at a place."""
    for phrase in _BY_FIRST.get(words[at].word, ()) if at < len(words) else ():
        stop = at + len(phrase)
        said = words[at:stop]
        if tuple(each.word for each in said) == phrase and not any(e.after for e in said[:-1]):
            return phrase
    return None


def _words_as_written(words: Words, start: int, stop: int) -> str:
    """Give the words as written, without the marks around them."""
    parts = [each.text for each in words[start:stop]]
    parts[0] = parts[0][len(words[start].before) :]
    last = words[stop - 1]
    parts[-1] = parts[-1][: len(parts[-1]) - len(last.after)] if last.after else parts[-1]
    return " ".join(parts)


def _is_adverb(words: Words, at: int, phrase: tuple[str, ...]) -> bool:
    """Whether a phrase within a sentence says how sure it is, and does not describe a noun."""
    if phrase[-1] in WITHIN_NOT and len(phrase) == 1:
        return False
    before = words[at - 1].word if at else ""
    return phrase[-1] not in ADJECTIVES or before not in BEFORE_NOUN


def phrases_like(said: str) -> str:
    """Name phrases in the language of one that is unknown."""
    if said.isascii():
        return "likely, very likely, unlikely, very unlikely"
    if "вероят" in said or set("ыэё") & set(said):
        return "вероятно, скорее всего, вряд ли, маловероятно"
    return "ймовірно, скоріше за все, навряд чи, малоймовірно"


def is_modal(word: Word) -> bool:
    """Whether a word is may, might, could or their like; May is a month."""
    return word.word in MODALS and word.text[:1].islower()
