"""`brierbook score`, run as a user runs it."""

import csv
import io
import json
import math
from typing import TYPE_CHECKING, Any

import pytest

from brierbook.analysis.metrics import METRICS
from brierbook.analysis.performance import summarise, with_scores
from brierbook.analysis.table import forecast_table, scored
from brierbook.forecasts.loading import load_book

if TYPE_CHECKING:
    from tests.conftest import Draft, Run


@pytest.fixture
def book(workspace: "Draft") -> "Draft":
    """Give a book with a stated hit, a worded hit, hindsight and an open question."""
    workspace.copy("forecast", "f-opens", id="late", made_at="2026-05-31[Europe/Kyiv]")
    workspace.body("proposition", "rain@7d")["tags"] = ["sky", "water"]
    workspace.body("proposition", "opens")["tags"] = ["water"]
    workspace.save()
    return workspace


def rows(run: "Run", *arguments: str, baseline: str | float = "base_rate") -> list[dict[str, Any]]:
    done = run("score", "--json", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    data = json.loads(done.stdout)
    assert (data["schema"], data["level"], data["baseline"]) == (
        "brierbook.score/1",
        0.9,
        baseline,
    )
    found: list[dict[str, Any]] = data["rows"]
    return found


def test_the_scores_are_those_of_the_report(book: "Draft", run: "Run") -> None:
    reported = summarise(with_scores(scored(forecast_table(load_book(book.workspace)))))
    found = {row["metric"]: row for row in rows(run)}
    assert list(found) == ["brier", "log"]
    for name, row in found.items():
        assert row["score"] == pytest.approx(reported[name].estimate)
        assert row["difference"] == pytest.approx(reported[f"{name}_minus_base_rate"].estimate)
    counts = ("n", "propositions", "events", "hindsight", "open", "void")
    assert [found["brier"][name] for name in counts] == [2, 2, 2, 1, 1, 0]
    assert found["brier"]["coverage"] == 0.5


def test_baselines_by_name_or_number(book: "Draft", run: "Run") -> None:
    even = rows(run, "--baseline", "even", baseline="even")[0]
    assert even["baseline"] == 0.25
    tenth = rows(run, "--baseline", "0.1", baseline=0.1)[0]
    assert tenth["baseline"] == pytest.approx((0.9**2 + 0.1**2) / 2)
    assert tenth["skill"] == pytest.approx(1 - tenth["score"] / tenth["baseline"])
    del book


def test_a_table_for_a_person(book: "Draft", run: "Run") -> None:
    del book
    done = run("score", "--by", "language", "--metric", "brier")
    assert (done.returncode, done.stderr) == (0, "")
    # one without a text is open; a stated 0.9 failed; a phrase came true, over its distribution
    assert (
        done.stdout
        == """\
language  metric  n  propositions  events  coverage  hindsight  open  score          limits  \
baseline  difference           limits  skill
          brier   0             0       0     0.000          0     1
en        brier   1             1       1     0.500          1     0  0.810  0.000 to 1.000  \
   0.000       0.810  -1.000 to 1.000
uk        brier   1             1       1     1.000          0     0  0.393  0.000 to 1.000  \
   0.000       0.393  -1.000 to 1.000
"""
    )


def test_two_tags_count_in_both(book: "Draft", run: "Run") -> None:
    del book
    found = rows(run, "--by", "tag", "--metric", "brier")
    assert [(row["tag"], row["n"]) for row in found] == [("sky", 1), ("test", 0), ("water", 2)]


def test_a_proposition_without_tags_has_an_empty_one(workspace: "Draft", run: "Run") -> None:
    workspace.body("proposition", "opens")["tags"] = []
    workspace.save()
    found = rows(run, "--by", "tag", "--metric", "brier")
    assert [(row["tag"], row["n"]) for row in found] == [("", 1), ("test", 1)]


def test_groups_by_columns_at_commas_or_again(book: "Draft", run: "Run") -> None:
    del book
    at_commas = rows(run, "--by", "forecaster,event", "--metric", "brier")
    again = rows(run, "--by", "forecaster", "--by", "event", "--metric", "brier")
    assert at_commas == again
    names = [(row["forecaster"], row["event"]) for row in again]
    assert names == [("author", "storm"), ("mayor", "bridge")]


def test_csv_has_the_same_numbers(book: "Draft", run: "Run") -> None:
    del book
    done = run("score", "--csv", "--by", "source")
    assert (done.returncode, done.stderr) == (0, "")
    table = list(csv.DictReader(io.StringIO(done.stdout)))
    data = rows(run, "--by", "source")
    assert [list(row) for row in table] == [list(row) for row in data]
    for row, other in zip(table, data, strict=True):
        assert float(row["score"] or math.nan) == pytest.approx(
            math.nan if other["score"] is None else other["score"], nan_ok=True
        )


def test_csv_holds_no_formula(book: "Draft", run: "Run") -> None:
    for entry in book.entries:
        body = json.loads(json.dumps(entry["body"]).replace('"mayor"', '"=1+1"'))
        entry["body"] = body
    book.save()
    done = run("score", "--csv", "--by", "forecaster")
    assert done.returncode == 0, done.stderr
    assert {line.partition(",")[0] for line in done.stdout.splitlines()[1:]} >= {"'=1+1"}


def test_what_is_infinite_is_spelled_out_and_what_is_unknown_is_null(
    workspace: "Draft", run: "Run"
) -> None:
    workspace.body("forecast", "f-opens")["confidence"]["p"] = "1"
    workspace.save()
    log, area = rows(run, "--by", "forecaster", "--metric", "log", "--metric", "auc")[2:]
    assert (log["score"], log["skill"]) == ("Infinity", None)
    assert (area["n"], area["score"]) == (1, None)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--by", "color"], "'color' is none of claim, event, forecaster, language, phrase,"),
        (["--by", "source,"], "'' is none of claim"),
        (["--metric", "brie"], "'brie' is unknown; known are brier, log, spherical, mcb,"),
        (["--json", "--csv"], "--json and --csv exclude each other"),
        (["--baseline", "1.5"], "'1.5' is none of base_rate, even, others, nor a number from 0"),
        (["--baseline", "nan"], "'nan' is none of base_rate"),
        (["--baseline", "others"], "'rain@7d' has one forecaster only; leave it out or take"),
    ],
)
def test_wrong_use_ends_with_2(run: "Run", arguments: list[str], message: str) -> None:
    done = run("score", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


def test_a_book_without_forecasts_says_what_to_do(workspace: "Draft", run: "Run") -> None:
    kinds = ("forecast", "resolution")
    workspace.entries = [entry for entry in workspace.entries if entry["kind"] not in kinds]
    workspace.save()
    done = run("score")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "brierbook: the book has no forecast on a primary reading yet; log one\n"
    )


def test_help_names_every_metric(run: "Run") -> None:
    shown = run("score", "--help").stdout
    assert all(name in shown for name in METRICS)


def test_a_phrase_cannot_move_the_cursor(workspace: "Draft", run: "Run") -> None:
    workspace.body("forecast", "f-rain")["confidence"]["phrase"] = "може\u202e"
    workspace.save()
    done = run("score", "--by", "phrase")
    assert done.returncode == 0
    assert "може\\u202e" in done.stdout
    assert "\u202e" not in done.stdout
