"""Patterns over the words of a sentence, and finding where they hold.

A pattern is a list of elements, each for one word:

    впасти          a lemma (Ukrainian, Russian); in English a form
    expect+         an English verb or noun with its regular endings
    =буде           this very form
    $reporting      any of a named set of the language
    @future         a feature; @!future is a word without it; @future&first has both
    бути&future     a lemma or form with a feature; бути&!past is one without it
    a|b|@past       any of several
    ?so             may be left out
    ~a|b            up to six of these words, or none
    !not            the next word is none of these; takes no word itself
    *  *5           a gap of up to two, or five, words within the clause
    **              a gap of any words of the sentence
    <  <<  >        the start of a clause, the start of the sentence, the end of a clause

Elements are not regular expressions: the time that a pattern takes is bounded by its length.
"""

from dataclasses import dataclass, field

from brierbook.errors import FormError
from brierbook.forecasts.reading.engine.tokens import Feature, Sentence, WordForm

__all__ = ["Element", "Index", "Match", "Pattern", "compile_pattern"]

MOST_ELEMENTS = 16
WIDEST_GAP = 12
WHOLE = 80  # words that ** passes over at most
GAPS = 6  # gaps and runs in a pattern at most
LONGEST_RUN = 6
MOST_OPTIONAL = 6
STOPS = frozenset('.,;:!?()[]—–…«»“”„"')
OPENING = frozenset("«“„\"([—–-…'")


@dataclass(frozen=True, slots=True)
class Element:
    """One element: what words it takes, or the gap or place that it stands for."""

    kind: str = "word"  # word, gap, run, not, start, begin, end
    keys: frozenset[str] = frozenset()
    lemmas: frozenset[str] = frozenset()
    features: tuple[tuple[int, int], ...] = ()
    marked: tuple[tuple[str, int, int], ...] = ()
    optional: bool = False
    most: int = 0
    crossing: bool = False

    def takes(self, word: WordForm) -> bool:
        """Whether a word is one of those meant."""
        if word.key in self.keys:
            return True
        if self.lemmas and not self.lemmas.isdisjoint(word.lemmas):
            return True
        has = word.features
        for asked, lacked in self.features:
            if has & asked == asked and not has & lacked:
                return True
        return bool(self.marked) and self._takes_marked(word)

    def _takes_marked(self, word: WordForm) -> bool:
        """Whether a word is one of those that must have a feature besides."""
        has = word.features
        return any(
            (word.key == name or name in word.lemmas) and has & asked == asked and not has & lacked
            for name, asked, lacked in self.marked
        )


@dataclass(frozen=True, slots=True)
class Pattern:
    """The elements, at which of them a search begins, and the words that must stand beside it."""

    elements: tuple[Element, ...]
    anchor: int
    before: Element | None = None
    after: Element | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """Where a pattern holds: the words from the first to after the last, and the anchor."""

    start: int
    end: int
    anchor: int


@dataclass(slots=True)
class Index[T]:
    """Patterns by a word that each must hold, so that few are tried at each word."""

    by_key: dict[str, list[tuple[Pattern, T]]] = field(default_factory=dict)
    by_lemma: dict[str, list[tuple[Pattern, T]]] = field(default_factory=dict)
    by_feature: list[tuple[tuple[int, int], Pattern, T]] = field(default_factory=list)

    def add(self, pattern: Pattern, thing: T) -> None:
        """Enter a pattern under the words of its anchor."""
        element = pattern.elements[pattern.anchor]
        for key in element.keys:
            self.by_key.setdefault(key, []).append((pattern, thing))
        for lemma in element.lemmas:
            self.by_lemma.setdefault(lemma, []).append((pattern, thing))
        for name, _, _ in element.marked:
            self.by_lemma.setdefault(name, []).append((pattern, thing))
        self.by_feature += [(each, pattern, thing) for each in element.features]

    def find(self, sentence: Sentence) -> list[tuple[Match, T]]:
        """Find every pattern that holds, each once a place."""
        found: dict[tuple[int, int, int], tuple[Match, T]] = {}
        for place, word in enumerate(sentence.words):
            for pattern, thing in self._candidates(word):
                match = _match_at(pattern, sentence.words, place)
                if match:
                    found.setdefault((match.start, match.end, id(thing)), (match, thing))
        return list(found.values())

    def _candidates(self, word: WordForm) -> list[tuple[Pattern, T]]:
        """List the patterns whose anchor a word may be."""
        tried = list(self.by_key.get(word.key, ()))
        if self.by_lemma:
            for lemma in word.lemmas or (word.key,):
                tried += self.by_lemma.get(lemma, ())
        for (asked, lacked), pattern, thing in self.by_feature:
            if word.features & asked == asked and not word.features & lacked:
                tried.append((pattern, thing))
        return tried


def _match_at(pattern: Pattern, words: tuple[WordForm, ...], place: int) -> Match | None:
    """Match a pattern whose anchor is the word at a place."""
    elements, anchor = pattern.elements, pattern.anchor
    # the index knows words, not what they must be besides
    if elements[anchor].marked and not elements[anchor].takes(words[place]):
        return None
    # most patterns fail at a neighbour, which is cheaply seen
    for beside, spot in ((pattern.after, place + 1), (pattern.before, place - 1)):
        if beside is not None and not (0 <= spot < len(words) and beside.takes(words[spot])):
            return None
    failed: set[tuple[int, int]] = set()
    end = _onward(elements, anchor + 1, words, place + 1, failed)
    if end is None:
        return None
    start = _backward(elements, anchor - 1, words, place - 1, failed)
    return None if start is None else Match(start + 1, end, place)


def _onward(
    elements: tuple[Element, ...],
    at: int,
    words: tuple[WordForm, ...],
    place: int,
    failed: set[tuple[int, int]],
) -> int | None:
    """Match the elements from one on; give the place after the last word."""
    if at == len(elements):
        return place
    element = elements[at]
    if element.kind in ("gap", "run"):
        return _over(elements, at, words, place, 1, failed)
    if element.kind != "word":
        return (
            _onward(elements, at + 1, words, place, failed)
            if _holds(element, words, place)
            else None
        )
    if place < len(words) and element.takes(words[place]):
        end = _onward(elements, at + 1, words, place + 1, failed)
        if end is not None:
            return end
    return _onward(elements, at + 1, words, place, failed) if element.optional else None


def _backward(
    elements: tuple[Element, ...],
    at: int,
    words: tuple[WordForm, ...],
    place: int,
    failed: set[tuple[int, int]],
) -> int | None:
    """Match the elements before one; give the place before the first word."""
    if at < 0:
        return place
    element = elements[at]
    if element.kind in ("gap", "run"):
        return _over(elements, at, words, place, -1, failed)
    if element.kind != "word":
        spot = place if element.kind == "not" else place + 1
        return (
            _backward(elements, at - 1, words, place, failed)
            if _holds(element, words, spot)
            else None
        )
    if place >= 0 and element.takes(words[place]):
        start = _backward(elements, at - 1, words, place - 1, failed)
        if start is not None:
            return start
    return _backward(elements, at - 1, words, place, failed) if element.optional else None


def _over(
    elements: tuple[Element, ...],
    at: int,
    words: tuple[WordForm, ...],
    place: int,
    step: int,
    failed: set[tuple[int, int]],
) -> int | None:
    """Pass over up to so many words, the fewest first; what failed is not tried again."""
    if (at, place) in failed:
        return None
    failed.add((at, place))
    element = elements[at]
    follow = _onward if step > 0 else _backward
    after = elements[at + step] if 0 <= at + step < len(elements) else None
    sought = after if after and after.kind == "word" and not after.optional else None
    for passed in range(element.most + 1):
        spot = place + step * passed
        if sought is None or (0 <= spot < len(words) and sought.takes(words[spot])):
            end = follow(elements, at + step, words, spot, failed)
            if end is not None:
                return end
        if not 0 <= spot < len(words) or not _passes(element, words[spot]):
            return None
    return None


def _passes(element: Element, word: WordForm) -> bool:
    """Whether a gap may pass over a word, or a run goes on with it."""
    if element.kind == "run":
        return element.takes(word)
    return element.crossing or word.key not in STOPS


def _holds(element: Element, words: tuple[WordForm, ...], place: int) -> bool:
    """Whether a condition on a place holds: no such word here, or a start or an end."""
    if element.kind == "not":
        return not (0 <= place < len(words) and element.takes(words[place]))
    if element.kind == "end":
        return place >= len(words) or words[place].key in STOPS
    while place > 0 and words[place - 1].key in OPENING:
        place -= 1
    if element.kind == "start":
        return place <= 0
    before = words[place - 1] if place > 0 else None
    return before is None or before.key in STOPS or bool(before.features & Feature.CONJUNCTION)


def compile_pattern(texts: list[str], sets: dict[str, list[str]], *, by_lemma: bool) -> Pattern:
    """Compile the elements of a pattern; ValueError says what is wrong with one."""
    if not texts or len(texts) > MOST_ELEMENTS:
        raise FormError(
            "has {n} elements; write 1 to {most}",
            code="pattern.length",
            n=len(texts),
            most=MOST_ELEMENTS,
        )
    elements = tuple(_compile_element(each, sets, by_lemma=by_lemma) for each in texts)
    if sum(each.kind in ("gap", "run") for each in elements) > GAPS:
        raise FormError("has more than {most} gaps and runs", code="pattern.gaps", most=GAPS)
    if sum(each.optional for each in elements) > MOST_OPTIONAL:
        raise FormError(
            "has more than {most} words that may be left out",
            code="pattern.optional",
            most=MOST_OPTIONAL,
        )
    anchor = _anchor_of(elements)
    return Pattern(
        elements,
        anchor,
        before=_required_word(elements[anchor - 1]) if anchor else None,
        after=_required_word(elements[anchor + 1]) if anchor + 1 < len(elements) else None,
    )


def _required_word(element: Element) -> Element | None:
    """Give an element that is one word that must be there."""
    return element if element.kind == "word" and not element.optional else None


def _anchor_of(elements: tuple[Element, ...]) -> int:
    """Choose the element with the fewest words; a feature if there is no other."""
    sizes = {
        place: len(each.keys) + len(each.lemmas) + len(each.marked) + 1000 * len(each.features)
        for place, each in enumerate(elements)
        if each.kind == "word" and not each.optional and all(asked for asked, _ in each.features)
    }
    sizes = {place: size for place, size in sizes.items() if size}
    if not sizes:
        raise FormError("has no word that must be there", code="pattern.no_anchor")
    return min(sizes, key=lambda place: sizes[place])


def _compile_element(text: str, sets: dict[str, list[str]], *, by_lemma: bool) -> Element:
    """Compile one element."""
    fixed = {"<<": "start", "<": "begin", ">": "end"}
    if text in fixed:
        return Element(kind=fixed[text])
    if text.startswith("*"):
        return _compile_gap(text)
    if text.startswith("?"):
        return _compile_word(text[1:], sets, by_lemma=by_lemma, optional=True)
    if text.startswith("!"):
        return _compile_word(text[1:], sets, by_lemma=by_lemma, kind="not")
    if text.startswith("~"):
        return _compile_word(text[1:], sets, by_lemma=by_lemma, kind="run")
    return _compile_word(text, sets, by_lemma=by_lemma)


def _compile_gap(text: str) -> Element:
    """Compile *, *5 or **."""
    if text == "**":
        return Element(kind="gap", most=WHOLE, crossing=True)
    width = int(text[1:] or 2) if text[1:].isdigit() or text == "*" else 0
    if not 0 < width <= WIDEST_GAP:
        raise FormError(
            "{text} is no gap; write *, *1 to *{widest}, or **",
            code="pattern.gap",
            text=repr(text),
            widest=WIDEST_GAP,
        )
    return Element(kind="gap", most=width)


def _compile_word(
    text: str,
    sets: dict[str, list[str]],
    *,
    by_lemma: bool,
    optional: bool = False,
    kind: str = "word",
) -> Element:
    """Compile the words and features among which one is meant."""
    keys: set[str] = set()
    lemmas: set[str] = set()
    features: list[tuple[int, int]] = []
    marked: list[tuple[str, int, int]] = []
    for each in _expand_sets(text, sets):
        name, _, rest = each.partition("&")
        if name.startswith("@"):
            features.append(_masks(each[1:]))
        elif rest:
            marked.append((name, *_masks(rest)))
        else:
            _add_word(name, keys, lemmas, by_lemma=by_lemma)
    if not (keys or lemmas or marked or features):
        raise FormError("{text} names no word", code="pattern.no_word", text=repr(text))
    return Element(
        kind,
        frozenset(keys),
        frozenset(lemmas),
        tuple(features),
        tuple(marked),
        optional,
        LONGEST_RUN if kind == "run" else 0,
    )


def _add_word(name: str, keys: set[str], lemmas: set[str], *, by_lemma: bool) -> None:
    """Add a word as a form, with its endings, or as a lemma."""
    if name.startswith("="):
        keys.add(name[1:])
    elif name.endswith("+"):
        keys |= _inflect(name[:-1])
    elif by_lemma:
        lemmas.add(name)
    else:
        keys.add(name)


def _expand_sets(text: str, sets: dict[str, list[str]]) -> list[str]:
    """List the alternatives of an element, with the words of the sets that it names."""
    found: list[str] = []
    for each in filter(None, text.split("|")):
        if each.startswith("$"):
            name, mark, features = each[1:].partition("&")
            if name not in sets:
                raise FormError(
                    "{name} is not a set of this language", code="pattern.no_set", name=repr(each)
                )
            found += [word + mark + features for word in sets[name]]
        else:
            found.append(each)
    return found


def _masks(names: str) -> tuple[int, int]:
    """Read features joined by &: those that a word must have, and after ! must not."""
    asked = lacked = 0
    for name in names.split("&"):
        try:
            feature = int(Feature[name.removeprefix("!").upper()])
        except KeyError as error:
            known = ", ".join(each.name.lower() for each in Feature if each.name)
            raise FormError(
                "{name} is no feature; use one of {known}",
                code="pattern.feature",
                name=repr(name),
                known=known,
            ) from error
        asked, lacked = (asked, lacked | feature) if name[0] == "!" else (asked | feature, lacked)
    return asked, lacked


def _inflect(word: str) -> set[str]:
    """Give an English verb or noun with its regular endings."""
    vowels = "aeiou"
    forms = {word, word + "s", word + "ed", word + "ing"}
    if word.endswith(("s", "x", "z", "ch", "sh", "o")):
        forms.add(word + "es")
    if word.endswith("e"):
        forms |= {word + "d", word[:-1] + "ing"}
    if word.endswith("y") and word[-2:-1] not in vowels:
        forms |= {word[:-1] + "ies", word[:-1] + "ied"}
    if word[-1] not in vowels + "wxy" and word[-2:-1] in vowels and word[-3:-2] not in vowels:
        forms |= {word + word[-1] + "ed", word + word[-1] + "ing"}
    return forms
