"""Reports on larger books: whole up to a length, and then saying how much is left out."""

from typing import Any

import pytest
from tests.conftest import forecast, proposition, resolution

from brierbook.forecasts.store.loading import open_book
from brierbook.reports.findings.retrospective import Retrospective, retrospect
from brierbook.reports.findings.selection import Selection
from brierbook.reports.publish import Edition, report_files

EVENTS = 20
MADE = "2026-04-02[Europe/Kyiv]"


def large(draft: Any, propositions: int, forecasters: int) -> None:  # noqa: ANN401  # of tests/conftest.py
    """Give a draft so many propositions, each with one forecast from a document."""
    kept = ("book", "document", "forecaster", "statement")
    day, known = "2026-05-31[Europe/Kyiv]", "2026-06-01T06:00:00Z"
    draft.entries[:] = [each for each in draft.entries if each["kind"] in kept]
    for n in range(forecasters):
        draft.add("forecaster", {"id": f"f{n}", "kind": "person", "name": {"en": f"Person {n}"}})
    for n in range(EVENTS):
        draft.add("event", {"id": f"e{n}", "title": {"en": f"Event {n}"}})
    for n in range(propositions):
        outcome = "yes" if n % 3 else "no"
        said = forecast(f"said-{n}", f"p{n}", f"f{n % forecasters}", MADE, f"0.{n % 9 + 1}")
        said["body"]["statement"] = "s-bridge"
        draft.entries.append(proposition(f"p{n}", "primary", day, f"e{n % EVENTS}"))
        draft.entries += [said, resolution(f"p{n}", outcome, day, known)]
    for each in draft.entries:
        if each["kind"] != "resolution":
            each["recorded_at"] = "2026-04-02T20:00:00Z"
    draft.entries.sort(key=lambda each: str(each["recorded_at"]))
    draft.save()


def dry(draft: Any, **options: Any) -> Retrospective:  # noqa: ANN401  # the same
    return retrospect(open_book(draft.workspace), engine="grid", **options)


def test_a_page_on_fifty_propositions_is_below_600_kb(workspace: Any) -> None:  # noqa: ANN401
    large(workspace, 50, 10)
    for language in ("en", "uk", "ru"):
        made = dict(report_files(dry(workspace), Edition((language,))))
        assert len(made[f"report.{language}.html"]) < 600_000
        assert made[f"report.{language}.md"].decode().count("Event ") > 50


@pytest.mark.slow
def test_what_is_left_out_of_long_tables_is_said(workspace: Any) -> None:  # noqa: ANN401
    large(workspace, 1200, 300)
    found = dry(workspace, selection=Selection(by=("forecaster",)))
    made = dict(report_files(found, Edition(("en", "ru"), ("html", "md", "pdf"))))
    report = made["report.en.md"].decode()
    assert "All 1,200 resolved propositions, on 20 events, can be scored." in report
    assert "Shown are 100 of 1,200; the book holds them all." in report
    assert "Shown are 40 of 300; the book holds them all." in report
    assert "Показано 100 из 1200; всё есть в книге." in made["report.ru.md"].decode()
    assert len(made["report.en.html"]) < 1_000_000
    assert made["scores.csv"].count(b"\n") == 1201
    assert found.performance is not None
    rows = found.scored
    by_event = ((rows["p"] - rows["y"]) ** 2).groupby(rows["event"]).mean()
    assert found.performance.summary["brier"].value == pytest.approx(by_event.mean())
