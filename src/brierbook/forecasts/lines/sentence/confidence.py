"""Which part of a line is its one confidence; what stands in the way is asked or refused."""

from decimal import Decimal
from typing import NamedTuple

from brierbook.errors import InputError
from brierbook.forecasts.lines.amounts import Amount, settle_amount
from brierbook.forecasts.lines.faults import ambiguous, unread
from brierbook.forecasts.lines.sentence.layout import Layout, is_marker
from brierbook.forecasts.lines.sentence.measures import can_end_in, is_share_of, starts_sentence
from brierbook.forecasts.lines.sentence.parts import Day, Marked, Part, amount_of
from brierbook.forecasts.lines.sentence.phrases import Found, is_modal, phrases_like
from brierbook.forecasts.lines.tokens import join_words
from brierbook.forecasts.lines.words import words_in

__all__ = ["Said", "find_confidence"]

HARD = words_in("by до к ко before until till перед")
TIMED = words_in("at о об в у from starts begins start begin")  # before a time of day
WHOLE = ("percent", "decimal", "of", "range", "vulgar")
PERCENT = ("percent", "range")
LAST_DAY, LAST_MONTH = 31, 12
# behind these a number is what the sentence compares with
COMPARING = words_in("= ≈ == > < >= <= ≥ ≤ ≠")
# what makes a bound of the number behind it
BOUNDS = tuple(
    tuple(bound.split())
    for row in """
    less than; fewer than; more than; no more than; not more than; no less than; not less than
    at least; at most; under; below; over; above; up to; greater than
    менше ніж; менше за; менше як; менш ніж; менш як; більше ніж; більше за; більше як; більш ніж
    понад; щонайменше; щонайбільше; не менше; не більше; менше; більше; мінімум; максимум
    меньше чем; менее чем; больше чем; более чем; меньше; менее; больше; более; свыше
    не меньше; не менее; не больше; не более; как минимум; минимум; максимум
    """.splitlines()
    for bound in row.split(";")
    if bound.strip()
)


class Said(NamedTuple):
    """A confidence that was found: its part, how it was written, and what it says."""

    part: Part
    named: str
    probability: Decimal | None = None
    range: tuple[Decimal, Decimal] | None = None
    word: str | None = None


def find_confidence(layout: Layout) -> Said | None:
    """Find the one confidence of a line, None if there is none."""
    marked = _marked_parts(layout)
    free, asked = _amounts_outside(layout)
    numbers = marked + [each for each in free if not marked or amount_of(each).form in PERCENT]
    if free and not marked:
        numbers += _amounts_that_compete(layout)
    set_off, adverbs, unknown = _phrases(layout)
    rivals = numbers or [part for part, _ in asked]
    beside = set_off + [part for part in unknown if layout.is_set_off(part)]
    if len(numbers) > 1 or (rivals and beside):
        raise _two_confidences([*rivals, *beside])
    if numbers:
        _refuse_unknown_day(layout, numbers[0])
        return _settle_part(layout, numbers[0])
    if asked:
        raise asked[0][1]
    _refuse_amounts_within(layout)
    word = _one_word(set_off or adverbs, unknown if not set_off else [])
    if word is None:
        _refuse_modals(layout)
    return word


def _marked_parts(layout: Layout) -> list[Part]:
    """List the marked probabilities; a mark without a number is refused."""
    found = [part for part in layout.parts if isinstance(part.value, Marked)]
    for part in found:
        if isinstance(part.value, Marked) and part.value.amount is None:
            raise unread("probability", part.value.named, "no_number")
    return found


def _two_confidences(parts: list[Part]) -> InputError:
    """Say that there are two confidences."""
    named = [_name_of(part) for part in sorted(parts, key=lambda part: part.start)]
    return ambiguous("probability", "; ".join(named[:2]), "two_confidences")


def _name_of(part: Part) -> str:
    """Give how a confidence was written."""
    if isinstance(part.value, Amount | Marked):
        return part.value.named
    return part.value.said if isinstance(part.value, Found) else ""


def _settle_part(layout: Layout, part: Part) -> Said:
    """Give what a number says."""
    value = part.value if isinstance(part.value, Marked) else Marked(amount_of(part), "")
    assert value.amount is not None  # noqa: S101 - _marked_parts refuses it
    _refuse_bound(layout, part)
    settled = settle_amount(value.amount, against=value.against, odds=value.odds)
    named = join_words(layout.words[part.start : part.stop])
    return Said(part, named, settled.p, settled.range)


def _refuse_bound(layout: Layout, part: Part) -> None:
    """Ask for the number where one such as "less than 5%" is said."""
    before = tuple(each.word for each in layout.words[: part.start])
    for bound in BOUNDS:
        if before[-len(bound) :] == bound:
            named = join_words(layout.words[part.start - len(bound) : part.stop])
            raise ambiguous("probability", named, "bound")


# amounts outside the sentence


def _amounts_outside(layout: Layout) -> tuple[list[Part], list[tuple[Part, InputError]]]:
    """List the amounts that can only be the probability, and those of which must be asked."""
    apart = any(
        each.kind == "joint" or is_marker(each) or (isinstance(each.value, Day) and each.value.firm)
        for each in layout.front
    )
    free = [
        part
        for part in layout.front
        if part.kind == "amount" and _opens_line(layout, part, apart=apart)
    ]
    asked: list[tuple[Part, InputError]] = []
    settled = follows = False
    for part in layout.back:
        if part.kind == "amount" and not _is_time(layout, part, settled=settled):
            problem = _fault_of(layout, part, settled=settled, follows=follows)
            if problem:
                asked.append((part, problem))
            else:
                free.append(part)
        settled = settled or is_marker(part)
        follows = part.kind == "amount" or (follows and part.kind == "joint")
    return free, asked


def _opens_line(layout: Layout, part: Part, *, apart: bool) -> bool:
    """Whether an amount at the front stands apart from the sentence behind it."""
    amount = amount_of(part)
    if amount.form in ("bare", "signed", "bound"):
        return False
    if apart or layout.has_break(part):
        return not amount.is_clock
    follows = part.stop == layout.parts[layout.first].start and starts_sentence(
        layout.word_after(part)
    )
    return amount.form in WHOLE and follows


def _is_time(layout: Layout, part: Part, *, settled: bool) -> bool:
    """Whether an amount behind the sentence is a time of it."""
    return not settled and amount_of(part).is_clock and layout.word_before(part) in TIMED


def _fault_of(layout: Layout, part: Part, *, settled: bool, follows: bool) -> InputError | None:
    """Say why an amount behind the sentence cannot be taken for the probability, if so."""
    amount = amount_of(part)
    if amount.form in ("bare", "bound", "signed"):
        return _fault_of_settling(amount)
    set_off = settled or "," in layout.words[part.start - 1].after
    if amount.form == "odds" and not settled:
        return _score_or_odds(amount)
    return None if set_off else _second_reading(layout, part, follows=follows)


def _second_reading(layout: Layout, part: Part, *, follows: bool) -> InputError | None:
    """Ask what an amount is that stands right behind the sentence, if it may belong to it."""
    amount = amount_of(part)
    if layout.word_before(part) in COMPARING:
        return ambiguous("probability", amount.named, "number_or_probability")
    measured = not follows and can_end_in(layout.words, part.start, amount.form in PERCENT)
    uneven = amount.form == "shares" and amount.ends[0] != amount.ends[1]
    if measured or uneven:
        return ambiguous("probability", amount.named, "number_or_probability")
    if amount.form == "fraction" and _may_be_day(amount):
        return ambiguous("probability", amount.named, "fraction_or_day")
    return None


def _fault_of_settling(amount: Amount) -> InputError:
    """Give what settling an amount raises."""
    try:
        settle_amount(amount)
    except InputError as error:
        return error
    raise AssertionError(amount)  # pragma: no cover - the forms given here never settle


def _score_or_odds(amount: Amount) -> InputError:
    """Ask whether a:b is a result or odds."""
    if not all(amount.ends):
        return ambiguous("probability", amount.named, "number_or_probability")
    p = settle_amount(amount).p or Decimal(0)
    percent = f"{float(p) * 100:.3g}%"
    return ambiguous(
        "probability", amount.named, "score_or_odds", percent=percent, odds=amount.named
    )


def _may_be_day(amount: Amount) -> bool:
    """Whether a/b may be a day and a month."""
    one, other = sorted(amount.ends)
    return 1 <= one <= LAST_MONTH and other <= LAST_DAY


# amounts within the sentence


def _amounts_that_compete(layout: Layout) -> list[Part]:
    """List the percentages within the sentence that may be probabilities too.

    One before a comma may belong to another clause ("A wins 60%, B 40%"); one that the sentence
    needs for nothing, as in "it rains 30% in Kyiv 40%", is a second probability.
    """
    return [
        part
        for part in layout.inner
        if part.kind == "amount"
        and amount_of(part).form in PERCENT
        and (
            layout.has_break(part)
            or not (
                can_end_in(layout.words, part.start, True) or is_share_of(layout.words, part.stop)
            )
        )
    ]


def _refuse_amounts_within(layout: Layout) -> None:
    """Say of an amount within the sentence why it is not the probability."""
    for place, part in enumerate(layout.parts[: layout.last + 1]):
        if part.kind == "amount" and amount_of(part).form in WHOLE:
            _refuse_amount(layout, part, place)


def _refuse_amount(layout: Layout, part: Part, place: int) -> None:
    """Refuse or ask what an amount within the sentence is."""
    amount = amount_of(part)
    measured = can_end_in(layout.words, part.start, amount.form in PERCENT)
    if not measured and place >= layout.first:
        _refuse_phrase_at(layout, place + 1, amount.named)
    if amount.form not in PERCENT:
        return
    if is_share_of(layout.words, part.stop):
        raise unread("probability", amount.named, "share_of_many")
    if not measured:
        said = join_words(layout.words[part.start : part.stop + 2])
        raise ambiguous("probability", said, "within")


def _refuse_unknown_day(layout: Layout, number: Part) -> None:
    """Refuse "30% by Michaelmas": what follows a probability must be understood."""
    if not layout.is_in_front(number):
        _refuse_phrase_at(layout, layout.parts.index(number) + 1, _name_of(number))


def _refuse_phrase_at(layout: Layout, place: int, understood: str) -> None:
    """Refuse words at a place that begin as a deadline does."""
    part = layout.parts[place] if place < len(layout.parts) else None
    if not part or part.kind != "word" or layout.words[part.start].word not in HARD:
        return
    stop = place
    while stop < len(layout.parts) and layout.parts[stop].kind == "word":
        stop += 1
    said = join_words(layout.words[part.start : layout.parts[stop - 1].stop])
    raise unread("deadline", said, "unknown_deadline", p=understood)


# words of probability


def _phrases(layout: Layout) -> tuple[list[Part], list[Part], list[Part]]:
    """List the phrases that are set off, those within the sentence, and the unknown ones."""
    set_off: list[Part] = []
    adverbs: list[Part] = []
    unknown: list[Part] = []
    for part in layout.parts:
        if not isinstance(part.value, Found):
            continue
        if not part.value.known:
            unknown.append(part)
        elif layout.is_set_off(part):
            set_off.append(part)
        elif part.value.adverb:
            adverbs.append(part)
    return set_off, adverbs, unknown


def _one_word(known: list[Part], unknown: list[Part]) -> Said | None:
    """Give the one word of probability, None if there is none."""
    if unknown:
        said = _name_of(unknown[0])
        raise unread("word", said, "no_such_phrase", phrases=phrases_like(said))
    if len(known) > 1:
        raise _two_confidences(known)
    if not known:
        return None
    said = _name_of(known[0])
    return Said(known[0], said, word=said)


def _refuse_modals(layout: Layout) -> None:
    """Ask what may, може and может mean here."""
    for part in layout.parts:
        word = layout.words[part.start]
        if part.kind == "word" and is_modal(word):
            raise ambiguous("word", word.text, "modal")
