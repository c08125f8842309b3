"""Score tables of any data frame, against arithmetic and against the parts they are made of."""

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from scipy import integrate, stats

from brierbook.analysis.decision_scores import elementary_score
from brierbook.analysis.decomposition import corp_decomposition
from brierbook.analysis.metrics import METRICS
from brierbook.analysis.performance import summarise, with_scores
from brierbook.analysis.roc import roc_auc
from brierbook.analysis.score_table import LEFT_OUT, score
from brierbook.analysis.table import scored, weighted
from brierbook.errors import ArgumentError

type Table = dict[str, Sequence[object]]

FORECASTS: Table = {
    "who": ["Ann", "Ann", "Ann", "Bob", "Bob", "Bob", None],
    "event": ["rain", "rain", "vote", "rain", "vote", "vote", "vote"],
    "proposition": ["r1", "r2", "v", "r1", "v", "v", "v"],
    "p": [0.8, 0.6, 0.3, 0.5, 0.4, None, 0.9],
    "y": [1, 0, 0, 1, 0, 0, None],
    "crowd": [0.7, 0.5, 0.2, 0.7, 0.2, 0.2, 0.2],
    "w": [3.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0],
}


def table(**changes: Sequence[object]) -> pd.DataFrame:
    return pd.DataFrame({**FORECASTS, **changes})


def simulated(rows: int = 200) -> pd.DataFrame:
    rng = np.random.default_rng(5)
    p = rng.random(rows)
    y = (rng.random(rows) < p).astype(float)
    return pd.DataFrame({"p": p.round(2), "y": y, "event": rng.integers(40, size=rows)})


def total(y: npt.NDArray[np.float64], p: npt.NDArray[np.float64], *, reduce: None) -> float:
    del reduce
    return float(np.sum((y - p) ** 2))


def only(found: pd.DataFrame) -> "pd.Series[float]":
    assert len(found) == 1
    return found.iloc[0]


def test_means_go_over_propositions_then_events() -> None:
    found: Any = score(table(), "brier", by="who").set_index("who")
    # the two propositions of the rain count half each, the vote as much as both
    assert found.loc["Ann", "score"] == pytest.approx(((0.04 + 0.36) / 2 + 0.09) / 2)
    assert found.loc["Bob", "score"] == pytest.approx((0.25 + 0.16) / 2)
    assert found.loc["Ann", ["n", "propositions", "events"]].tolist() == [3, 3, 2]


def test_limits_are_students_over_events() -> None:
    found = only(score(table().iloc[:3], "brier", level=0.8))
    means = [(0.04 + 0.36) / 2, 0.09]
    lower, upper = stats.t.interval(0.8, 1, loc=np.mean(means), scale=stats.sem(means))
    assert lower < 0
    assert (found["lower"], found["upper"]) == pytest.approx((0, min(upper, 1)))


def test_without_events_every_row_counts() -> None:
    rows = table().drop(columns="event").iloc[:5]
    values = np.array([0.04, 0.36, 0.09, 0.25, 0.16])
    found = only(score(rows, "brier"))
    lower, upper = stats.t.interval(0.9, 4, loc=values.mean(), scale=stats.sem(values))
    assert (found["score"], found["lower"], found["upper"]) == pytest.approx(
        (values.mean(), lower, upper)
    )
    assert only(score(table().iloc[:5], "brier", event=None))["score"] == found["score"]


def test_weights_count_within_the_event_or_among_rows() -> None:
    rows = table().iloc[:3]
    within = only(score(rows, "brier", weight="w"))
    assert within["score"] == pytest.approx(((3 * 0.04 + 0.36) / 4 + 0.09) / 2)
    among = only(score(rows, "brier", weight="w", event=None))
    assert among["score"] == pytest.approx((3 * 0.04 + 0.36 + 0.09) / 5)
    # the error of a weighted mean, from its residuals
    share = np.array([3, 1, 1]) / 5
    error = math.sqrt(3 / 2 * np.sum((share * (np.array([0.04, 0.36, 0.09]) - 0.114)) ** 2))
    assert among["difference_upper"] - among["difference"] > 0
    assert among["upper"] == pytest.approx(0.114 + stats.t.ppf(0.95, 2) * error)


@pytest.mark.parametrize(
    ("baseline", "reference"),
    [
        ("even", 0.25),
        ("base_rate", 0.25 * 0.75),  # r1 is half of the rain: a quarter came true
        ("crowd", ((0.09 + 0.25) / 2 + 0.04) / 2),
        (0.1, ((0.81 + 0.01) / 2 + 0.01) / 2),
    ],
)
def test_baselines(baseline: str | float, reference: float) -> None:
    found = only(score(table().iloc[:3], "brier", baseline=baseline))
    assert found["baseline"] == pytest.approx(reference)
    assert found["difference"] == pytest.approx(0.145 - reference)
    assert found["skill"] == pytest.approx(1 - 0.145 / reference)


def test_others_are_the_mean_of_the_other_forecasters() -> None:
    rows = pd.DataFrame(
        {
            "forecaster": ["Ann", "Ann", "Bob", "Cem", "Ann", "Bob", "Cem"],
            "proposition": ["r", "r", "r", "r", "v", "v", "v"],
            "p": [0.2, 0.4, 0.6, 0.7, 0.1, 0.9, None],
            "y": [1, 1, 1, 1, 0, 0, 0],
        }
    )
    found = score(rows, "brier", by="forecaster", baseline="others").set_index("forecaster")
    # of r, Ann said 0.3 on average; Cem said nothing of v
    assert found.loc["Ann", "baseline"] == pytest.approx((2 * 0.35**2 + 0.9**2) / 3)
    assert found.loc["Bob", "baseline"] == pytest.approx((0.5**2 + 0.1**2) / 2)
    assert found.loc["Cem", "baseline"] == pytest.approx((1 - 0.45) ** 2)
    assert score(rows, "brier", baseline="others")["n"].tolist() == [6]


def test_certain_others_stay_probabilities() -> None:
    p = [0.1, 0.2, 0.7, 1.0]
    rows = pd.DataFrame({"forecaster": list("abcd"), "proposition": "x", "p": p, "y": 1})
    for column in ([0.0] * 4, [1.0] * 4, p):
        found = score(rows.assign(p=column), "brier", baseline="others")
        assert 0 <= found["baseline"][0] <= 1


def test_the_skill_against_the_base_rate_is_that_of_the_decomposition() -> None:
    rows = simulated()
    weight = 1 / rows.groupby("event")["p"].transform("size").to_numpy()
    corp = corp_decomposition(rows["y"], rows["p"], weight=weight, cluster=rows["event"])
    found = only(score(rows, "brier"))
    assert found["skill"] == pytest.approx(corp.skill)
    assert corp.intervals is not None
    # resampled there, linearised here: alike with forty events
    low, high = corp.intervals["skill"]
    width = high - low
    assert found["skill_lower"] == pytest.approx(low, abs=0.15 * width)
    assert found["skill_upper"] == pytest.approx(high, abs=0.15 * width)


def test_limits_of_the_skill_hold_their_level() -> None:
    rng = np.random.default_rng(3)

    def forecasts(n: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        truth = rng.random(n)
        said = 1 / (1 + np.exp(-(1.3 * np.log(truth / (1 - truth)) + rng.normal(0, 0.8, n))))
        return (rng.random(n) < truth).astype(float), said

    y, p = forecasts(1_000_000)
    true = 1 - np.mean((p - y) ** 2) / np.var(y)
    draws = [forecasts(20) for _ in range(400)]
    rows = pd.concat([pd.DataFrame({"set": i, "y": y, "p": p}) for i, (y, p) in enumerate(draws)])
    found = score(rows, "brier", by="set")
    hits = ((found["skill_lower"] <= true) & (true <= found["skill_upper"])).mean()
    # four hundred draws of a share of 0.9 have a standard error of 0.015
    assert hits == pytest.approx(0.9, abs=0.045)


def test_parts_calibration_and_area_are_those_of_their_functions() -> None:
    rows = simulated()
    names = ["brier", "mcb", "dsc", "unc", "ece", "smooth_ece", "auc"]
    found: Any = score(rows, names, n_boot=20).set_index("metric")
    value = found["score"]
    assert value["mcb"] - value["dsc"] + value["unc"] == pytest.approx(value["brier"])
    weight = 1 / rows.groupby("event")["p"].transform("size").to_numpy()
    area = roc_auc(rows["y"], rows["p"], weight=weight, cluster=rows["event"], n_boot=20)
    assert found.loc["auc", ["score", "lower", "upper"]].tolist() == [
        area.value,
        area.lower,
        area.upper,
    ]
    assert found.loc[names[1:], ["baseline", "difference", "skill"]].isna().all(axis=None)
    assert (found["lower"] <= value).all()
    assert (value <= found["upper"]).all()


def test_counts_of_a_status_column_add_up() -> None:
    status = ["scored", "superseded", "hindsight", "void", "ambiguous", "annulled", "open"]
    found = only(score(table(status=status, y=[1, 1, 0, None, None, None, None]), "brier"))
    assert found[list(LEFT_OUT)].tolist() == [int(name in status) for name in LEFT_OUT]
    assert found[list(LEFT_OUT)].sum() == len(status) - 1
    assert found["n"] == 1
    assert found["coverage"] == pytest.approx(1 / 7)


def test_without_a_status_what_is_unknown_is_open_and_what_was_not_said_missing() -> None:
    found = only(score(table(), "brier"))
    assert found[["n", "open", "missing"]].tolist() == [5, 1, 1]
    assert found["coverage"] == pytest.approx(5 / 7)


def test_a_missing_name_is_a_group_of_its_own_without_a_score() -> None:
    found = score(table(), ["brier", "auc"], by="who")
    assert found["who"].isna().tolist() == [False] * 4 + [True] * 2
    assert found["n"].tolist() == [3, 3, 2, 2, 0, 0]
    assert found["score"].isna().tolist() == [False] * 4 + [True] * 2


def test_one_class_has_a_score_but_no_area_and_no_skill() -> None:
    found: Any = score(table().iloc[[0, 3]], list(METRICS), n_boot=5).set_index("metric")
    assert found.loc["brier", "score"] == pytest.approx((0.04 + 0.25) / 2)
    assert math.isnan(found.loc["auc", "score"])
    assert found.loc["auc", "n"] == 2
    assert found.loc["brier", "baseline"] == 0
    assert math.isnan(found.loc["brier", "skill"])


def test_a_certain_miss_is_infinite_and_so_are_its_limits() -> None:
    rows = pd.DataFrame({"y": [1, 0, 1], "p": [0.0, 0.2, 0.7]})
    found = only(score(rows, "log", baseline="even"))
    assert found[["score", "lower", "upper"]].tolist() == [math.inf, 0, math.inf]
    assert found[["difference", "skill"]].tolist() == [math.inf, -math.inf]
    both = only(score(rows.assign(crowd=[0.0, 0.5, 0.5]), "log", baseline="crowd"))
    assert both["baseline"] == math.inf
    assert both[["difference", "difference_lower", "skill"]].isna().all()


def test_limits_of_a_difference_stay_in_its_range() -> None:
    rows = pd.DataFrame({"p": [0.0, 1.0, 0.9], "y": [0, 0, 0], "event": ["a", "b", "c"]})
    found = only(score(rows, "brier", baseline=0.99))
    assert (found["difference_lower"], found["difference_upper"] < 1) == (-1, True)
    alone = only(score(rows.iloc[:1], "brier", baseline="even"))
    assert (alone["difference_lower"], alone["difference_upper"]) == (-1, 1)


def test_words_are_scored_over_their_distribution() -> None:
    words = {"mean_logit": [0.4, math.inf], "sd_logit": [1.2, 0.0]}
    rows = pd.DataFrame({"y": [1, 1], "p": [0.585, 1.0]} | words)
    found = score(rows, ["brier", quadratic])
    density = stats.norm(0.4, 1.2).pdf
    expected = integrate.quad(lambda x: density(x) / (1 + math.exp(x)) ** 2, -12, 13)[0]
    assert found["score"].tolist() == pytest.approx([expected / 2] * 2, abs=1e-9)
    assert score(rows.drop(columns="sd_logit"), "brier")["score"][0] == pytest.approx(0.415**2 / 2)


def quadratic(
    y: npt.NDArray[np.float64], p: npt.NDArray[np.float64], *, reduce: None
) -> npt.NDArray[np.float64]:
    del reduce
    return (y - p) ** 2


def test_functions_are_metrics_by_their_name() -> None:
    acting = partial(elementary_score, threshold=0.55)
    found = score(table().iloc[:3], [quadratic, acting]).set_index("metric")
    assert found.loc["quadratic", "score"] == pytest.approx(0.145)
    # of three, only r2 is acted on in vain
    assert found.loc["elementary_score", "score"] == pytest.approx(1.1 / 4)


def test_the_book_gets_the_numbers_of_its_report() -> None:
    p, events = [0.8, 0.6, 0.3, 0.9], list("aabc")
    y, none = [1.0, 1.0, 0.0, 1.0], [0.0] * 4
    rows = pd.DataFrame({"p": p, "y": y, "event": events, "sd_logit": none, "mean_logit": none})
    rows = rows.assign(status="scored", reading="primary", forecast=list("wxyz"))
    rows = rows.assign(proposition=["1", "2", "3", "4"])
    reported = summarise(with_scores(scored(rows)))
    found = score(rows, ["brier", "log"]).set_index("metric")
    for name in ("brier", "log"):
        for column, entry in (("score", name), ("difference", f"{name}_minus_base_rate")):
            assert found.loc[name, column] == pytest.approx(reported[entry].estimate)
        assert found.loc[name, "upper"] == pytest.approx(reported[name].upper)
    assert weighted(rows)["weight"].tolist() == [0.5, 0.5, 1, 1]


@pytest.mark.parametrize(
    "convert",
    [
        pl.from_pandas,
        lambda rows: pl.from_pandas(rows).lazy(),
        partial(pa.Table.from_pandas, preserve_index=False),
        pd.DataFrame.convert_dtypes,
        lambda rows: rows.set_axis([7] * len(rows)),
    ],
    ids=["polars", "lazy", "pyarrow", "nullable", "index"],
)
def test_every_library_gives_the_same(convert: Callable[[pd.DataFrame], object]) -> None:
    options = {"by": ["who", "event"], "baseline": "crowd", "weight": "w", "n_boot": 5}
    expected = score(table(), ["brier", "auc"], **options)  # type: ignore[arg-type]
    found = score(convert(table()), ["brier", "auc"], **options)  # type: ignore[arg-type]
    pd.testing.assert_frame_equal(found, expected, check_dtype=False)


def test_the_order_of_rows_does_not_matter() -> None:
    rows = simulated()
    found = score(rows.sample(frac=1, random_state=1), list(METRICS), n_boot=10)
    expected = score(rows, list(METRICS), n_boot=10)
    pd.testing.assert_frame_equal(found, expected, rtol=1e-9)


def test_what_is_given_stays_as_it_was() -> None:
    rows = table()
    score(rows, by="who")
    pd.testing.assert_frame_equal(rows, table())


@pytest.mark.parametrize(
    ("rows", "options", "message"),
    [
        (table(), {"metrics": "brie"}, r"metrics: 'brie' is unknown; known are brier, log,"),
        (table(), {"metrics": []}, r"metrics: is empty; known are brier"),
        (table(), {"metrics": [total]}, r"metrics: total gave shape \(\) for \(5,\) pairs"),
        (table(), {"by": "whom"}, r"no column 'whom'; its columns are: who, event, proposition"),
        (table(), {"baseline": "market"}, r"no column 'market'"),
        (table(), {"baseline": 1.1}, r"baseline: 1.1 is not between 0 and 1"),
        (table(), {"baseline": "others"}, r"no column 'forecaster'"),
        (
            table().rename(columns={"who": "forecaster"}),
            {"baseline": "others"},
            r"proposition\[1\]: 'r2' has one forecaster only; leave it out or take another",
        ),
        (table(), {"by": ["n"]}, r"by: 'n' is a column of the result; rename yours"),
        (table(), {"level": 1}, r"level"),
        (table().iloc[:0], {}, r"forecasts: is empty"),
        (table().drop(columns="y"), {}, r"no column 'y'"),
        ([0.5], {}, r"forecasts: is a list; give a data frame"),
        (table(y=[1, 0, 2, 1, 0, 0, 0]), {}, r"y\[2\]: 2.0 is not 0 or 1; are y and p swapped"),
        (table(p=[0.1, 1.2, *[0.5] * 5]), {}, r"p\[1\]: 1.2 is not between 0 and 1"),
        (table(p=list("abcdefg")), {}, r"p: is not an array of numbers"),
        (table(event=[None, *"bcdefg"]), {}, r"event\[0\]: is missing where a forecast is scored"),
        (table(w=[0, 1, 1, 1, 1, 1, 1]), {"weight": "w"}, r"w\[0\]: 0.0 is not above 0"),
        (table(crowd=[None, *[0.5] * 6]), {"baseline": "crowd"}, r"crowd\[0\]: nan is missing"),
        (table(status=["scored"] * 7), {}, r"y\[6\]: nan is no outcome, but the status"),
        (table(status=["done"] * 7), {}, r"status\[0\]: is 'done', not one of scored, super"),
        (table(mean_logit=[0.1] * 7, sd_logit=[-1.0] * 7), {}, r"sd_logit\[0\]: -1.0 is not"),
        (table(mean_logit=[None] * 7, sd_logit=[1.0] * 7), {}, r"mean_logit\[0\]: nan is not f"),
    ],
)
def test_errors_say_what_is_wrong(rows: object, options: dict[str, object], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        score(rows, **options)  # type: ignore[arg-type]
