"""What computed a posterior, and why that: as data, so that a reader's language can be chosen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from brierbook.analysis.calibration.sampling.problems import Problem

__all__ = [
    "ASKED_FOR",
    "CLOSED_FORM",
    "GRID",
    "PYMC",
    "QUADRATURE",
    "REASONS",
    "Engine",
    "Reason",
    "SamplerName",
    "explain_shut_gate",
]

type EngineKind = Literal["grid", "quadrature", "importance", "closed form", "pymc"]
type SamplerName = Literal["pymc", "nutpie"]
type ReasonKind = Literal[
    "asked_for",
    "few_parameters",
    "many_parameters",
    "one_factor",
    "crossed_factors",
    "rising_curve",
    "conjugate",
    "rates_integrated",
    "abilities_crossed",
    "gate_passed",
    "gate_shut",
]

GRID: Final = "grid"
QUADRATURE: Final = "quadrature"
IMPORTANCE: Final = "importance"
CLOSED_FORM: Final = "closed form"
PYMC: Final = "pymc"

# in English; what stands in braces are the facts
REASONS: dict[ReasonKind, str] = {
    "asked_for": "asked for",
    "few_parameters": "{parameters} parameters and no groups",
    "many_parameters": "{parameters} parameters are too many for a grid",
    "one_factor": "one grouping factor, {factor}",
    "crossed_factors": "{factors} grouping factors do not separate",
    "rising_curve": "a rising curve has too many parameters for a grid",
    "conjugate": "a beta prior and binary outcomes",
    "rates_integrated": "two numbers are left once the rates are integrated out",
    "abilities_crossed": "abilities and difficulties are crossed",
    "gate_passed": "the weights passed the gate",
    "gate_shut": "{tried} was tried, but {problem}",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an engine was taken.

    Attributes
    ----------
    kind : str
        One of the keys of ``REASONS``.
    facts : mapping
        What the reason is about: a number, the name of a factor or an engine, a `Problem`.
    """

    kind: ReasonKind
    facts: Mapping[str, int | str | Problem] = field(default_factory=dict)

    def __str__(self) -> str:
        return REASONS[self.kind].format_map(self.facts)


ASKED_FOR = Reason("asked_for")


def explain_shut_gate(tried: str, problem: Problem) -> Reason:
    """Say that another engine was tried before, and what was wrong with it."""
    return Reason("gate_shut", {"tried": tried, "problem": problem})


@dataclass(frozen=True, slots=True)
class Engine:
    """What computed a posterior, why that, and whose NUTS it was if it was sampled."""

    name: EngineKind
    why: Reason
    sampler: SamplerName | None = None

    @property
    def explained(self) -> str:
        """The reason, and the sampler."""
        return f"{self.why}; sampled by NUTS of {self.sampler}" if self.sampler else str(self.why)

    def __str__(self) -> str:
        return f"{self.name} ({self.explained})"
