"""Scores of a set of forecasts, its baselines and its groups, against arithmetic."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, stats

from brierbook.analysis.tables.forecast_rows import add_event_weights, scored_forecasts
from brierbook.analysis.tables.performance import score_by_group, summarize_scores, with_scores
from brierbook.analysis.tables.sensitivity import score_variants
from brierbook.errors import WorkspaceError


def rows(**columns: list[object]) -> pd.DataFrame:
    """Make forecasts; what is not given is the same for all."""
    n = len(next(iter(columns.values())))
    fixed = {
        "reading": "primary",
        "status": "scored",
        "source": "doc",
        "language": "uk",
        "sd_logit": 0.0,
        "outcome": "yes",
    }
    table = pd.DataFrame(fixed | columns, index=range(n))
    table["forecast"] = [f"f{i}" for i in range(n)]
    for name in ("proposition", "claim", "statement"):
        if name not in table:
            table[name] = [f"{name}{i}" for i in range(n)]
    if "mean_logit" not in table:
        p = table["p"].to_numpy(float)
        with np.errstate(divide="ignore"):
            table["mean_logit"] = np.log(p) - np.log1p(-p)
    return table


def test_weights_count_events_then_propositions_then_forecasts() -> None:
    table = add_event_weights(
        rows(p=[0.5] * 5, y=[1.0] * 5, event=list("aaaab"), proposition=["x", "x", "x", "z", "w"])
    )
    assert table["weight"].tolist() == pytest.approx([1 / 6, 1 / 6, 1 / 6, 1 / 2, 1])


def test_a_phrase_is_scored_over_its_distribution() -> None:
    table = with_scores(
        add_event_weights(rows(p=[0.0], mean_logit=[0.4], sd_logit=[1.2], y=[1.0], event=["a"]))
    )
    density = stats.norm(0.4, 1.2).pdf

    def expectation(score: str) -> float:
        def inside(x: float) -> float:
            p = 1 / (1 + math.exp(-x))
            return float(density(x)) * ((1 - p) ** 2 if score == "brier" else -math.log(p))

        return float(integrate.quad(inside, -12, 13)[0])

    assert table["brier_expected"][0] == pytest.approx(expectation("brier"), abs=1e-9)
    assert table["log_expected"][0] == pytest.approx(expectation("log"), abs=1e-9)
    assert table["brier"][0] == 1.0, "of the mean, which is given as 0 here"


def test_a_stated_number_has_one_score() -> None:
    table = with_scores(add_event_weights(rows(p=[0.2, 1.0], y=[1.0, 0.0], event=["a", "b"])))
    assert table["brier"].tolist() == pytest.approx([0.64, 1.0])
    assert table["brier_expected"].tolist() == pytest.approx([0.64, 1.0])
    assert table["log"].tolist() == pytest.approx([-math.log(0.2), math.inf])


def test_differences_from_baselines() -> None:
    table = with_scores(
        add_event_weights(rows(p=[0.8, 0.6, 0.3], y=[1.0, 1.0, 0.0], event=list("abc")))
    )
    found = summarize_scores(table)
    brier = (0.04 + 0.16 + 0.09) / 3
    assert found["brier"].value == pytest.approx(brier)
    assert found["brier_minus_even"].value == pytest.approx(brier - 0.25)
    assert found["brier_minus_base_rate"].value == pytest.approx(brier - 2 / 9)
    entropy = -(2 / 3) * math.log(2 / 3) - (1 / 3) * math.log(1 / 3)
    assert found["log_base_rate"].value == pytest.approx(entropy)
    assert found["log_even"].value == pytest.approx(math.log(2))


def test_groups_weigh_events_within_themselves() -> None:
    table = with_scores(
        add_event_weights(
            rows(
                p=[0.9, 0.5, 0.1],
                y=[1.0, 1.0, 1.0],
                event=list("aab"),
                source=["one", "two", "two"],
            )
        )
    )
    groups = score_by_group(table, "source").set_index("source")
    assert groups.loc["one", "brier"] == pytest.approx(0.01)
    assert groups.loc["two", "brier"] == pytest.approx((0.25 + 0.81) / 2)
    assert groups.loc["two", "events"] == 2


def test_nothing_to_score_is_said_with_a_remedy() -> None:
    with pytest.raises(WorkspaceError, match=r"no forecast can be scored yet.*resolve some"):
        scored_forecasts(rows(p=[0.4], y=[np.nan], event=["a"], status=["open"]))


def test_variants_change_only_what_they_say() -> None:
    table = rows(
        p=[0.9, 0.5, 0.2, 0.2, 0.7],
        y=[1.0, 1.0, 0.0, np.nan, 0.0],
        event=list("aabcd"),
        proposition=["x", "x2", "y", "z", "x@alternate"],
        claim=["x", "x2", "y", "z", "x"],
        statement=["s", "t", "u", "v", "s"],
        status=["scored", "scored", "hindsight", "ambiguous", "scored"],
        reading=["primary", "primary", "primary", "primary", "alternate"],
    )
    found = score_variants(table).set_index("variant")["brier"]
    reported = (0.01 + 0.25) / 2
    assert found["as_reported"] == pytest.approx(reported)
    assert found["each_proposition_once"] == pytest.approx(reported)
    assert found["with_hindsight"] == pytest.approx((reported + 0.04) / 2)
    assert found["every_horizon"] == pytest.approx(reported)
    assert found["ambiguous_yes"] == pytest.approx((reported + 0.64) / 2)
    assert found["ambiguous_no"] == pytest.approx((reported + 0.04) / 2)
    assert found["alternate_readings"] == pytest.approx((0.25 + 0.49) / 2)
