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

from brierbook.analysis.reliability.corp import corp_decomposition
from brierbook.analysis.reliability.roc import roc_auc
from brierbook.analysis.scores.decision_scores import elementary_score
from brierbook.analysis.tables.forecast_rows import add_event_weights, scored_forecasts
from brierbook.analysis.tables.metrics import METRICS
from brierbook.analysis.tables.performance import summarize_scores, with_scores
from brierbook.analysis.tables.score_table import LEFT_OUT, score
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


def test_limits_are_those_of_the_events(
    limits_by_inversion: Callable[..., tuple[float, float]],
) -> None:
    found = only(score(table().iloc[:3], "brier", level=0.8, baseline="even"))
    # 80 % and 40 % of the rain, came true and did not; 30 % of the vote
    parts = (
        [(0.04 + 0.36) / 4, 0.09 / 2],
        [(0.04 + 0.16) / 4, 0.09 / 2],
        [(0.64 + 0.36) / 4, 0.49 / 2],
    )
    expected = limits_by_inversion(*parts, level=0.8)
    assert (found["lower"], found["upper"]) == pytest.approx(expected, abs=1e-6)
    low, high = (end - 0.25 for end in expected)
    limits = found["difference_lower"], found["difference_upper"]
    assert limits == pytest.approx((low, high), abs=1e-6)


def test_without_events_every_row_counts(
    limits_by_inversion: Callable[..., tuple[float, float]],
) -> None:
    rows = table().drop(columns="event").iloc[:5]
    values, p = np.array([0.04, 0.36, 0.09, 0.25, 0.16]), rows["p"].to_numpy()
    found = only(score(rows, "brier"))
    low, high = np.minimum(p, 1 - p) ** 2, np.maximum(p, 1 - p) ** 2
    expected = limits_by_inversion(values / 5, low / 5, high / 5)
    assert found["score"] == pytest.approx(values.mean())
    assert (found["lower"], found["upper"]) == pytest.approx(expected, abs=1e-6)
    assert only(score(table().iloc[:5], "brier", event=None))["score"] == found["score"]


def test_weights_count_within_the_event_or_among_rows() -> None:
    rows = table().iloc[:3]
    within = only(score(rows, "brier", weight="w"))
    assert within["score"] == pytest.approx(((3 * 0.04 + 0.36) / 4 + 0.09) / 2)
    among = only(score(rows, "brier", weight="w", event=None))
    assert among["score"] == pytest.approx((3 * 0.04 + 0.36 + 0.09) / 5)
    assert among["difference_upper"] - among["difference"] > 0


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
    corp = corp_decomposition(rows["y"], rows["p"], weight=weight, event=rows["event"])
    found = only(score(rows, "brier", baseline="base_rate"))
    assert found["skill"] == pytest.approx(corp.skill)
    assert corp.estimates is not None
    skill = corp.estimates["skill"]
    limits = found["skill_lower"], found["skill_upper"]
    assert limits == pytest.approx((skill.lower, skill.upper), abs=1e-6)
    # the skill excludes 0 exactly where the difference does
    assert (found["skill_lower"] > 0) == (found["difference_upper"] < 0)


@pytest.mark.slow
def test_limits_of_the_skill_hold_their_level() -> None:
    """The truth is the skill that was to be expected of these forecasts."""
    rng = np.random.default_rng(3)
    truth = rng.random((300, 20))
    p = 1 / (1 + np.exp(-(1.3 * np.log(truth / (1 - truth)) + rng.normal(0, 0.8, truth.shape))))
    y = (rng.random(truth.shape) < truth).astype(float)
    book = np.arange(300).repeat(20)
    rows = pd.DataFrame({"set": book, "y": y.ravel(), "p": p.ravel()})
    found = score(rows, "brier", by="set", baseline="even")
    loss = (truth * (1 - p) ** 2 + (1 - truth) * p**2).mean(axis=1)
    true = 1 - loss / 0.25
    hits = ((found["skill_lower"] <= true) & (true <= found["skill_upper"])).mean()
    assert hits > 0.88 - 3 * math.sqrt(0.1 / 300)


def test_parts_calibration_and_area_are_those_of_their_functions() -> None:
    rows = simulated()
    names = ["brier", "mcb", "dsc", "unc", "ece", "smooth_ece", "auc"]
    found: Any = score(rows, names, n_resamples=20).set_index("metric")
    value = found["score"]
    assert value["mcb"] - value["dsc"] + value["unc"] == pytest.approx(value["brier"])
    weight = 1 / rows.groupby("event")["p"].transform("size").to_numpy()
    area = roc_auc(rows["y"], rows["p"], weight=weight, event=rows["event"], n_resamples=20)
    assert found.loc["auc", ["score", "lower", "upper"]].tolist() == [
        area.value,
        area.lower,
        area.upper,
    ]
    assert found.loc[names[1:], ["baseline", "difference", "skill"]].isna().all(axis=None)
    means = ["brier", "unc", "auc"]
    assert (found.loc[means, "lower"] <= value[means]).all()
    assert (value[means] <= found.loc[means, "upper"]).all()
    far = ["mcb", "dsc", "ece", "smooth_ece"]
    assert found.loc[far, ["lower", "upper"]].isna().all(axis=None)
    assert (found.loc[far, "reason"] == "distance").all()
    assert found.loc[far, ["as_said", "as_said_upper"]].notna().all(axis=None)


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
    asked: Any = {"baseline": "base_rate", "n_resamples": 5}
    found: Any = score(table().iloc[[0, 3]], list(METRICS), **asked).set_index("metric")
    assert found.loc["brier", "score"] == pytest.approx((0.04 + 0.25) / 2)
    assert math.isnan(found.loc["auc", "score"])
    assert found.loc["auc", "n"] == 2
    assert found.loc["brier", "baseline"] == 0
    assert math.isnan(found.loc["brier", "skill"])


def test_a_certain_miss_is_infinite_and_has_no_limits() -> None:
    rows = pd.DataFrame({"y": [1, 0, 1], "p": [0.0, 0.2, 0.7]})
    found = only(score(rows, "log", baseline="even"))
    assert found["score"] == math.inf
    assert found[["lower", "upper"]].isna().all()
    assert str(found["reason"]) == "no bound"
    assert found[["difference", "skill"]].tolist() == [math.inf, -math.inf]
    both = only(score(rows.assign(crowd=[0.0, 0.5, 0.5]), "log", baseline="crowd"))
    assert both["baseline"] == math.inf
    assert both[["difference", "difference_lower", "skill"]].isna().all()


def test_limits_of_a_difference_stay_in_its_range() -> None:
    rows = pd.DataFrame({"p": [0.9, 0.9], "y": [1, 1], "event": ["a", "b"]})
    found = only(score(rows, "brier", baseline="even"))
    assert found["difference_lower"] == pytest.approx(0.01 - 0.25)
    assert found["difference_upper"] > 0
    near = only(score(rows.assign(p=[0.9, 0.89]), "brier", baseline="even"))
    for name in ("upper", "difference_upper"):
        assert near[name] == pytest.approx(found[name], abs=0.01)
    alone = only(score(rows.iloc[:1], "brier", baseline="even"))
    assert alone[["lower", "upper", "difference_lower", "difference_upper"]].isna().all()
    assert str(alone["reason"]) == "one event"


def test_words_are_scored_by_the_mean_of_their_distribution() -> None:
    words = {"mean_logit": [0.4, math.inf], "sd_logit": [1.2, 0.0]}
    rows = pd.DataFrame({"y": [1, 1], "p": [0.585, 1.0]} | words)
    found = score(rows, ["brier", quadratic])
    assert found["score"].tolist() == pytest.approx([0.415**2 / 2] * 2, abs=1e-9)
    exact = score(rows.drop(columns="sd_logit"), "brier")
    assert exact["score"][0] == pytest.approx(0.415**2 / 2)
    # what its author meant is not known, which widens the limits
    assert found["upper"][0] >= exact["upper"][0]


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
    reported = summarize_scores(with_scores(scored_forecasts(rows)))
    found = score(rows, ["brier", "log"], baseline="base_rate").set_index("metric")
    for name in ("brier", "log"):
        for column, entry in (("score", name), ("difference", f"{name}_minus_base_rate")):
            line, prefix = found.loc[name], "" if column == "score" else f"{column}_"
            ends = line[column], line[f"{prefix}lower"], line[f"{prefix}upper"]
            right = reported[entry].value, reported[entry].lower, reported[entry].upper
            assert ends == right
    assert add_event_weights(rows)["weight"].tolist() == [0.5, 0.5, 1, 1]


def test_limits_of_words_are_those_of_the_report_whatever_else_the_book_holds() -> None:
    words: dict[str, Sequence[object]] = {
        "p": [0.5, 0.8, 0.8, 0.3, 0.9],
        "y": [1.0, 1.0, 0.0, 0.0, 1.0],
        "event": list("zcbca"),
        "mean_logit": [0.0, 1.6, 1.6, -0.9, 2.2],
        "sd_logit": [1.0, 0.9, 0.9, 0.7, 0.0],
        "phrase": ["maybe", "likely", "likely", "unlikely", ""],
        "source": ["x", "paper", "paper", "paper", "paper"],
        "status": ["open", *["scored"] * 4],
        "reading": ["primary"] * 5,
        "forecast": list("vwxyz"),
        "proposition": list("01234"),
    }
    rows = pd.DataFrame(words)
    reported = summarize_scores(with_scores(scored_forecasts(rows)))["brier"]
    found = only(score(rows, "brier"))
    ends = reported.lower, reported.upper
    assert (found["lower"], found["upper"]) == pytest.approx(ends, rel=1e-9)
    alone = only(score(rows.assign(phrase=list("abcde")), "brier"))
    assert (alone["lower"], alone["upper"]) != pytest.approx(ends, rel=1e-3)


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
    options = {"by": ["who", "event"], "baseline": "crowd", "weight": "w", "n_resamples": 5}
    expected = score(table(), ["brier", "auc"], **options)  # type: ignore[arg-type]
    found = score(convert(table()), ["brier", "auc"], **options)  # type: ignore[arg-type]
    pd.testing.assert_frame_equal(found, expected, check_dtype=False)


def test_the_order_of_rows_does_not_matter() -> None:
    rows = simulated()
    found = score(rows.sample(frac=1, random_state=1), list(METRICS), n_resamples=10)
    expected = score(rows, list(METRICS), n_resamples=10)
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
        (table(y=[1, 0, 2, 1, 0, 0, 0]), {}, r"y\[2\]: 2.0 is not between 0 and 1"),
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
