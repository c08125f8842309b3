"""What a report claims of a book, and the lessons that rest on it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from tests.conftest import forecast, proposition, resolution
from tests.reports.written import report_texts

from brierbook.analysis.claims.gap_direction import gap_test
from brierbook.forecasts.store.loading import open_book
from brierbook.reports.findings.retrospective import Retrospective, retrospect

START = datetime(2026, 1, 1, tzinfo=UTC)


def at(day: int, hour: int) -> str:
    return f"{START + timedelta(days=day, hours=hour):%Y-%m-%dT%H:%M:%SZ}"


# a book is looked back on once, and read in three languages
KEPT: dict[tuple[str | bool, ...], Retrospective] = {}


def series(draft: Any, said: list[str], outcomes: list[bool]) -> Retrospective:  # noqa: ANN401  # of tests/conftest.py
    """Forecast one event a day, which is decided the day after, in the morning."""
    key: tuple[str | bool, ...] = (*said, *outcomes)
    if key not in KEPT:
        KEPT[key] = made_series(draft, said, outcomes)
    return KEPT[key]


def made_series(draft: Any, said: list[str], outcomes: list[bool]) -> Retrospective:  # noqa: ANN401  # the same
    draft.entries[:] = [each for each in draft.entries if each["kind"] in ("book", "forecaster")]
    draft.entries[:] = [each for each in draft.entries if "document" not in each["body"]]
    for each in draft.entries:
        each["recorded_at"] = at(0, 0)
    pending: list[dict[str, Any]] = []
    for day, (p, happened) in enumerate(zip(said, outcomes, strict=True)):
        name, known, end = f"p{day}", at(day + 1, 8), at(day + 1, 9)
        event = draft.add("event", {"id": f"e{day}", "title": {"en": f"Event {day}"}})
        fresh = [event, proposition(name, "primary", end, f"e{day}")]
        fresh.append(forecast(f"f{day}", name, "mayor", at(day, 12), p))
        for each in fresh:
            each["recorded_at"] = at(day, 12)
        draft.entries += [*pending, *fresh[1:]]
        pending = [resolution(name, "yes" if happened else "no", known, known)]
        pending[0]["recorded_at"] = at(day + 1, 8)
    draft.entries += pending
    draft.entries.sort(key=lambda each: each["recorded_at"])
    draft.save()
    return retrospect(open_book(draft.workspace), engine="grid")


def report_of(found: Retrospective, language: str) -> str:
    report = report_texts(found, language)[f"report.{language}.md"]
    return report.replace("\xa0", " ")


SAYS = [
    ("en", "To correct such forecasts helps", "When they say 70%, read ", "was too bold"),
    ("uk", "Виправляти такі прогнози корисно", "Якщо сказано 70 %, читайте ", "надто сміливо"),
    ("ru", "Исправлять такие прогнозы полезно", "Если сказано 70 %, читайте ", "слишком смело"),
]


@pytest.fixture(scope="module")
def far_too_sure() -> list[tuple[str, bool]]:
    """Say 95 and 5 % of what is a coin."""
    return list(zip(["0.95", "0.05"] * 20, [True, True, False, False] * 10, strict=True))


@pytest.mark.parametrize(("language", "helped", "reading", "bold"), SAYS)
def test_who_is_far_too_sure_is_read_otherwise(
    workspace: Any,  # noqa: ANN401  # the same
    far_too_sure: list[tuple[str, bool]],
    language: str,
    helped: str,
    reading: str,
    bold: str,
) -> None:
    found = series(workspace, *map(list, zip(*far_too_sure, strict=True)))
    assert found.claims is not None
    assert {each.name for each in found.claims.said} == {"worse", "too_bold", "helps"}
    said = report_of(found, language)
    assert helped in said
    assert reading in said
    assert said.count(bold) >= 2, "the opening and the lessons say it"


def test_who_is_calibrated_is_not(workspace: Any) -> None:  # noqa: ANN401
    happened = np.random.default_rng(3).random(40) < np.tile([0.75, 0.25], 20)
    found = series(workspace, ["0.75", "0.25"] * 20, [bool(each) for each in happened])
    assert found.claims is not None
    assert not {"too_bold", "too_timid", "helps"} & {each.name for each in found.claims.said}
    said = report_of(found, "en")
    assert "Take them as they were said." in said
    assert "When they say" not in said


def test_the_opening_and_the_summary_have_one_interval_of_the_gap(workspace: Any) -> None:  # noqa: ANN401
    found = series(workspace, ["0.9", "0.8", "0.9", "0.7"], [False, True, False, False])
    assert found.claims is not None
    assert found.performance is not None
    gap = found.claims.gap
    assert (gap.lower, gap.upper) == (found.performance.gap.lower, found.performance.gap.upper)
    # the last outcome is known an hour before its deadline, and held back
    whole = gap_test([0, 1, 0], [0.9, 0.8, 0.9])
    assert (gap.gap, gap.lower, gap.upper) == pytest.approx((whole.gap, whole.lower, whole.upper))


def test_the_order_of_knowing_is_that_of_the_bets(workspace: Any) -> None:  # noqa: ANN401
    found = series(workspace, ["0.5"] * 25, [True] * 25)
    assert found.claims is not None
    assert found.claims.gap_ever == "less"
    assert "holds however often one looks" in report_of(found, "en")


@pytest.mark.parametrize("engine", ["auto", "grid"])
def test_the_method_names_the_engine(workspace: Any, engine: Any) -> None:  # noqa: ANN401
    workspace.save()
    found = retrospect(open_book(workspace.workspace), engine=engine)
    assert found.recalibrated is not None
    assert found.recalibrated.engine == "grid"
    method = report_of(found, "en").partition("## Method")[2]
    assert "for all forecasts together" in method
    assert "PyMC (NUTS" not in method
