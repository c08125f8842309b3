"""How often 90 % intervals of the curve hold the truth, with events of 1 to 12 propositions.

Two kinds of books. In the first an event moves the log odds of all that hangs on it; in the second
one draw decides an event, and the propositions on it stand or fall together. Parameters come from
their priors. Each book is fitted with an event effect, with events weighing one, and as if every
row were an event of its own, which claims too much.
"""

import argparse

import numpy as np
import numpy.typing as npt

from brierbook.analysis.calibration.engines.calibrator import BayesianCalibrator

type Floats = npt.NDArray[np.float64]
type Codes = npt.NDArray[np.intp]

SAID = np.array([0.1, 0.3, 0.5, 0.7, 0.9])
EVENTS = 30
FITS = ("event effect", "event weight", "rows")


def sigmoid(x: Floats) -> Floats:
    """Turn log odds into probabilities."""
    return 1 / (1 + np.exp(-x))


def said(rng: np.random.Generator) -> tuple[Floats, Codes]:
    """Draw forecasts on events of 1 to 12 propositions."""
    event = np.repeat(np.arange(EVENTS), rng.integers(1, 13, EVENTS))
    return rng.integers(1, 20, event.size) / 20, event


def moved(rng: np.random.Generator) -> tuple[Floats, Floats, Codes, Floats]:
    """Draw a book whose events move log odds; give it and the true curve, averaged over events."""
    p, event = said(rng)
    a, b = rng.normal(0, 0.5), np.exp(rng.normal(0, 0.35))
    spread = abs(rng.normal(0, 0.5))
    effect = spread * rng.standard_normal(EVENTS)
    q = sigmoid(a + effect[event] + b * np.log(p / (1 - p)))
    x = np.log(SAID / (1 - SAID))
    nodes, share = np.polynomial.hermite_e.hermegauss(41)
    curve = sigmoid(a + b * x[:, None] + spread * nodes) @ (share / share.sum())
    return p, (rng.random(p.size) < q).astype(float), event, curve


def together(rng: np.random.Generator) -> tuple[Floats, Floats, Codes, Floats]:
    """Draw a book in which one draw decides each event, and its true curve."""
    p, event = said(rng)
    a, b = rng.normal(0, 0.5), np.exp(rng.normal(0, 0.35))
    q = sigmoid(a + b * np.log(p / (1 - p)))
    y = (rng.random(EVENTS)[event] < q).astype(float)
    return p, y, event, sigmoid(a + b * np.log(SAID / (1 - SAID)))


def fitted(how: str, p: Floats, y: Floats, event: Codes) -> tuple[Floats, Floats]:
    """Fit one way; give the limits of the curve."""
    effect = how == "event effect"
    calibrator = BayesianCalibrator(draws=400, event_effect=effect)
    calibrator.fit(p, y, event=None if how == "rows" else event)
    return calibrator.curve(SAID, levels=(0.9,)).limits[0.9]


def main() -> None:
    """Count how often the truth is held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--books", type=int, default=1000)
    books = parser.parse_args().books
    for name, draw in (("events move log odds", moved), ("one draw decides", together)):
        rng = np.random.default_rng(1)
        held = {how: np.zeros((books, SAID.size)) for how in FITS}
        for book in range(books):
            p, y, event, truth = draw(rng)
            for how in FITS:
                low, high = fitted(how, p, y, event)
                held[how][book] = (low <= truth) & (truth <= high)
        print(f"{name}: {books} books of {EVENTS} events")
        for how in FITS:
            share = held[how].mean(axis=1)
            error = share.std() / np.sqrt(books)
            at = ", ".join(f"{each:.3f}" for each in held[how].mean(axis=0))
            print(f"  {how:<13} {share.mean():.3f} +- {error:.3f}   at 10-90 %: {at}")


if __name__ == "__main__":
    main()
