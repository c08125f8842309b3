"""What single sections say of updates, withdrawals, other kinds of question, and method."""

from typing import TYPE_CHECKING, Any

import pytest
from tests.reports.written import report_texts

from brierbook.forecasts.store.loading import open_book
from brierbook.reports.findings.retrospective import retrospect
from brierbook.reports.writers.markdown import to_markdown

if TYPE_CHECKING:
    from tests.reports.conftest import Written


def made(draft: Any, *others: str) -> dict[str, str]:  # noqa: ANN401  # of tests/conftest.py
    """Write the report in English, and in the other languages that a test reads."""
    draft.save()
    found = retrospect(open_book(draft.workspace), engine="grid")
    return report_texts(found, "en", *others)


def part(report: str, heading: str) -> str:
    """Cut one section out of a report."""
    return report.partition(f"## {heading}\n")[2].partition("\n## ")[0].replace("\xa0", " ")


def test_nobody_changed_a_forecast(workspace: Any) -> None:  # noqa: ANN401
    reports = made(workspace, "uk")
    said = part(reports["report.en.md"], "Timelines")
    # the last word on rain on 2 April, decided on 5 April; the bridge decided on 31 May
    assert "| The storm of April | 1–2 April 2026 | 5 April 2026 | 2 |" in said
    assert "| The bridge | 2 April 2026 | 31 May 2026 | 58 |" in said
    assert said.endswith("Nobody changed a forecast.\n")
    assert "Своїх прогнозів ніхто не змінював." in reports["report.uk.md"]


def test_updates_and_withdrawals_stand_in_the_order_of_time(workspace: Any) -> None:  # noqa: ANN401
    workspace.copy(
        "forecast",
        "f-collapses",
        id="g",
        made_at="2026-04-20T09:00:00Z",
        confidence={"how": "stated", "p": "0.2"},
    )
    workspace.copy(
        "forecast",
        "f-collapses",
        id="h",
        made_at="2026-04-10T09:00:00Z",
        confidence={"how": "stated", "p": "0.1"},
    )
    body = {"proposition": "collapses", "forecaster": "mayor", "made_at": "2026-05-01T09:00:00Z"}
    workspace.add("withdrawal", body)
    reports = made(workspace, "uk")
    steps = "5% (2 April 2026) → 10% (10 April 2026) → 20% (20 April 2026) → withdrawn (1 May 2026)"
    assert f"collapses happens. the mayor: {steps}. **Open.**" in part(
        reports["report.en.md"], "Timelines"
    )
    assert "відкликано (1 травня 2026 р.)" in part(reports["report.uk.md"], "Перебіг у часі")


def test_a_withdrawn_forecast_is_listed_as_such(workspace: Any) -> None:  # noqa: ANN401
    body = {"proposition": "opens", "forecaster": "mayor", "made_at": "2026-04-20T09:00:00Z"}
    workspace.add("withdrawal", body)
    outcomes = [each for each in workspace.entries if each["kind"] == "resolution"]
    workspace.entries[:] = [each for each in workspace.entries if each not in outcomes] + outcomes
    for each in workspace.entries[: -len(outcomes)]:
        each["recorded_at"] = "2026-04-20T09:00:00Z"  # before anybody knew an outcome
    said = part(made(workspace)["report.en.md"], "What is left out, and why")
    assert "| withdrawn by its forecaster | 1 | 0 |" in said
    assert "### Withdrawn\n\n- opens happens. **Did not happen.**" in said


def test_backdated_and_other_kinds_are_listed(workspace: Any) -> None:  # noqa: ANN401
    halves = [{"option": "red", "p": "0.5"}, {"option": "blue", "p": "0.5"}]
    shares = {"how": "shares", "shares": halves}
    workspace.body("proposition", "collapses")["answers"] = {
        "kind": "categorical",
        "options": ["red", "blue"],
    }
    workspace.body("forecast", "f-collapses")["confidence"] = shares
    settled = {"proposition": "collapses", "outcome": "option", "answer": "red"}
    workspace.copy("resolution", "opens", **settled)
    del workspace.body("forecast", "f-opens")["statement"]
    reports = made(workspace)
    said = part(reports["report.en.md"], "What is left out, and why")
    assert "### Backdated: only their forecasters say that they were in time" in said
    assert "### Not yes-or-no questions\n\n- collapses happens. **Answered.** red." in said
    assert "since only their forecasters say that they were in time: 1 forecast. Log forecasts" in (
        part(reports["report.en.md"], "Lessons")
    )


def test_the_method_says_only_what_was_done(workspace: Any) -> None:  # noqa: ANN401
    said = part(made(workspace)["report.en.md"], "Method")
    assert "through the lexicon brierbook-words-1" in said
    assert "A conditional counts only if its condition came true" in said
    assert "PyMC" not in said
    assert "it was integrated on a grid" in said
    workspace.body("forecast", "f-rain")["confidence"] = {"how": "stated", "p": "0.4"}
    del workspace.body("proposition", "opens")["condition"]
    said = part(made(workspace)["report.en.md"], "Method")
    assert "lexicon" not in said
    assert "conditional" not in said


def test_on_one_event_for_each_proposition_nothing_is_called_the_largest(
    workspace: Any,  # noqa: ANN401
) -> None:
    said = part(made(workspace)["report.en.md"], "How good that was")
    assert "That rests on 2 events, too few to judge anyone’s calibration." in said


def gap(p_rain: str, p_opens: str, draft: Any) -> str:  # noqa: ANN401
    """Say what the report says of two stated numbers, of which the first came true."""
    draft.body("forecast", "f-rain")["confidence"] = {"how": "stated", "p": p_rain}
    draft.body("forecast", "f-opens")["confidence"]["p"] = p_opens
    return part(made(draft)["report.en.md"], "How good that was")


def test_more_is_said_only_where_the_interval_says_so(workspace: Any) -> None:  # noqa: ANN401
    said = gap("0.9", "0.9", workspace)
    assert "Whether more or less was said than happened cannot be told" in said
    workspace.body("resolution", "rain@7d")["outcome"] = "no"
    del workspace.body("proposition", "opens")["condition"]
    # of two that fail 1 in 100 forecasters of 90 % would be right on average
    assert "More was said than happened: 90 percentage points more" in gap("0.9", "0.9", workspace)
    assert "More was said than happened: 85 percentage points more" in gap("0.9", "0.8", workspace)
    for name in ("rain@7d", "opens"):
        workspace.body("resolution", name)["outcome"] = "yes"
    said = gap("0.1", "0.2", workspace)
    assert "Less was said than happened: 85 percentage points less on average" in said


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_the_book_of_this_repository_gives_every_section(
    dry_report: "Written", language: str
) -> None:
    report = to_markdown(dry_report(language)).decode()
    # all but the comparison, since there was no retrospective before
    assert report.count("\n## ") == 16


def test_the_opening_says_where_it_was_right_and_wrong_by_event(workspace: Any) -> None:  # noqa: ANN401
    reports = made(workspace, "uk", "ru")
    said = part(reports["report.en.md"], "In short")
    # 90 % was said of the bridge, which did not open, and nothing else of it
    assert "| The bridge | 90% | 0 of 1 | 0.81 | “The bridge will open in May” 90% |  |" in said
    assert said.index("The storm of April") < said.index("| The bridge")
    assert "Furthest from it was what was said of “The bridge”: 90% on average, and 0 of 1" in said
    assert "chance could have done as well: 2 events cannot tell it" in said
    assert "Найдалі від неї — сказане про подію «" in part(reports["report.uk.md"], "Коротко")
    assert "Дальше всего от неё — сказанное о событии" in part(reports["report.ru.md"], "Коротко")


def test_what_a_reviewer_left_out_is_counted_by_its_kind(workspace: Any) -> None:  # noqa: ANN401
    said = {"document": "doc-en", "start": 0, "end": 4, "quote": "Rain", "found_by": "person"}
    for number, kind in enumerate(("normative", "assessment", "assessment", "of its own")):
        name = f"{number:012d}"
        left = {"candidate": name, "kind": kind, "action": "reject", "reason": "no forecast"}
        workspace.add("decision", said | left)
    taken = {"candidate": f"{0:012d}", "kind": "normative", "action": "accept"}
    workspace.add("decision", said | taken)
    reports = made(workspace, "ru")
    text = part(reports["report.en.md"], "What is left out, and why")
    assert "| assessments of how things stand, which no later day decides | 2 |" in text
    assert "| of its own | 1 |" in text
    assert "demands" not in text
    assert "looked at and left out: 3." in text
    assert "вне книги: 3." in part(reports["report.ru.md"], "Что не учтено и почему")


def test_what_the_keepers_of_a_book_say_stands_in_the_report(workspace: Any) -> None:  # noqa: ANN401
    workspace.add("note", {"text": {"en": "Outcomes were read again.", "uk": "Перечитано."}})
    reports = made(workspace, "uk")
    told = "The keepers of the book on 1 July 2026: Outcomes were read again."
    assert told in part(reports["report.en.md"], "Changed after the fact")
    assert "Перечитано." in reports["report.uk.md"]
