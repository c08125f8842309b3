"""One grammar of probabilities as people write them, in a line and alone.

    12%   12 %   12,5%   30 percent   30 відсотків   тридцать процентов   ~30%   about 30%
    0.12   0,12   .12                a decimal
    1:7                              odds for: 1/(1 + 7); "7:1 against" turns them round
    1/8   ⅛                          a fraction
    40/60   50 на 50   fifty-fifty   shares, which sum to 100
    3 in 10   3 з 10   1 out of 4    so many of so many
    20-40%   20% to 40%              a range
    <5%   30                         a bound or a bare number: asked back

What a sentence makes of an amount is not decided here.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from brierbook.errors import InputError
from brierbook.forecasts.lines.faults import ambiguous, unread
from brierbook.forecasts.lines.probability import divide, refuse_outside, shift_point
from brierbook.forecasts.lines.tokens import CLOSING, OPENING, STOPS, Word, join_words, split_words
from brierbook.forecasts.lines.words import COUNTS, words_in

__all__ = ["Amount", "Settled", "read_amount", "read_probability", "settle_amount"]

type Words = Sequence[Word]

LONGEST = 80  # characters of the longest probability that can be meant
WHOLE = 100  # percent
LONGEST_COUNT = 9  # digits
NUMBER = r"(\d{1,4}(?:[.,]\d{1,58})?|[.,]\d{1,58})"
PERCENT = rf"[~≈]?{NUMBER}(?:%|pct|percent|прц)"
DECIMAL = r"[~≈]?(0?[.,]\d{1,60})"
ODDS = r"(\d{1,9}):(\d{1,9})"
FRACTION = r"(\d{1,9})[/⁄](\d{1,9})"
EVEN = r"50[-–—]50"
RANGE = rf"[~≈]?{NUMBER}(%?)(?:-|–|—|‒|\.\.\.?|…){NUMBER}(%|pct|percent|прц)?"
BOUND = rf"[<>≤≥]=?{NUMBER}%"
SIGNED = rf"[-−+±]{NUMBER}%?"
BARE = r"(\d{1,3}(?:[.,]\d{1,58})?)"
CLOCK = r"([01]?\d|2[0-3]):[0-5]\d(?::\d\d)?"
VULGAR = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒"
PERCENT_WORDS = words_in(
    "percent percents pct p.c % відсоток відсотка відсотки відсотків відс "
    "процент проценти процента "
    "процентів проценты процентов проц"
)
ABOUT = words_in(
    "about around roughly approximately circa ca ~ ≈ приблизно близько десь орієнтовно примерно "
    "около где-то где-нибудь ориентировочно"
)
BETWEEN = words_in("between from від від між из от между")
LISTING = words_in("and та і й и")
AND = LISTING | words_in("to до - – — .. …")
AMONG = {("in",), ("из",), ("із",), ("з",), ("зі",), ("out", "of")}
EVEN_WORDS = words_in("fifty-fifty фіфті-фіфті фифти-фифти fifty/fifty")
HALF = 50
_OPENERS = BETWEEN | EVEN_WORDS | COUNTS.keys()  # words that may begin an amount


class Amount(NamedTuple):
    """An amount that may be a probability, with the place where it begins and that after it.

    ``form`` is percent, decimal, odds, fraction, vulgar, shares, of, range, bound, signed or bare;
    ``ends`` are its one or two numbers, and ``named`` how it was written.
    """

    start: int
    stop: int
    form: str
    ends: tuple[Decimal, ...]
    named: str

    @property
    def is_clock(self) -> bool:
        """Whether odds may be a time of day."""
        return self.form == "odds" and bool(re.fullmatch(CLOCK, self.named))


class Settled(NamedTuple):
    """A probability, or a range of them."""

    p: Decimal | None
    range: tuple[Decimal, Decimal] | None = None


def read_probability(text: str) -> Decimal:
    """Read a probability that stands alone; InputError says what to write instead."""
    if len(text.strip()) > LONGEST:
        raise unread("probability", text, "too_long")
    written = re.sub(r"(?<=\d) ?([:/]) ?(?=\d)", r"\1", text.strip(), flags=re.ASCII)
    words = split_words(written)
    amount = read_amount(words, 0) if words else None
    if amount is None or amount.stop != len(words):
        strange = any(each.isdigit() and not each.isascii() for each in written)
        raise unread("probability", text, "strange_digits" if strange else "no_number")
    settled = settle_amount(amount, named=text.strip())
    if settled.p is None:
        raise unread("probability", text, "is_range")
    return settled.p


def read_amount(words: Words, at: int) -> Amount | None:
    """Read the longest amount from a place on."""
    if _word(words, at) not in ABOUT:
        return _bare_amount(words, at)
    inner = _bare_amount(words, at + 1)
    about = inner is not None and inner.form in ("percent", "decimal", "of", "range")
    return inner._replace(start=at) if inner and about else None


def _bare_amount(words: Words, at: int) -> Amount | None:
    """Read an amount that has no "about" before it."""
    word = _word(words, at)
    if not word or not (word[-1].isdigit() or word[-1] in "%tц⁄" or word in _OPENERS):
        return None
    found = (form(words, at) for form in FORMS)
    return next(filter(None, found), None)


def _word(words: Words, at: int) -> str:
    """Give a word, or nothing behind the last or across a mark that ends a phrase."""
    return words[at].word if at < len(words) else ""


def _make_amount(words: Words, at: int, stop: int, form: str, *ends: str) -> Amount:
    """Make an amount of the words from one place to another."""
    named = join_words(words[at:stop])
    numbers = tuple(Decimal(each.replace(",", ".")) for each in ends)
    return Amount(at, stop, form, numbers, named)


def _percent(words: Words, at: int) -> Amount | None:
    """Read 30%, 30 percent, 30 per cent, thirty percent."""
    if match := re.fullmatch(PERCENT, _word(words, at), re.ASCII):
        return _make_amount(words, at, at + 1, "percent", match[1])
    number, stop = _number(words, at)
    length = 1 if _word(words, stop) in PERCENT_WORDS else 0
    if (_word(words, stop), _word(words, stop + 1)) == ("per", "cent"):
        length = 2
    return _make_amount(words, at, stop + length, "percent", number) if number and length else None


def _number(words: Words, at: int) -> tuple[str | None, int]:
    """Read a number in digits or in words."""
    number, stop = _number_in_words(words, at)
    match = re.fullmatch(rf"[~≈]?{NUMBER}", _word(words, at), re.ASCII)
    if number is None and match and not words[at].after:
        return match[1], at + 1
    return number, stop


def _number_in_words(words: Words, at: int) -> tuple[str | None, int]:
    """Read thirty, тридцать п'ять."""
    tens = COUNTS.get(_word(words, at))
    if tens is None or _word(words, at) in ("a", "an"):
        return None, at
    ones = COUNTS.get(_word(words, at + 1), 0)
    if tens >= 20 and tens % 10 == 0 and 0 < ones < 10:  # noqa: PLR2004 - tens and ones
        return str(tens + ones), at + 2
    return str(tens), at + 1


def _range(words: Words, at: int) -> Amount | None:
    """Read 20-40%, 0.2..0.4, 20% to 40%, between 20 and 40%."""
    match = re.fullmatch(RANGE, _word(words, at), re.ASCII)
    return _joined_range(words, at, match) if match else _range_in_words(words, at)


def _joined_range(words: Words, at: int, match: re.Match[str]) -> Amount | None:
    """Read a range that is one word: of percent, of decimals, or before the word percent."""
    low, sign, high, last_sign = match.groups()
    if last_sign:
        return _make_amount(words, at, at + 1, "range", low, high)
    if not sign and _is_part(low) and _is_part(high):
        return _as_percent_range(_make_amount(words, at, at + 1, "range", low, high))
    percent = not sign and _word(words, at + 1) in PERCENT_WORDS
    return _make_amount(words, at, at + 2, "range", low, high) if percent else None


def _range_in_words(words: Words, at: int) -> Amount | None:
    """Read 20% to 40%, between 20 and 40%, від 20 до 40%."""
    begin = at + (_word(words, at) in BETWEEN)
    low = re.fullmatch(rf"{NUMBER}(%?)", _word(words, begin), re.ASCII)
    if not low or any(each.after for each in words[at : begin + 1]) or begin + 2 >= len(words):
        return None
    joint = words[begin + 1].word or words[begin + 1].text
    high = _percent(words, begin + 2) if joint in AND else None
    loose = begin == at and not low[2] and joint in LISTING  # 5 and 10%: not from one to the other
    return (
        _make_amount(words, at, high.stop, "range", low[1], str(high.ends[0]))
        if high and not loose
        else None
    )


def _is_part(number: str) -> bool:
    """Whether a number is written as a decimal below one."""
    return bool(re.fullmatch(DECIMAL, number))


def _as_percent_range(amount: Amount) -> Amount:
    """Take a range of decimals as one of percent."""
    low, high = (shift_point(each, 2) for each in amount.ends)
    return amount._replace(ends=(low, high))


def _of_many(words: Words, at: int) -> Amount | None:
    """Read 3 in 10, 1 out of 4, one in three, 3 з 10."""
    one = _count(words, at)
    if one is None or words[at].after:
        return None
    for said in AMONG:
        stop = at + 1 + len(said)
        many = _count(words, stop)
        if many is not None and tuple(each.word for each in words[at + 1 : stop]) == said:
            return _make_amount(words, at, stop + 1, "of", str(one), str(many))
    return None


def _shares(words: Words, at: int) -> Amount | None:
    """Read 50 на 50, 60 на 40, fifty-fifty."""
    if _word(words, at) in EVEN_WORDS:
        return _make_amount(words, at, at + 1, "shares", "50", "50")
    one, following = _count(words, at), _word(words, at + 1)
    if one is None or words[at].after:
        return None
    if one == HALF and following == "fifty":
        return _make_amount(words, at, at + 2, "shares", "50", "50")
    other = _count(words, at + 2)
    if other is None or one + other != WHOLE or not (following == "на" or one == HALF):
        return None
    said = following in ("на", "to")
    return _make_amount(words, at, at + 3, "shares", str(one), str(other)) if said else None


def _count(words: Words, at: int) -> int | None:
    """Read a whole number, in digits or in words."""
    word = _word(words, at)
    if word.isascii() and word.isdecimal() and len(word) <= LONGEST_COUNT:
        return int(word)
    return COUNTS.get(word) if word not in ("a", "an") else None


def _ratio(words: Words, at: int) -> Amount | None:
    """Read 1:7, 1/8, 40/60, ⅛."""
    word, shown = _word(words, at), words[at].text.strip(OPENING + CLOSING + STOPS)
    if match := re.fullmatch(ODDS, word, re.ASCII):
        return _make_amount(words, at, at + 1, "odds", match[1], match[2])
    if re.fullmatch(EVEN, word, re.ASCII):
        return _make_amount(words, at, at + 1, "shares", "50", "50")
    match = re.fullmatch(FRACTION, word, re.ASCII)
    if not match or (len(shown) > 1 and any(each in VULGAR for each in shown)):
        return None
    if len(shown) == 1:
        return _make_amount(words, at, at + 1, "vulgar", match[1], match[2])
    form = "shares" if int(match[1]) + int(match[2]) == WHOLE else "fraction"
    return _make_amount(words, at, at + 1, form, match[1], match[2])


def _decimal(words: Words, at: int) -> Amount | None:
    """Read 0.3, 0,3, .3."""
    if match := re.fullmatch(DECIMAL, _word(words, at), re.ASCII):
        return _make_amount(words, at, at + 1, "decimal", "0" + match[1].removeprefix("0"))
    return None


def _other(words: Words, at: int) -> Amount | None:
    """Read what is asked back or refused: <5%, −5%, 30."""
    word = _word(words, at)
    for form, pattern in (("bound", BOUND), ("signed", SIGNED), ("bare", BARE)):
        if match := re.fullmatch(pattern, word, re.ASCII):
            return _make_amount(words, at, at + 1, form, match[1])
    return None


def settle_amount(
    amount: Amount, *, named: str | None = None, against: bool = False, odds: bool = False
) -> Settled:
    """Give the probability that an amount says; errors name it as it was written."""
    said = named or amount.named
    if problem := _problem(amount, said, odds=odds):
        raise problem
    one, other = (*amount.ends, Decimal(0))[:2]
    match amount.form:
        case "range":
            low, high = (refuse_outside(shift_point(each, -2), said) for each in (one, other))
            return Settled(None, (low, high))
        case "percent":
            p = shift_point(one, -2)
        case "decimal":
            p = one
        case "odds" | "shares":
            p = divide(int(other if against else one), int(one + other))
        case _:
            p = divide(int(one), int(other))
    if not 0 <= p <= 1:
        raise unread("probability", said, "out_of_range")
    return Settled(refuse_outside(p, said))


def _problem(amount: Amount, said: str, *, odds: bool) -> InputError | None:
    """Say why an amount is no probability, or not one only."""
    one, other = (*amount.ends, Decimal(0))[:2]
    match amount.form:
        case "bare":
            return _bare(one, said)
        case "bound":
            return ambiguous("probability", said, "bound")
        case "signed":
            return unread("probability", said, "signed")
        case "range":
            return unread("probability", said, "falling_range") if one >= other else None
        case "fraction":
            return _problem_of_fraction(one, other, said, odds=odds)
    fault = {"odds": "odds_of_nothing", "of": "divides_by_zero"}.get(amount.form)
    empty = not other or (amount.form == "odds" and not one)
    return unread("probability", said, fault) if fault and empty else None


def _problem_of_fraction(
    one: Decimal, other: Decimal, said: str, *, odds: bool
) -> InputError | None:
    """Say why a/b is no probability, or not one only."""
    if not other:
        return unread("probability", said, "divides_by_zero")
    if one == other:
        return ambiguous("probability", said, "even_or_certain")
    if not odds:
        return None
    share, p = divide(int(one), int(other)), divide(int(one), int(one + other))
    return ambiguous(
        "probability",
        said,
        "fraction_or_odds",
        share=_percentage(share),
        odds=f"{one:f}:{other:f}",
        p=_percentage(p),
    )


def _percentage(p: Decimal) -> str:
    """Write a probability in percent, for a message."""
    return f"{float(p) * 100:.4g}%"


def _bare(number: Decimal, said: str) -> InputError:
    """Say how a number without a sign of percent can be read."""
    if number > WHOLE:
        return unread("probability", said, "above_hundred")
    if number == 1:
        return ambiguous("probability", said, "bare_one")
    percent, share = f"{said}%", f"{shift_point(number, -2):f}"
    return ambiguous("probability", said, "bare_percent", percent=percent, share=share)


FORMS = (_range, _shares, _of_many, _percent, _ratio, _decimal, _other)
