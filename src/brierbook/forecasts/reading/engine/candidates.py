"""Candidate statements: the cues of a sentence gathered by clause, with all that hangs on them."""

from collections.abc import Iterator
from dataclasses import dataclass

from brierbook.forecasts.reading.engine.analysis import Analysis, Hit
from brierbook.forecasts.reading.engine.attribution import Attribution, find_attribution
from brierbook.forecasts.reading.engine.clauses import Clause
from brierbook.forecasts.reading.engine.cues import SCORABLE
from brierbook.forecasts.reading.engine.horizons import Horizon

__all__ = ["Candidate", "CueFound", "classify", "make_candidates"]

ENOUGH = 0.5
WIDEST = 8  # words of a cue; a match of more holds a gap over the sentence
SPECIFIC = ("warning", "commitment", "intention", "desire", "scheduled_event")
JOINING = frozenset(["что", "що", "that", "чтобы", "щоб"])
FLAT = {"en": "en.flat-assertion", "uk": "uk.flat-assertion", "ru": "ru.flat-assertion"}


@dataclass(frozen=True, slots=True)
class CueFound:
    """A cue in the document: its rule, its words and their place."""

    rule: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch of a document that may be worth a proposition, in code points."""

    start: int
    end: int
    quote: str
    sentence: str
    sentence_start: int
    language: str
    cls: str
    forward: float
    cues: tuple[CueFound, ...]
    polarity: int
    turned: bool
    attribution: Attribution
    condition: str | None
    consequent: str | None
    horizon: Horizon | None
    word: str | None
    p: tuple[float, float] | None
    source: str

    @property
    def scorable(self) -> bool:
        """Whether its class is one that can come to be scored."""
        return self.cls in SCORABLE


def classify(analysis: Analysis) -> tuple[bool, str]:
    """Tell whether a sentence looks forward, and the class of the most it says."""
    classes = [each.cls for each in make_candidates(analysis)]
    scorable = [each for each in classes if each in SCORABLE]
    return bool(scorable), (scorable or classes or ["none"])[0]


def make_candidates(analysis: Analysis) -> Iterator[Candidate]:
    """Gather the hits of a sentence by clause."""
    antecedents = {hit.clause: hit for hit in analysis.conditions}
    groups = _group(analysis.hits, antecedents)
    scorable = [clause for clause, hits in groups.items() if _strength(hits) >= ENOUGH]
    merged = _merge_clauses(analysis, scorable)
    for clauses in merged:
        hits = [hit for clause in clauses for hit in groups[clause] if hit.cls in SCORABLE]
        yield _candidate(analysis, clauses, hits, antecedents)
    for clause, hits in groups.items():
        rest = [hit for hit in hits if hit.cls not in SCORABLE]
        if rest and clause not in scorable:
            yield _candidate(analysis, [clause], rest, {})


def _strength(hits: list[Hit]) -> float:
    """Join the weights of the forward-looking cues of a clause."""
    rest = 1.0
    for hit in hits:
        rest *= 1 - hit.rule.weight if hit.cls in SCORABLE else 1
    return 1 - rest


def _group(hits: tuple[Hit, ...], antecedents: dict[int, Hit]) -> dict[int, list[Hit]]:
    """Gather hits by clause, without those of a condition, if anything looks ahead beside it."""
    outside = [hit for hit in hits if hit.clause not in antecedents]
    ahead = any(hit.cls in SCORABLE for hit in outside)
    groups: dict[int, list[Hit]] = {}
    for hit in outside if ahead else hits:
        groups.setdefault(hit.clause, []).append(hit)
    return groups


def _merge_clauses(analysis: Analysis, clauses: list[int]) -> list[list[int]]:
    """Join a clause to the one before it that it completes or shares its subject with."""
    merged: list[list[int]] = []
    for clause in sorted(clauses):
        if merged and clause - merged[-1][-1] == 1 and _continues(analysis, clause):
            merged[-1].append(clause)
        else:
            merged.append([clause])
    return merged


def _continues(analysis: Analysis, clause: int) -> bool:
    """Whether a clause goes on with what the one before it began."""
    words = analysis.sentence.words
    first = analysis.clauses[clause].start
    return any(words[place].key in JOINING for place in range(first, min(first + 2, len(words))))


def _candidate(
    analysis: Analysis, clauses: list[int], hits: list[Hit], antecedents: dict[int, Hit]
) -> Candidate:
    """Make a candidate of some clauses."""
    first, last = analysis.clauses[clauses[0]], analysis.clauses[clauses[-1]]
    start, end = _span(analysis, first.start, _before_frame(analysis, hits, last))
    sentence = analysis.sentence
    cls = _class_of(hits, conditional=bool(antecedents))
    lead = _lead(hits, cls)
    base = sentence.start
    return Candidate(
        start=base + start,
        end=base + end,
        quote=sentence.text[start:end],
        sentence=sentence.text,
        sentence_start=base,
        language=analysis.language,
        cls=cls,
        forward=_strength(hits),
        cues=tuple(_cue(analysis, hit) for hit in hits),
        polarity=lead.polarity,
        turned=lead.polarity != lead.rule.polarity,
        attribution=find_attribution(analysis, clauses[0]),
        condition=_clause_text(analysis, min(antecedents)) if antecedents else None,
        consequent=sentence.text[start:end] if antecedents else None,
        horizon=_horizon(analysis, start, end),
        word=lead.rule.word,
        p=lead.rule.p,
        source=lead.rule.source,
    )


def _class_of(hits: list[Hit], *, conditional: bool) -> str:
    """Choose the class: of a condition, else the most specific, else the heaviest."""
    classes = [hit.cls for hit in hits]
    if conditional and any(each in SCORABLE for each in classes):
        return "conditional"
    specific = [hit for hit in hits if hit.cls in SPECIFIC]
    return max(specific or hits, key=lambda hit: hit.rule.weight).cls


def _lead(hits: list[Hit], cls: str) -> Hit:
    """Choose the cue that speaks for the candidate: one whose words have a distribution."""
    same = [hit for hit in hits if hit.cls == cls] or hits
    spoken = [hit for hit in same if hit.rule.word or hit.rule.p] or [
        hit for hit in hits if hit.rule.word or hit.rule.p
    ]
    return max(spoken or same, key=lambda hit: hit.rule.weight)


def _before_frame(analysis: Analysis, hits: list[Hit], last: Clause) -> int:
    """Leave off who said it, where that stands at the end after a comma."""
    said = max(hit.match.end if _is_narrow(hit) else hit.match.anchor + 1 for hit in hits)
    for frame in analysis.frames:
        if said <= frame.match.anchor < last.end:
            keys = [analysis.sentence.words[i].key for i in range(said, frame.match.anchor)]
            if "," in keys:
                return said + len(keys) - 1 - keys[::-1].index(",")
    return last.end


def _is_narrow(hit: Hit) -> bool:
    """Whether a match is wording, and not a gap over the sentence."""
    return hit.match.end - hit.match.start <= WIDEST


def _span(analysis: Analysis, start: int, end: int) -> tuple[int, int]:
    """Give the characters of a stretch of clauses, without marks and joints at its ends."""
    words, spans = analysis.sentence.words, analysis.sentence.spans
    while end - start > 1 and not words[end - 1].key[0].isalnum() and words[end - 1].key != "%":
        end -= 1
    while end - start > 1 and not words[start].key[0].isalnum():
        start += 1
    return spans[start][0], spans[end - 1][1]


def _cue(analysis: Analysis, hit: Hit) -> CueFound:
    """Place a cue in the document."""
    sentence = analysis.sentence
    narrow = _is_narrow(hit)
    first, last = (hit.match.start, hit.match.end - 1) if narrow else (hit.match.anchor,) * 2
    start, end = sentence.spans[first][0], sentence.spans[last][1]
    return CueFound(
        hit.rule.id, sentence.text[start:end], sentence.start + start, sentence.start + end
    )


def _clause_text(analysis: Analysis, clause: int) -> str:
    """Give the words of a clause."""
    place = analysis.clauses[clause]
    start, end = _span(analysis, place.start, place.end)
    return analysis.sentence.text[start:end]


def _horizon(analysis: Analysis, start: int, end: int) -> Horizon | None:
    """Choose the horizon within a span, else the first of the sentence."""
    usable = [each for each in analysis.horizons if each.sense != "behind"]
    within = [each for each in usable if start <= each.start < end]
    return next(iter(within or usable), None)
