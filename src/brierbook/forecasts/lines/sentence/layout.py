"""Where the parts of a line stand: before, within or behind its sentence, apart from it or not."""

from typing import NamedTuple

from brierbook.forecasts.lines.amounts import Amount
from brierbook.forecasts.lines.sentence.marks import THAT
from brierbook.forecasts.lines.sentence.parts import Day, Part, Sought
from brierbook.forecasts.lines.sentence.phrases import SURE, TO_BE, Found
from brierbook.forecasts.lines.sentence.splitting import split_parts
from brierbook.forecasts.lines.tokens import Word

__all__ = ["Layout", "is_marker", "lay_out"]

BREAKS = frozenset(",:;")


class Layout(NamedTuple):
    """The words and parts of a line; the sentence is from part ``first`` to part ``last``."""

    line: str
    words: list[Word]
    parts: list[Part]
    first: int
    last: int

    @property
    def front(self) -> list[Part]:
        """The parts before the sentence."""
        return self.parts[: self.first]

    @property
    def inner(self) -> list[Part]:
        """The parts of the sentence, from its first word to its last."""
        return self.parts[self.first : self.last + 1]

    @property
    def back(self) -> list[Part]:
        """The parts behind the sentence."""
        return self.parts[self.last + 1 :]

    def is_in_front(self, part: Part) -> bool:
        """Whether a part stands before the sentence."""
        return part.start < self.parts[self.first].start

    def is_behind(self, part: Part) -> bool:
        """Whether a part stands behind the sentence."""
        return part.start > self.parts[self.last].start

    def word_before(self, part: Part) -> str:
        """Give the word before a part."""
        return self.words[part.start - 1].word if part.start else ""

    def word_after(self, part: Part) -> str:
        """Give the word behind a part."""
        return self.words[part.stop].word if part.stop < len(self.words) else ""

    def is_bracketed(self, part: Part) -> bool:
        """Whether brackets enclose a part."""
        return (
            self.words[part.start].before.endswith("(") and ")" in self.words[part.stop - 1].after
        )

    def is_set_off(self, part: Part) -> bool:
        """Whether a phrase of probability stands apart from the sentence."""
        if self.is_bracketed(part):
            return True
        if self.is_behind(part):
            return self.word_before(part) not in TO_BE
        if not self.is_in_front(part):
            return False
        following = self.word_after(part)
        return self.has_break(part) or following in THAT or not following

    def has_break(self, part: Part) -> bool:
        """Whether a comma, a colon or the like follows a part."""
        return bool(BREAKS & set(self.words[part.stop - 1].after))


def is_marker(part: Part) -> bool:
    """Whether what stands behind a part is no part of the sentence."""
    explicit = isinstance(part.value, Day) and part.value.explicit
    return explicit or part.kind in ("tag", "marked")


def lay_out(line: str, sought: Sought) -> Layout | None:
    """Cut a line into parts and find its sentence; None if there is no word of one."""
    words, parts = split_parts(line, sought)
    seen: list[Part] = []
    marked = opened = False
    for part in parts:
        before = words[part.start - 1] if part.start else None
        apart = marked or (part.kind == "phrase" and _is_apart(words, part, before))
        seen.append(_as_seen(part, before, opened=opened, apart=apart))
        marked = is_marker(part) or (marked and part.kind != "word")
        marked = marked or part.kind in ("day", "amount")
        opened = opened or seen[-1].kind == "word"
    places = [place for place, part in enumerate(seen) if part.kind == "word"]
    return Layout(line, words, seen, places[0], places[-1]) if places else None


def _is_apart(words: list[Word], part: Part, before: Word | None) -> bool:
    """Whether a mark stands between a phrase and the word before it."""
    return before is None or bool(before.after or words[part.start].before or not before.word)


def _as_seen(part: Part, before: Word | None, *, opened: bool, apart: bool) -> Part:
    """Take for words what is a phrase, a number or a mention only elsewhere."""
    word = part._replace(kind="word", value=None)
    if isinstance(part.value, Found) and part.value.said.lower().split()[-1] in SURE:
        is_predicate = before is not None and before.word in TO_BE
        return part if apart or is_predicate else word
    if isinstance(part.value, Amount) and part.value.form == "bare" and not opened:
        return word
    return word if part.kind == "mention" and not apart else part
