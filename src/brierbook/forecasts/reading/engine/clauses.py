"""The clauses of a sentence: how far the force of a cue reaches."""

import itertools
from dataclasses import dataclass, field

from brierbook.forecasts.reading.engine.tokens import Feature, Sentence, WordForm

__all__ = ["Clause", "clause_at", "split_clauses"]

BREAKS = frozenset(";:—–…()")
ENGLISH_OPENERS = frozenset(
    [
        "if",
        "unless",
        "because",
        "although",
        "though",
        "while",
        "whereas",
        "when",
        "whenever",
        "once",
        "until",
        "after",
        "before",
        "since",
        "who",
        "which",
        "whose",
        "whom",
        "where",
        "whether",
        "why",
        "how",
        "and",
        "but",
        "or",
        "so",
        "yet",
        "nor",
        "as",
        "with",
        "provided",
        "assuming",
        "that",
        "what",
    ]
)
SUBORDINATING = frozenset(
    [
        "if",
        "unless",
        "when",
        "whenever",
        "once",
        "should",
        "were",
        "provided",
        "providing",
        "assuming",
        "supposing",
        "barring",
        "without",
        "with",
        "while",
        "although",
        "though",
        "as",
        "until",
        "after",
        "before",
        "because",
        "since",
        "given",
        "even",
        "in",
    ]
)
TURNING = frozenset(
    ["but", "yet", "however", "но", "однако", "зато", "але", "проте", "однак", "зате", "та"]
)
SHORTEST = 2  # words of a clause that hangs on one of these
# without a comma before them, these open a clause too
ENGLISH_INNER = frozenset(
    [
        "if",
        "unless",
        "because",
        "although",
        "though",
        "whereas",
        "when",
        "whenever",
        "whether",
        "provided",
    ]
)


@dataclass(slots=True)
class Clause:
    """The words from ``start`` to before ``end``, and what is known of them."""

    start: int
    end: int
    turning: bool = False
    signals: set[str] = field(default_factory=set)


def clause_at(clauses: list[Clause], place: int) -> int:
    """Find the clause that holds a word."""
    return next(number for number, each in enumerate(clauses) if place < each.end)


def split_clauses(sentence: Sentence, *, by_lemma: bool) -> list[Clause]:
    """Split a sentence into clauses, none of them empty."""
    words = sentence.words
    cuts = [0]
    for place in range(1, len(words)):
        if _opens_clause(words, cuts[-1], place, by_lemma=by_lemma):
            cuts.append(place)
    cuts.append(len(words))
    pieces = [Clause(start, end) for start, end in itertools.pairwise(cuts) if end > start]
    clauses = _join_verbless(pieces, words) if by_lemma else pieces
    for clause in clauses:
        first = words[clause.start].key
        before = words[clause.start - 1].key if clause.start else ""
        clause.turning = first in TURNING or before == ";"
    return clauses


def _opens_clause(words: tuple[WordForm, ...], start: int, place: int, *, by_lemma: bool) -> bool:
    """Whether a clause begins at a word."""
    before, here = words[place - 1].key, words[place]
    if before in BREAKS:
        return True
    if by_lemma:
        return before == "," or (here.key in ("если", "якщо", "якби") and before not in ("и", "і"))
    if before == "," and _is_antecedent(words, start, place):
        return True
    if before == ",":
        return here.key in ENGLISH_OPENERS or bool(
            here.features & (Feature.GERUND | Feature.PRONOUN)
        )
    return here.key in ENGLISH_INNER and before not in ("even", "as", "or", "see", "only", "and")


def _is_antecedent(words: tuple[WordForm, ...], start: int, place: int) -> bool:
    """Whether what goes before a comma hangs on a word such as "if" at its beginning."""
    while start < place and words[start].features & Feature.MARK:
        start += 1
    return place - start > SHORTEST and words[start].key in SUBORDINATING


def _join_verbless(pieces: list[Clause], words: tuple[WordForm, ...]) -> list[Clause]:
    """Join a piece without a predicate to what follows, the last to what goes before."""
    joined: list[Clause] = []
    open_start: int | None = None
    for piece in pieces:
        start = piece.start if open_start is None else open_start
        if _has_predicate(words[piece.start : piece.end]) or words[piece.end - 1].key in BREAKS:
            joined.append(Clause(start, piece.end))
            open_start = None
        else:
            open_start = start
    if open_start is not None and joined:
        joined[-1].end = pieces[-1].end
    elif open_start is not None:
        joined.append(Clause(open_start, pieces[-1].end))
    return joined


PREDICATES = (
    Feature.VERB | Feature.SHORT | Feature.PREDICATIVE | Feature.INFINITIVE | Feature.GERUND
)


def _has_predicate(words: tuple[WordForm, ...]) -> bool:
    """Whether a piece has a verb or what stands for one."""
    return any(word.features & PREDICATES for word in words)
