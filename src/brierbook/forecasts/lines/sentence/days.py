"""The days that a line says: behind by: and its fellows, behind prepositions, and bare ones."""

import re

from brierbook.errors import AmbiguousError, InputError
from brierbook.forecasts.lines.amounts import read_amount
from brierbook.forecasts.lines.dates import COUNTING, Phrase, deadline_moment, read_phrase
from brierbook.forecasts.lines.sentence.parts import Day, Part, Sought, Words, kind_of_word
from brierbook.forecasts.lines.tokens import is_joint, join_words
from brierbook.forecasts.lines.words import WHICH, words_in

__all__ = ["read_explicit_day", "read_worded_day"]

# a marker with a colon, and how the day behind it is meant
MARKERS = {
    **dict.fromkeys(("by", "due", "deadline", "до", "к", "ко"), "by"),
    **dict.fromkeys(("дедлайн", "термін", "строк", "срок"), "by"),
    **dict.fromkeys(("until", "till"), "until"),
    "before": "before",
    "on": "within",
}
STRICT = words_in("by due до к ко")  # what follows these must be a day
MOST_NAMED = 4  # words of what is no day
FROM = words_in("from since between з із зі від с со от")
RANGE_WORDS = 8  # within which a range begins that a day ends
# a verb behind which "до 31.12" is a number
CHANGES = (
    r"(?:зрост|вирос|впад|зниз|подорож|подешев|вырас|упад|сниз|опуст|підн|подн|укреп|зміцн)\w*"
)
DECIMAL = r"\d{1,2}\.\d\d"
# these make a day of a phrase only where it says more than one word: на этой неделе
WEAK = words_in("over inside через за at на")
NAMED_DAYS = words_in("black good ash holy palm чорна чорну чорної черная черную чистый чистий")
SEASONS_AS_NOUNS = words_in(
    "літо літа літу весна весни осінь осені зима зими "
    "лето лета лету весна весны осень осени зима зимы"
)
ADVERB_ENDINGS = ("ю", "ом", "ой", "ку", "ні")
NOW = words_in("now today later hence")


def read_explicit_day(words: Words, at: int, sought: Sought) -> Part | None:
    """Read a day behind a marker such as by:."""
    word = words[at]
    how = MARKERS.get(word.word)
    if how is None or word.text[-1:] not in (":", "=") or word.before:
        return None
    phrase = read_phrase(words, at + 1, short=True, how=how)
    if phrase:
        day = _day(words, at, phrase, sought)
        return Part(at, phrase.stop, "day", day._replace(explicit=True, firm=True))
    glued = at + 1 < len(words) and words[at + 1].start == word.end
    if word.word not in STRICT and not glued:
        return None
    stop = _end_of_unread(words, at + 1)
    said = join_words(words[at + 1 : stop]) or word.text
    return Part(at, stop, "day", Day(None, said, None, None, explicit=True, firm=True))


def _end_of_unread(words: Words, at: int) -> int:
    """Give the place behind words that were to be a day."""
    stop = at
    while stop < len(words) and stop - at < MOST_NAMED:
        word = words[stop]
        marks = word.text[-1:] == ":" and word.word in MARKERS
        if marks or kind_of_word(word) != "word" or is_joint(word) or read_amount(words, stop):
            break
        stop += 1
        if word.after:
            break
    return stop


def read_worded_day(words: Words, at: int, sought: Sought) -> Part | None:
    """Read a day with what stands before it, or one that needs nothing before it."""
    phrase = read_phrase(words, at)
    if phrase is None or not _is_day(words, at, phrase):
        return None
    if phrase.how not in ("by", "until", "before") or _ends_range(words, at):
        return _soft_day(words, at, phrase, sought)
    if at and re.fullmatch(CHANGES, words[at - 1].word) and _is_decimal(words, phrase):
        return None
    return Part(at, phrase.stop, "day", _day(words, at, phrase, sought)._replace(firm=True))


def _is_decimal(words: Words, phrase: Phrase) -> bool:
    """Whether a day is written as 31.12, which may be a number."""
    return bool(re.fullmatch(DECIMAL, words[phrase.stop - 1].word))


def _is_day(words: Words, at: int, phrase: Phrase) -> bool:
    """Whether words mean a day in a sentence, where the same could mean a number or a name."""
    kind, long = phrase.when.kind, phrase.stop - at > 2  # noqa: PLR2004 - a preposition and a word
    said = words[at : phrase.stop]
    if kind == "count":
        return phrase.how == "within" and any(each.word in COUNTING for each in said)
    if phrase.how == "bare":
        return _is_bare_day(words, at, phrase)
    if phrase.how == "within" and said[0].word in WEAK:
        return kind in ("end", "start", "feast") or long
    return True


def _is_bare_day(words: Words, at: int, phrase: Phrase) -> bool:
    """Whether a day needs nothing before it: not 2027, nor May, nor Black Friday."""
    kind, before = phrase.when.kind, words[at - 1].word if at else ""
    if before in FROM:
        return False
    if kind in ("whole", "season"):
        adverb = kind == "season" and words[at].word not in SEASONS_AS_NOUNS and not phrase.latin
        return phrase.stop - at > 1 or adverb
    if kind == "short":
        return words[at].word.startswith("+")
    return kind != "weekday" or before not in NAMED_DAYS


def _ends_range(words: Words, at: int) -> bool:
    """Whether a day ends a range: з 6 до 15 грудня."""
    for place in range(at - 1, max(at - RANGE_WORDS, -1), -1):
        if words[place].word in FROM:
            begins = words[place + 1].word[:1].isdecimal()
            return begins or read_phrase(words, place + 1) is not None
    return False


def _soft_day(words: Words, at: int, phrase: Phrase, sought: Sought) -> Part | None:
    """Take a day of the sentence, unless it is over or is none."""
    apart = phrase.how == "bare" and not _is_adverb(words, at, phrase)
    day = _day(words, at, phrase._replace(how="within"), sought)._replace(apart=apart)
    if day.error and not isinstance(day.error, AmbiguousError):
        return None
    if day.moment and day.moment.last_day < sought.today:
        return None
    return Part(at, phrase.stop, "day", day)


def _is_adverb(words: Words, at: int, phrase: Phrase) -> bool:
    """Whether bare words say when, wherever they stand: tomorrow, next week, влітку."""
    kind, first = phrase.when.kind, words[at].word
    if kind == "near":
        return True
    if kind == "season":
        return not phrase.latin and first.endswith(ADVERB_ENDINGS)
    which = WHICH.get(first) in ("this", "next") or first == "наприкінці"
    return phrase.stop - at > 1 and (which or words[phrase.stop - 1].word in NOW)


def _day(words: Words, at: int, phrase: Phrase, sought: Sought) -> Day:
    """Give the moment that words say, or what is wrong with it."""
    said = join_words(words[at : phrase.stop])
    inner = join_words(words[at + 1 : phrase.stop]) if words[at].text[-1:] in (":", "=") else said
    try:
        moment = deadline_moment(phrase, inner, today=sought.today, zone=sought.zone)
    except InputError as error:
        return Day(phrase, said, None, error)
    return Day(phrase, said, moment, None)
