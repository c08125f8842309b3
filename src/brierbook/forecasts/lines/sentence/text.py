"""The sentence of a line as it was written, without the parts that were taken from it."""

from brierbook.forecasts.lines.sentence.confidence import Said
from brierbook.forecasts.lines.sentence.layout import Layout, is_marker
from brierbook.forecasts.lines.sentence.parts import AROUND, Day, Part
from brierbook.forecasts.lines.tokens import JOINTS

__all__ = ["end_of_text", "sentence_text", "unread_part", "written_tags"]


def written_tags(layout: Layout) -> list[str]:
    """List the tags outside the sentence."""
    outside = (*layout.front, *layout.back)
    return [layout.words[part.start].text.strip(AROUND) for part in outside if part.kind == "tag"]


def sentence_text(layout: Layout, said: Said | None) -> str:
    """Give the sentence as written."""
    first, end = start_of_text(layout, said), end_of_text(layout, said)
    kept = [part for part in layout.parts if first <= part.start < end]
    begin, stop = layout.words[first].start, layout.words[end - 1].end
    text = layout.line[begin:stop]
    for part in reversed([part for part in kept if _is_taken(layout, part, said)]):
        opens, closes = layout.words[part.start].start, layout.words[part.stop - 1].end
        text = text[: opens - begin].rstrip() + " " + text[closes - begin :].lstrip()
    return text.strip().rstrip(JOINTS).rstrip()


def start_of_text(layout: Layout, said: Said | None) -> int:
    """Give the place of the first word that is part of the text."""
    markers = sum(is_marker(part) or bool(said and part is said.part) for part in layout.front)
    first = layout.first
    while first and _stays_in_front(layout.parts[first - 1], said, markers):
        first -= 1
    return layout.parts[first].start


def unread_part(layout: Layout, said: Said | None, day: Day | None) -> Part | None:
    """Give a part outside the text that is neither the confidence nor the deadline, if any."""
    first, end = start_of_text(layout, said), end_of_text(layout, said)
    for part in (*layout.front, *layout.back):
        inside = first <= part.start < end
        if not inside and not (said and part is said.part) and _says_something(part, day):
            return part
    return None


def _says_something(part: Part, day: Day | None) -> bool:
    """Whether a part would be lost if it stood for nothing."""
    if isinstance(part.value, Day):
        return day is None or part.value.moment != day.moment
    return part.kind in ("amount", "phrase")


def _is_taken(layout: Layout, part: Part, said: Said | None) -> bool:
    """Whether a part goes out of the middle of the sentence."""
    if isinstance(part.value, Day):
        return part.value.explicit
    chosen = said is not None and part is said.part
    return chosen and (part.kind == "marked" or layout.is_bracketed(part))


def _stays_in_front(part: Part, said: Said | None, markers: int) -> bool:
    """Whether a part before the sentence stays in its text."""
    if part.kind in ("joint", "marked") or (said and part is said.part):
        return False
    day = part.value if isinstance(part.value, Day) else None
    if day and day.explicit:
        return False
    marked = markers > is_marker(part)  # besides itself
    return not (marked and (part.kind == "tag" or (day and day.firm)))


def end_of_text(layout: Layout, said: Said | None) -> int:
    """Give the place of the first word behind the sentence that is no part of its text."""
    end = layout.parts[layout.last].stop
    for part in layout.back:
        if part.kind != "joint":
            if not _stays_behind(layout, part, said):
                break
            end = part.stop
    return end


def _stays_behind(layout: Layout, part: Part, said: Said | None) -> bool:
    """Whether a part behind the sentence stays in its text."""
    if said and part is said.part:
        return part.kind == "phrase" and not layout.is_set_off(part)
    if isinstance(part.value, Day):
        return _day_stays(part.value)
    return part.kind in ("amount", "phrase", "mention")


def _day_stays(day: Day) -> bool:
    """Whether a day is part of what the sentence says: on Friday, until Friday."""
    lasts = day.phrase is not None and day.phrase.how == "until"
    return not day.explicit and (lasts or not day.firm)
