"""Which part of a line is its one deadline; two, and what is no day, are asked or refused."""

from brierbook.forecasts.lines.faults import ambiguous, unread
from brierbook.forecasts.lines.sentence.confidence import Said
from brierbook.forecasts.lines.sentence.layout import Layout
from brierbook.forecasts.lines.sentence.parts import Day, Part, day_of
from brierbook.forecasts.lines.sentence.text import end_of_text
from brierbook.forecasts.lines.words import words_in

__all__ = ["find_deadline"]

ALWAYS_BY = words_in("by к ко")
# days of these kinds say when something happens, wherever they stand in a sentence
ADVERBIAL = ("near", "weekday", "count", "end")
# what begins a phrase: a day before one is a phrase itself, as in "on Friday in Kyiv"
PHRASE_STARTS = words_in("""
in at on by from to with for under over during after before without among near
у в во на під за з із зі до по над при без для від після
под с со к из от после
""")


def find_deadline(layout: Layout, said: Said | None) -> Day | None:
    """Find the one deadline of a line, None if there is none."""
    firm, soft = _firm_days(layout), _soft_days(layout)
    end = end_of_text(layout, said)
    rivals = firm + [each for each in soft if not firm or each.start >= end]
    if not rivals:
        return None
    if len({_key(day_of(part)) for part in rivals}) > 1:
        named = [day_of(part).said for part in sorted(rivals, key=lambda part: part.start)]
        raise ambiguous("deadline", "; ".join(named[:2]), "two_deadlines")
    said_by = "; ".join(dict.fromkeys(day_of(part).said for part in rivals))
    return _refuse_no_day(day_of(rivals[0]), said)._replace(said=said_by)


def _key(day: Day) -> str:
    """Give what is the same where two days are the same."""
    return day.moment.text if day.moment else day.said


def _refuse_no_day(day: Day, said: Said | None) -> Day:
    """Refuse what is no day, and ask where a time may be odds."""
    if day.error:
        raise day.error
    if day.moment is None:
        raise unread("deadline", day.said, "no_date")
    if day.phrase and day.phrase.loose and said is None:
        raise ambiguous("deadline", day.said, "time_or_odds", odds=day.phrase.loose)
    return day


def _firm_days(layout: Layout) -> list[Part]:
    """List the days behind by: wherever they stand, and those behind by outside the sentence."""
    firm = [part for part in layout.parts if part.kind == "day" and day_of(part).firm]
    explicit = [part for part in firm if day_of(part).explicit]
    worded = [part for part in firm if not day_of(part).explicit]
    outside = [part for part in worded if layout.is_in_front(part) or layout.is_behind(part)]
    return explicit + outside or [part for part in worded if _says_by_when(layout, part)]


def _says_by_when(layout: Layout, part: Part) -> bool:
    """Whether a day within the sentence is its deadline: до травня may describe a noun."""
    always = layout.words[part.start].word in ALWAYS_BY
    return day_of(part).moment is not None and (always or layout.word_after(part) in PHRASE_STARTS)


def _soft_days(layout: Layout) -> list[Part]:
    """List the days that the sentence itself says."""
    found = [part for part in layout.parts if part.kind == "day" and not day_of(part).firm]
    return [part for part in found if _says_when(layout, part)]


def _says_when(layout: Layout, part: Part) -> bool:
    """Whether a day says when it happens."""
    if layout.is_in_front(part) or layout.is_behind(part):
        return True
    day = day_of(part)
    if day.apart:
        return False
    kind = day.phrase.when.kind if day.phrase else ""
    return kind in ADVERBIAL or layout.word_after(part) in PHRASE_STARTS
