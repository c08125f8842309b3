"""The fast engines against long runs of NUTS, within the Monte Carlo error of both.

The references are made by benchmarks/frozen_posteriors.py.
"""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import special
from tests.analysis.calibration.simulate import Floats

from brierbook.analysis.calibration.curve.posterior import CalibrationPosterior
from brierbook.analysis.calibration.engines.calibrator import BayesianCalibrator

PLACE = Path(__file__).resolve().parents[2] / "oracles" / "posteriors.json"
FROZEN: dict[str, dict[str, Any]] = json.loads(PLACE.read_text(encoding="utf-8"))
# of these a fit takes seconds
LARGE = {
    "cox, 40 groups of 5",
    "cox, 40 groups of 50",
    "cox, 12 groups of worded",
    "beta, 10 groups of 30",
}
DRAWS = 4000
SIGMAS = 4.5  # over some hundreds of comparisons


def fit(frozen: dict[str, Any]) -> CalibrationPosterior:
    data, effect = frozen["data"], frozen["event_effect"]
    calibrator = BayesianCalibrator(frozen["kernel"], draws=DRAWS, event_effect=effect, seed=1)
    return calibrator.fit(
        data["p"],
        data["y"],
        sd_logit=data.get("sd_logit"),
        groups=None if effect else data.get("group"),
        event=data.get("group") if effect else data.get("event"),
    ).result_


def quantities(found: CalibrationPosterior) -> dict[str, Floats]:
    names = found.model.names
    made = dict(zip(names, found.theta.T, strict=True))
    for each in found.effects:
        for index, term in enumerate(each.terms):
            made[f"{names[term]}_sd_{each.name}"] = each.spread[:, index]
    for said in (0.1, 0.5, 0.9):
        x = np.array([special.logit(said)])
        made[f"log_odds_at_{said}"] = found.model.log_odds(found.theta, x)[:, 0]
    return {name: draws for name, draws in made.items() if np.ptp(draws) > 0}


def test_there_are_ten_references_that_can_be_trusted() -> None:
    assert len(FROZEN) >= 10
    assert FROZEN.keys() >= LARGE
    for name, each in FROZEN.items():
        found = each["diagnostics"]
        assert found["draws"] >= 40_000, name
        assert found["r_hat"] < 1.01, name
        assert found["ess"] > 4000, name


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=pytest.mark.slow if name in LARGE else ()) for name in FROZEN],
)
def test_the_fast_engine_agrees_with_nuts(name: str) -> None:
    found = fit(FROZEN[name])
    assert found.engine.name in {"grid", "quadrature"}
    expected = FROZEN[name]["summary"]
    made = quantities(found)
    assert made.keys() == expected.keys()
    # systematic resampling of weighted draws: no more than their effective number are new
    ess = found.diagnostics.ess
    for key, draws in made.items():
        reference = expected[key]
        sd = float(draws.std())
        error = math.hypot(reference["mcse_mean"], sd / math.sqrt(ess))
        assert draws.mean() == pytest.approx(reference["mean"], abs=SIGMAS * error), key
        # of a normal sample the deviation of the sd is sd / sqrt(2 n); tails make it larger
        error = math.hypot(reference["mcse_sd"], sd * kurtosis_factor(draws) / math.sqrt(ess))
        assert sd == pytest.approx(reference["sd"], abs=SIGMAS * error), key


def kurtosis_factor(draws: Floats) -> float:
    """Give the standard deviation of a sample's sd, over sd / sqrt(n)."""
    z = (draws - draws.mean()) / draws.std()
    return math.sqrt((float((z**4).mean()) - 1) / 4)
