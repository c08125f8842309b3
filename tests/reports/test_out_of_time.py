"""Lessons that rest on the past of a book having helped on its future."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from tests.conftest import forecast, proposition, resolution

from brierbook.analysis.calibration.calibrator import BayesianCalibrator
from brierbook.forecasts.loading import load_book
from brierbook.reports.publish import Edition, report_files
from brierbook.reports.retrospective import Retrospective, retrospect

START = datetime(2026, 1, 1, tzinfo=UTC)


def at(day: int, hour: int) -> str:
    return f"{START + timedelta(days=day, hours=hour):%Y-%m-%dT%H:%M:%SZ}"


def series(draft: Any, said: list[str], outcomes: list[bool]) -> Retrospective:  # noqa: ANN401  # of tests/conftest.py
    """Forecast one event a day, which is decided the day after, in the morning."""
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
    return retrospect(load_book(draft.workspace), engine="grid")


def lessons(found: Retrospective, language: str) -> str:
    name = f"report.{language}.md"
    report = dict(report_files(found, Edition((language,), ("md",))))[name].decode()
    return report.replace("\xa0", " ")


SAYS = [
    ("en", "would have helped", "When they say 70%, read "),
    ("uk", "це допомогло б", "Якщо сказано 70 %, читайте "),
    ("ru", "это помогло бы", "Если сказано 70 %, читайте "),
]


@pytest.mark.parametrize(("language", "helped", "reading"), SAYS)
def test_who_is_far_too_sure_is_read_otherwise(
    workspace: Any,  # noqa: ANN401  # the same
    language: str,
    helped: str,
    reading: str,
) -> None:
    found = series(workspace, ["0.95", "0.05"] * 20, [True, True, False, False] * 10)
    assert found.out_of_time is not None
    assert found.out_of_time.verdict == "helped"
    said = lessons(found, language)
    assert helped in said
    assert reading in said
    # nothing was known before the first two days began
    assert "38" in said[said.index(helped) :].partition("\n")[0]


def test_who_is_calibrated_is_not(workspace: Any) -> None:  # noqa: ANN401
    happened = np.random.default_rng(3).random(40) < np.tile([0.75, 0.25], 20)
    found = series(workspace, ["0.75", "0.25"] * 20, [bool(each) for each in happened])
    assert found.out_of_time is not None
    assert found.out_of_time.verdict in ("unclear", "harmed")
    said = lessons(found, "en")
    assert "Take them as they were said." in said
    assert "When they say" not in said


def test_the_difference_is_that_of_fits_on_the_days_before(workspace: Any) -> None:  # noqa: ANN401
    p, y = np.array([0.9, 0.8, 0.9, 0.7]), np.array([0, 1, 0, 0])
    found = series(workspace, [str(each) for each in p], [bool(each) for each in y])
    # decided in the morning after, and so known before the second day after only
    read = p.copy()
    for day in (2, 3):
        read[day] = (
            BayesianCalibrator().fit(p[: day - 1], y[: day - 1]).predict(p[day : day + 1])[0]
        )
    assert found.out_of_time is not None
    assert found.out_of_time.difference is not None
    expected = ((read - y) ** 2 - (p - y) ** 2).mean()
    assert found.out_of_time.difference.estimate == pytest.approx(expected)
    assert (found.out_of_time.corrected, found.out_of_time.forecasts) == (2, 4)


def test_where_nothing_was_known_nothing_is_recommended(dry: Retrospective) -> None:
    assert dry.out_of_time is not None
    assert dry.out_of_time.verdict == "nothing_earlier"
    said = lessons(dry, "en")
    assert "when these were made, no outcome of another was known" in said
    assert "fitted anew" not in said
    assert "no outcome" not in said.partition("## Lessons")[0]


def test_one_event_cannot_put_it_to_the_test(workspace: Any) -> None:  # noqa: ANN401
    found = series(workspace, ["0.9"], [True])
    assert found.out_of_time is None
    assert "was not tested, so no correction is recommended here" in lessons(found, "en")


@pytest.mark.parametrize(
    ("engine", "came_out", "said"),
    [
        ("quadrature", "quadrature", "with partial pooling over documents"),
        ("grid", "grid", "for all forecasts together"),
    ],
)
def test_the_method_names_the_engine(
    workspace: Any,  # noqa: ANN401
    engine: Any,  # noqa: ANN401
    came_out: str,
    said: str,
) -> None:
    workspace.save()
    found = retrospect(load_book(workspace.workspace), engine=engine)
    assert found.recalibrated is not None
    assert found.recalibrated.engine == came_out
    method = lessons(found, "en").partition("## Method")[2]
    assert said in method
    assert "PyMC (NUTS" not in method
