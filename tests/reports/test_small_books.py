"""Reports on books that are smaller or stranger than the one of this repository."""

import json
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from tests.reports.written import report_texts
from xarray import DataTree

from brierbook.analysis.calibration.engines.calibrator import BayesianCalibrator
from brierbook.analysis.numeric.progress import Progress
from brierbook.analysis.scores.logit_normal import expit
from brierbook.analysis.tables.fitted.recalibration import fit_recalibration
from brierbook.forecasts.store.loading import open_book
from brierbook.reports.findings.retrospective import Retrospective, retrospect
from brierbook.reports.publish import Edition, report_files

type Fit = Callable[[pd.DataFrame, Progress | None], DataTree]

LANGUAGES = ("en", "uk", "ru")


@pytest.fixture(scope="module")
def quick() -> Fit:
    """Sample too little for an answer and enough for a report."""
    made: dict[str, DataTree] = {}

    def fit(rows: pd.DataFrame, _: Progress | None) -> DataTree:
        if "tree" not in made:
            made["tree"] = fit_recalibration(rows, draws=80)
        return made["tree"]

    return fit


def read(draft: Any, quick: Fit) -> Retrospective:  # noqa: ANN401  # the fixture of tests/conftest.py
    draft.save()
    return retrospect(open_book(draft.workspace), fit=quick)


def dry(draft: Any) -> Retrospective:  # noqa: ANN401  # the same
    draft.save()
    return retrospect(open_book(draft.workspace), engine="grid")


def files(found: Retrospective) -> dict[str, str]:
    """Make all files, with the figures in them."""
    return {name: made.decode() for name, made in report_files(found, Edition(LANGUAGES))}


def test_two_propositions_on_one_event_make_a_report(workspace: Any, quick: Fit) -> None:  # noqa: ANN401
    workspace.body("resolution", "opens")["settled_by"] = "storm"
    found = read(workspace, quick)
    made = report_texts(found, "en", "uk")
    assert "1 event" in made["report.en.md"]
    assert "1\N{NO-BREAK SPACE}подія" in made["report.uk.md"]
    assert "One event says nothing of the spread" in made["report.en.md"]
    assert json.loads(made["summary.json"])["scored"]["forecasts"] == len(found.scored)


def test_a_certain_miss_is_infinite_and_said(workspace: Any, quick: Fit) -> None:  # noqa: ANN401
    workspace.body("forecast", "f-opens")["confidence"]["p"] = "1"
    found = read(workspace, quick)
    assert found.certain == 1
    made = report_texts(found, "en", "ru")
    assert (
        "Left out of it, since 0 and 100% have no finite log odds: 1 forecast."
        in (made["report.en.md"])
    )
    assert "\N{INFINITY}" in made["report.ru.md"]
    assert json.loads(made["summary.json"])["scores"]["log"]["value"] is None


def test_a_forecast_that_was_taken_out_is_counted_and_named(workspace: Any) -> None:  # noqa: ANN401
    workspace.redact(workspace.entry("forecast", "f-opens"), proposition="opens", kind="forecast")
    found = dry(workspace)
    assert (len(found.forecasts), len(found.judged)) == (2, 3)
    made = report_texts(found, "en", "uk", "ru")
    said = {
        "en": "| redacted: its bytes were taken out of the book | 1 | 0 |",
        "uk": "| вилучено: байтів прогнозу в книзі вже немає | 1 | 0 |",
        "ru": "| изъято: байтов прогноза в книге больше нет | 1 | 0 |",
    }
    for language, line in said.items():
        assert line in made[f"report.{language}.md"]
    listed = made["report.en.md"].partition("### Redacted: the bytes of their forecasts")[2]
    assert "opens happens." in listed.partition("##")[0]
    assert json.loads(made["summary.json"])["primary_forecasts_by_status"]["redacted"] == 1


def test_certain_forecasts_alone_have_no_recalibration(workspace: Any) -> None:  # noqa: ANN401
    workspace.body("forecast", "f-rain")["confidence"] = {"how": "stated", "p": "1"}
    workspace.body("forecast", "f-opens")["confidence"]["p"] = "0"
    workspace.save()
    found = retrospect(open_book(workspace.workspace))
    assert found.recalibrated is None
    assert "every forecast was 0 or 100%" in report_texts(found, "en")["report.en.md"]


def test_without_sampling_the_posterior_is_that_of_a_grid(workspace: Any) -> None:  # noqa: ANN401
    found = dry(workspace)
    made = report_texts(found, "en")
    assert "R-hat" not in made["report.en.md"]
    assert "PyMC (NUTS" not in made["report.en.md"]
    read = json.loads(made["summary.json"])["recalibration"]
    assert (read["engine"], read["r_hat"]) == ("grid", None)
    # all forecasts together, by the calibrator itself
    rows = found.scored
    fitted = BayesianCalibrator(draws=20_000).fit(
        expit(rows["mean_logit"].to_numpy()), rows["y"], sd_logit=rows["sd_logit"]
    )
    curve = fitted.curve([each["said"] for each in read["readings"]])
    means = [each["mean"] for each in read["readings"]]
    assert means == pytest.approx(list(curve.mean), abs=0.01)


def test_the_difference_of_said_and_happened_is_arithmetic(workspace: Any) -> None:  # noqa: ANN401
    found = dry(workspace)
    assert found.performance is not None
    p = found.scored.set_index("forecast")["p"]
    # two events: rain came, the bridge did not open
    expected = ((p["f-rain"] - 1) + (p["f-opens"] - 0)) / 2
    assert found.performance.gap.value == pytest.approx(expected)


def test_hostile_words_in_a_book_stay_words(workspace: Any, quick: Fit) -> None:  # noqa: ANN401
    hostile = "<script>alert(1)</script> $x$ [a](javascript:b) {0}"
    workspace.body("proposition", "rain@7d")["text"] = {"en": hostile}
    made = files(read(workspace, quick))
    assert "<script" not in made["report.en.html"]
    assert "&lt;script&gt;" in made["report.en.html"]
    assert "[a](javascript" not in made["report.uk.md"]


def test_a_book_without_outcomes_says_so_and_lists_what_is_open(workspace: Any) -> None:  # noqa: ANN401
    workspace.entries[:] = [each for each in workspace.entries if each["kind"] != "resolution"]
    made = files(dry(workspace))
    assert "Nothing can be scored yet (3 forecasts, 3 propositions)" in made["report.en.md"]
    assert "Оцінити поки що нічого: 3\N{NO-BREAK SPACE}прогнози" in made["report.uk.md"]
    assert "## Still open" in made["report.en.md"]
    assert "Brier score:" not in made["report.en.md"]
    assert json.loads(made["summary.json"])["scores"] is None
    assert made["scores.csv"].count("\n") == 1


def test_a_book_without_forecasts_says_so(workspace: Any) -> None:  # noqa: ANN401
    kept = ("book", "document", "event", "forecaster", "proposition")
    workspace.entries[:] = [each for each in workspace.entries if each["kind"] in kept]
    made = report_texts(dry(workspace), "en", "ru")
    assert "There is no forecast yet, and so nothing to judge." in made["report.en.md"]
    assert "Прогнозов ещё нет" in made["report.ru.md"]


def test_a_book_of_void_ones_lists_them(workspace: Any) -> None:  # noqa: ANN401
    for name in ("rain@7d", "opens"):
        body = workspace.body("resolution", name)
        body["outcome"] = "void"
        del body["decided_at"]
    made = report_texts(dry(workspace), "en", "uk")
    assert "Nothing can be scored yet" in made["report.en.md"]
    assert "### Void" in made["report.en.md"]
    assert "### Недійсні" in made["report.uk.md"]


def test_one_proposition_is_neither_best_nor_worst(workspace: Any) -> None:  # noqa: ANN401
    gone = ("opens", "collapses")
    workspace.entries[:] = [
        each
        for each in workspace.entries
        if each["body"].get("proposition") not in gone and each["body"].get("id") not in gone
    ]
    made = report_texts(dry(workspace), "en")
    assert "The only resolved proposition can be scored." in made["report.en.md"]
    assert "Best" not in made["report.en.md"]
    assert "no limits" in made["report.en.md"]


def test_on_two_events_no_reading_is_recommended(workspace: Any, quick: Fit) -> None:  # noqa: ANN401
    workspace.save()
    found = retrospect(open_book(workspace.workspace), fit=quick)
    report = report_texts(found, "en")["report.en.md"]
    lessons = report[report.index("## Lessons") :]
    assert "Whether to correct such forecasts helps cannot be told" in lessons
    assert "it is shown with 2 events in" in lessons.replace("\xa0", " ")
    assert "When they say" not in lessons
    claims = json.loads(report_texts(found)["summary.json"])["claims"]
    assert (claims["looked_at"], claims["events"]) == (7, 2)
    assert not any(each["holds"] for each in claims["sentences"])
