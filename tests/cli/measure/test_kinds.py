"""Options, numbers and days through `score`, `calibrate` and `report`, as a user runs them."""

import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.forecasts.test_kinds import DATE, DAYS, NUMBER, OPTIONS, QUANTILES, SHARES, ask, settle

if TYPE_CHECKING:
    from tests.conftest import Draft, Run


@pytest.fixture(params=[(OPTIONS, SHARES, "option", "middle"), (DATE, DAYS, "value", "2026-05-31")])
def kind(request: pytest.FixtureRequest, workspace: "Draft") -> str:
    answers, confidence, outcome, answer = request.param
    ask(workspace, answers, confidence)
    settle(workspace, outcome, answer)
    workspace.save()
    return "ordered" if answers is OPTIONS else "day"


def kinds_of(run: "Run", *arguments: str) -> list[dict[str, Any]]:
    done = run("score", "--json", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    found: list[dict[str, Any]] = json.loads(done.stdout)["kinds"]
    return found


def test_a_kind_has_scores_of_its_own_beside_yes_or_no(kind: str, run: "Run") -> None:
    found = kinds_of(run)
    assert {row["kind"] for row in found} == {kind}
    values = {row["metric"]: row["score"] for row in found}
    if kind == "ordered":
        # by hand: 0.2, 0.3, 0.5 said, the middle one happened
        assert values["brier"] == pytest.approx(0.04 + 0.49 + 0.25)
        assert values["rps"] == pytest.approx(0.04 + 0.25)
    else:
        # 30 days after the quantile of 10 %, 62 before that of 90 %
        assert values["quantile"] == pytest.approx(2 * (0.1 * 30 + 0.1 * 62) / 2)
        assert values["inside_80"] == 1


def test_a_group_may_be_asked_for(kind: str, run: "Run") -> None:
    assert all(row["forecaster"] for row in kinds_of(run, "--by", "forecaster"))
    assert kind in {row["kind"] for row in kinds_of(run, "--kinds")}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Ordered options", "Days")),
        ("uk", ("Впорядковані варіанти", "Дні")),
        ("ru", ("Упорядоченные варианты", "Дни")),
    ],
)
def test_people_read_them_in_three_languages(
    kind: str, run: "Run", language: str, words: tuple[str, str]
) -> None:
    done = run("score", "--kinds", "--lang", language)
    _, scores = done.stdout.split("\n\n", 1)  # above them, that only their maker tells when
    assert scores.startswith(words[kind == "day"])


def test_an_outcome_beyond_the_bound_of_a_number(workspace: "Draft", run: "Run") -> None:
    ask(workspace, NUMBER | {"low": "-10", "high": "20"}, QUANTILES)
    settle(workspace, "above", None)
    workspace.save()
    found = {row["metric"]: row for row in kinds_of(run)}
    # taken at the bound: 22.5, 10 and 10 above the three quantiles
    assert found["quantile"]["score"] == pytest.approx(2 * (0.1 * 22.5 + 0.5 * 10 + 0.9 * 10) / 3)
    assert found["inside_80"]["score"] == 0


def test_calibrate_says_what_quantiles_deserve(workspace: "Draft", run: "Run") -> None:
    ask(workspace, NUMBER, QUANTILES)
    settle(workspace, "value", "0")
    workspace.save()
    done = run("calibrate", "--json")
    shares = {row["said"]: row["share"] for row in json.loads(done.stdout)["quantiles"]}
    assert shares == {0.1: 0.0, 0.5: 1.0, 0.9: 1.0}


def test_a_report_counts_them_in_its_opening(kind: str, workspace: "Draft", run: "Run") -> None:
    done = run("report", "--no-sampling", "--format", "md,json")
    assert done.returncode == 0, done.stderr
    text = next(workspace.root.rglob("report.en.md")).read_text(encoding="utf-8")
    assert "1 forecast of options, numbers or days" in text.replace("\xa0", " ")
    summary = json.loads(next(workspace.root.rglob("summary.json")).read_text(encoding="utf-8"))
    assert {row["kind"] for row in summary["kinds"]} == {kind}


def test_quantiles_are_recalibrated(workspace: "Draft", run: "Run") -> None:
    ask(workspace, NUMBER, QUANTILES)
    settle(workspace, "value", "0")
    workspace.save()
    told = json.loads(run("recalibrate", "--quantiles", "10%: 5; 90%: 9", "--json").stdout)
    assert [each["level"] for each in told["read"]] == [0.1, 0.9]
    # one event alone moves next to nothing
    assert [float(each["read"]) for each in told["read"]] == pytest.approx([5, 9], abs=0.2)
    assert told["quantile_check"][0]["verdict"] == "nothing_earlier"
    assert run("recalibrate").returncode == 2
    assert run("recalibrate", "70%", "--quantiles", "10%: 5").returncode == 2


def test_a_figure_of_yes_or_no_names_those_that_fit(workspace: "Draft", run: "Run") -> None:
    ask(workspace, NUMBER, QUANTILES)
    settle(workspace, "value", "0")
    workspace.entries = [
        each
        for each in workspace.entries
        if each["kind"] != "resolution" or each["body"]["proposition"] == "collapses"
    ]
    workspace.save()
    done = run("plot", "reliability", "--json")
    assert done.returncode == 1
    assert "kinds_over_time, coverage, pit, quantile_levels" in done.stderr
    drawn = json.loads(run("plot", "quantile_levels", "--json", "--lang", "uk").stdout)
    assert drawn["table"][0]["said"] == 0.1


@pytest.mark.parametrize(
    ("answers", "said", "confidence", "shown"),
    [
        (None, "30%", None, "30% yes"),
        (NUMBER | {"low": "0", "high": "9"}, "above", QUANTILES, "above the bounds"),
        (NUMBER | {"low": "0"}, "нижче", QUANTILES, "below the bounds"),
        (OPTIONS, "MIDDLE", SHARES, "middle"),
    ],
)
def test_outcomes_in_part_and_beyond_bounds_are_resolved_and_shown(
    workspace: "Draft",
    run: "Run",
    answers: dict[str, Any] | None,
    said: str,
    confidence: dict[str, Any] | None,
    shown: str,
) -> None:
    if answers and confidence:
        ask(workspace, answers, confidence)
    workspace.save()
    done = run("resolve", "collapses", said, "--evidence", "It was seen.", "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert shown in done.stdout
    assert shown in run("show", "collapses", "--lang", "en").stdout
    assert run("score").returncode == 0
