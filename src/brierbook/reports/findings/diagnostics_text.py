"""What computed a posterior, why, and what speaks against it, in the language of the reader."""

from math import isfinite

from brierbook.analysis.calibration.sampling.diagnostics import Diagnostics
from brierbook.analysis.calibration.sampling.problems import Problem
from brierbook.analysis.calibration.sampling.reasons import Engine, Reason
from brierbook.speech.catalogue import Catalogue

__all__ = ["engine_line", "engine_name", "reliance_warning"]

# how many digits a value and its limit have
DIGITS = {"r_hat": (3, 2), "pareto_k": (2, 1), "effective_share": (1, 0), "grid_end": (1, 1)}
SAMPLERS = {"pymc": "PyMC", "nutpie": "nutpie"}
SHARES = ("effective_share", "grid_end")


def engine_line(engine: Engine, found: Diagnostics, words: Catalogue) -> str:
    """Say what computed a posterior, why that, and how far it can be told."""
    why = engine_reason(engine.why, words)
    if engine.sampler:
        why = words.say("engine.sampled", why=why, sampler=SAMPLERS[engine.sampler])
    name, measured = engine_name(engine.name, words), ", ".join(_diagnostic_measures(found, words))
    return words.say("engine.line", engine=name, why=why, measures=measured)


def engine_name(engine: str, words: Catalogue) -> str:
    """Name an engine."""
    return words.say(f"engine.{engine.replace(' ', '_')}")


def engine_reason(why: Reason, words: Catalogue) -> str:
    """Say why an engine was taken."""
    return words.say(
        f"why.{why.kind}", **{name: _reason_fact(name, why, words) for name in why.facts}
    )


def _reason_fact(name: str, why: Reason, words: Catalogue) -> str:
    """Say what a reason is about: so many of something, an engine, a problem, a factor."""
    value = why.facts[name]
    if isinstance(value, Problem):
        return problem_text(value, words)
    if isinstance(value, int):
        return words.count(name, value)
    return engine_name(value, words) if name == "tried" else words.say(f"readings.{value}")


def _diagnostic_measures(found: Diagnostics, words: Catalogue) -> list[str]:
    """Say how far a posterior can be told; an engine does not have, or could not tell, them all."""
    said = [words.count("draws", round(found.ess))] if isfinite(found.ess) else []
    for name, value, digits in (("r_hat", found.r_hat, 3), ("pareto_k", found.pareto_k, 2)):
        if value is not None and isfinite(value):
            said.append(words.say(f"engine.{name}", value=words.number(value, digits)))
    if found.divergences is not None:
        said.append(words.count("divergences", found.divergences))
    return said


def reliance_warning(found: Diagnostics, words: Catalogue) -> str:
    """Warn of a posterior that something speaks against; say nothing of another."""
    problems = "; ".join(problem_text(each, words) for each in found.problems)
    return words.say("problem.rely", problems=problems) if problems else ""


def problem_text(found: Problem, words: Catalogue) -> str:
    """Say one thing that speaks against a posterior."""
    write = words.percent if found.kind in SHARES else words.number
    value, limit = map(write, (found.value, found.limit), DIGITS.get(found.kind, (0, 0)))
    return words.say(f"problem.{found.kind}", value=value, limit=limit)
