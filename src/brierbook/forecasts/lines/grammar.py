"""One line that logs a forecast.

    TEXT P% by:DATE #tag ...

Probability, deadline and tags may stand in any order behind the text or before it:

    Assad's government loses Damascus 12% by:2027-12-31 #syria
    Режим впаде до кінця року 12,5% #сирія
    Алеппо падет #сирия к 31 декабря 1:7
    p=.3 our release slips by:EOY          70%, що міст відкриють до:31.12.2027
    Likely: the tunnel opens by 31 May     Ставку вряд ли снизят до 18 декабря

Nothing that may be part of the sentence is eaten. A number at the end of the sentence is the
probability only if the sentence cannot end in it; a mark (``p=``, "probability", brackets, a place
behind another marker) settles it. Words of probability count when they are set off, or in a
sentence without a number. by, до and к with a day go out of the text; "on Friday", "через два
тижні" stay in it and set the deadline too. What can be read in two ways is asked with both, what
cannot be read is named. The text is kept as written.
"""

from datetime import date
from decimal import Decimal

from brierbook.forecasts.frozen import frozen_record
from brierbook.forecasts.lines.dates import refuse_unknown_zone
from brierbook.forecasts.lines.faults import ambiguous, unread
from brierbook.forecasts.lines.sentence.confidence import Said, find_confidence
from brierbook.forecasts.lines.sentence.deadline import find_deadline
from brierbook.forecasts.lines.sentence.layout import Layout, lay_out
from brierbook.forecasts.lines.sentence.parts import Day, Sought
from brierbook.forecasts.lines.sentence.text import sentence_text, unread_part, written_tags
from brierbook.forecasts.lines.texts import Oddity, check_text, find_oddities, read_tag
from brierbook.forecasts.lines.tokens import join_words
from brierbook.forecasts.when import Moment

__all__ = ["Draft", "read_line"]


@frozen_record
class Draft:
    """A line as it was understood; what it did not say is None or empty.

    At most one of ``probability``, ``range`` and ``word`` is there. ``said_p`` and ``said_by`` are
    the words that were read as confidence and deadline.
    """

    text: str
    probability: Decimal | None = None
    deadline: Moment | None = None
    tags: tuple[str, ...] = ()
    said_p: str | None = None
    said_by: str | None = None
    warnings: tuple[Oddity, ...] = ()
    range: tuple[Decimal, Decimal] | None = None
    word: str | None = None


def read_line(
    text: str, *, today: date, zone: str, p_given: bool = False, by_given: bool = False
) -> Draft:
    """Read a line; what ``p_given`` or ``by_given`` says is given by option is not sought in it."""
    check_text(text)
    refuse_unknown_zone(zone)
    sought = Sought(today, zone, not p_given, not by_given)
    layout = lay_out(text, sought)
    if layout is None:
        raise unread("text", text.strip(), "no_sentence")
    return _draft(layout, sought)


def _draft(layout: Layout, sought: Sought) -> Draft:
    """Put together what was understood."""
    said = find_confidence(layout) if sought.probability else None
    _refuse_mentions(layout)
    day = find_deadline(layout, said) if sought.deadline else None
    _refuse_unread_part(layout, said, day)
    text = sentence_text(layout, said)
    check_text(text)
    return Draft(
        text=text,
        probability=said.probability if said else None,
        deadline=day.moment if day else None,
        tags=tuple(dict.fromkeys(map(read_tag, written_tags(layout)))),
        said_p=said.named if said else None,
        said_by=day.said if day else None,
        warnings=find_oddities(text),
        range=said.range if said else None,
        word=said.word if said else None,
    )


def _refuse_unread_part(layout: Layout, said: Said | None, day: Day | None) -> None:
    """Ask what a part is that would be lost: nothing goes out of a line but what was read."""
    if part := unread_part(layout, said, day):
        named = join_words(layout.words[part.start : part.stop])
        field, fault = "probability", "number_or_probability"
        if isinstance(part.value, Day):
            named = f"{named}; {day.said}" if day else named
            field, fault = "deadline", "two_deadlines"
        raise ambiguous(field, named, fault)


def _refuse_mentions(layout: Layout) -> None:
    """Ask who is meant by a mention behind the markers."""
    for part in layout.back:
        if part.kind == "mention":
            named = join_words(layout.words[part.start : part.stop])
            raise ambiguous("text", named, "mention")
