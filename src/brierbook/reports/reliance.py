"""What speaks against a posterior, in the language of the reader."""

from brierbook.analysis.calibration.diagnostics import Diagnostics
from brierbook.analysis.calibration.problems import Problem
from brierbook.reports.catalogue import Catalogue

# how many digits a value and its limit have
DIGITS = {"r_hat": (3, 2), "pareto_k": (2, 1), "effective_share": (1, 0), "grid_end": (1, 1)}
SHARES = ("effective_share", "grid_end")


def warning(found: Diagnostics, words: Catalogue) -> str:
    """Warn of a posterior that something speaks against; say nothing of another."""
    problems = "; ".join(problem(each, words) for each in found.problems)
    return words.say("problem.rely", problems=problems) if problems else ""


def problem(found: Problem, words: Catalogue) -> str:
    """Say one thing that speaks against a posterior."""
    write = words.percent if found.kind in SHARES else words.number
    value, limit = map(write, (found.value, found.limit), DIGITS.get(found.kind, (0, 0)))
    return words.say(f"problem.{found.kind}", value=value, limit=limit)
