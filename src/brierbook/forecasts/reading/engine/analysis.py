"""One sentence: which cues hold in it, which of them have force, and what else its words say."""

from dataclasses import dataclass
from datetime import date

from brierbook.forecasts.reading.engine.clauses import Clause, clause_at, split_clauses
from brierbook.forecasts.reading.engine.cues import SCORABLE, Grammar, Rule
from brierbook.forecasts.reading.engine.horizons import Horizon, find_horizons
from brierbook.forecasts.reading.engine.patterns import Match
from brierbook.forecasts.reading.engine.tokens import Feature, Sentence

__all__ = ["Analysis", "Hit", "analyse_sentence"]

FUTURE_ENOUGH = 0.5


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue that holds: where, with what force, and whether it is turned round."""

    rule: Rule
    match: Match
    clause: int
    cls: str
    polarity: int


@dataclass(frozen=True, slots=True)
class Analysis:
    """A sentence with its clauses, the cues that have force, conditions, frames and horizons."""

    language: str
    sentence: Sentence
    clauses: tuple[Clause, ...]
    hits: tuple[Hit, ...]
    conditions: tuple[Hit, ...]
    frames: tuple[Hit, ...]
    horizons: tuple[Horizon, ...]
    silenced: tuple[tuple[Rule, Rule], ...]

    @property
    def forward(self) -> float:
        """How surely something is said of the future: 1 - product of (1 - weight)."""
        rest = 1.0
        for hit in self.hits:
            if hit.cls in SCORABLE:
                rest *= 1 - hit.rule.weight
        return 1 - rest


def analyse_sentence(
    sentence: Sentence, grammar: Grammar, published: date | None = None
) -> Analysis:
    """Find what holds in a sentence."""
    matches = grammar.index.find(sentence)
    clauses = split_clauses(sentence, by_lemma=grammar.by_lemma)
    horizons = find_horizons(sentence, grammar.language, published) if matches else ()
    _mark_clauses(sentence, clauses, matches, horizons)
    contexts = [(match, rule) for match, rule in matches if rule.kind == "context"]
    hits: list[Hit] = []
    silenced: list[tuple[Rule, Rule]] = []
    for match, rule in _first_of_each(matches, clauses):
        silencer = _silencer(match, rule, contexts, clauses)
        if silencer:
            silenced.append((rule, silencer))
        else:
            hits.append(_weigh(match, rule, contexts, clauses))
    return Analysis(
        grammar.language,
        sentence,
        tuple(clauses),
        tuple(each for each in hits if each.rule.kind == "cue" and each.cls != "none"),
        tuple(each for each in hits if each.rule.kind == "condition"),
        tuple(each for each in hits if each.rule.kind == "frame"),
        horizons,
        tuple(silenced),
    )


def _first_of_each(
    matches: list[tuple[Match, Rule]], clauses: list[Clause]
) -> list[tuple[Match, Rule]]:
    """Leave off contexts, and of each other rule all but its first match in a clause."""
    kept: dict[tuple[str, int], tuple[Match, Rule]] = {}
    for match, rule in sorted(matches, key=lambda each: (each[0].start, -each[0].end)):
        if rule.kind != "context":
            kept.setdefault((rule.id, clause_at(clauses, match.anchor)), (match, rule))
    return sorted(kept.values(), key=lambda each: (each[0].start, each[0].end, each[1].id))


def _mark_clauses(
    sentence: Sentence,
    clauses: list[Clause],
    matches: list[tuple[Match, Rule]],
    horizons: tuple[Horizon, ...],
) -> None:
    """Note tense, person and time in each clause."""
    names = ("future", "past", "present", "infinitive", "first", "second")
    features = [(name, int(Feature[name.upper()])) for name in names]
    for clause in clauses:
        joined = 0
        for word in sentence.words[clause.start : clause.end]:
            joined |= word.features
        clause.signals |= {name for name, feature in features if joined & feature}
    for match, rule in matches:
        if rule.gives:
            clauses[clause_at(clauses, match.anchor)].signals.update(rule.gives)
    for horizon in horizons:
        for clause in clauses:
            if sentence.spans[clause.start][0] <= horizon.start < sentence.spans[clause.end - 1][1]:
                clause.signals.add(horizon.sense)


def _silencer(
    match: Match, rule: Rule, contexts: list[tuple[Match, Rule]], clauses: list[Clause]
) -> Rule | None:
    """Find the context that takes the force of a cue away."""
    for place, context in contexts:
        if context.effect in ("flip", "none") or not _concerns(context, rule):
            continue
        if _reaches(place, context, match, clauses) and _has_needed_signals(
            context, place, clauses
        ):
            return context
    return None


def _concerns(context: Rule, rule: Rule) -> bool:
    """Whether a context is about a cue of this class or name."""
    names = {rule.cls, rule.id, rule.kind}
    if context.only and not names & set(context.only):
        return False
    if rule.kind != "cue" and not names & set(context.only):
        return False
    return not names & set(context.spares)


def _has_needed_signals(context: Rule, match: Match, clauses: list[Clause]) -> bool:
    """Whether the clause of a context has the signals that it needs."""
    signals = clauses[clause_at(clauses, match.anchor)].signals
    return not (context.needs and not signals & set(context.needs)) and not (
        signals & set(context.unless)
    )


def _reaches(place: Match, context: Rule, match: Match, clauses: list[Clause]) -> bool:
    """Whether a match is within the reach of a context."""
    if context.reach == "sentence":
        return True
    if context.reach == "after":
        return match.anchor >= place.start and not _turns(place, match, clauses)
    if context.reach == "before":
        return match.anchor < place.end
    if context.reach == "here":
        return place.start <= match.anchor < place.end
    own = clause_at(clauses, place.anchor)
    theirs = clause_at(clauses, match.anchor)
    if context.reach == "next":
        last = clause_at(clauses, min(place.end, clauses[-1].end - 1))
        return match.anchor >= place.start and own <= theirs <= max(last, own) + 1
    return own == theirs


def _turns(place: Match, match: Match, clauses: list[Clause]) -> bool:
    """Whether a clause that begins with "but" stands between a context and a match."""
    theirs = clause_at(clauses, match.anchor)
    own = clause_at(clauses, place.end - 1)
    return any(clauses[number].turning for number in range(own + 1, theirs + 1))


def _weigh(
    match: Match, rule: Rule, contexts: list[tuple[Match, Rule]], clauses: list[Clause]
) -> Hit:
    """Tell what class a cue has by the signals of its clause, and its polarity."""
    number = clause_at(clauses, match.anchor)
    signals = clauses[number].signals
    lacking = bool(rule.needs) and not signals & set(rule.needs)
    cls = rule.otherwise if lacking or signals & set(rule.unless) else rule.cls
    polarity = rule.polarity
    turned = {
        (place.start, place.end)
        for place, context in contexts
        if context.effect == "flip"
        and _concerns(context, rule)
        and _reaches(place, context, match, clauses)
        and not (place.start >= match.start and place.end <= match.end)
    }
    return Hit(rule, match, number, cls, -polarity if len(turned) % 2 else polarity)
