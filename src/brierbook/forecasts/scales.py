"""Published scales: the range of probability that a standard gives each of its terms."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a scale, as the standard spells it, and its range."""

    phrase: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Scale:
    """A standard; its terms ascend."""

    name: str
    source: str
    terms: tuple[Term, ...]


SCALES = (
    Scale(
        "ICD 203",
        "Office of the Director of National Intelligence 2015, Intelligence Community Directive "
        "203, Analytic Standards, section D.6.e(2)(a)",
        (
            Term("almost no chance", 0.01, 0.05),
            Term("very unlikely", 0.05, 0.20),
            Term("unlikely", 0.20, 0.45),
            Term("roughly even chance", 0.45, 0.55),
            Term("likely", 0.55, 0.80),
            Term("very likely", 0.80, 0.95),
            Term("almost certain", 0.95, 0.99),
        ),
    ),
    Scale(
        "Kent 1964",
        "Kent 1964, Words of Estimative Probability, Studies in Intelligence 8(4), 49-65; 93 % "
        "give or take about 6, and so on; certainty and impossibility have no range",
        (
            Term("almost certainly not", 0.02, 0.12),
            Term("probably not", 0.20, 0.40),
            Term("chances about even", 0.40, 0.60),
            Term("probable", 0.63, 0.87),
            Term("almost certain", 0.87, 0.99),
        ),
    ),
)
