"""Which forecasts count, and what became of the others."""

from typing import TYPE_CHECKING

import pytest
from tests.forecasts.integrity import stamped

from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.rules import timing
from brierbook.forecasts.rules.standing import (
    JudgedForecast,
    Status,
    count_by_status,
    judge_forecasts,
)
from brierbook.forecasts.rules.trusted_anchors import earliest_anchored
from brierbook.forecasts.store.loading import open_book

if TYPE_CHECKING:
    from tests.conftest import Draft

DAY = "2026-04-0{}[Europe/Kyiv]"


def judged(workspace: "Draft") -> dict[str, JudgedForecast]:
    workspace.save()
    return {row.forecast.id: row for row in judge_forecasts(open_book(workspace.workspace))}


def statuses(workspace: "Draft") -> dict[str, str]:
    return {name: row.status.value for name, row in judged(workspace).items()}


def add(workspace: "Draft", name: str, made_at: str, **more: str) -> None:
    """Add a forecast of the mayor that it will rain; it was decided on 5 April in Kyiv."""
    given = {"proposition": "rain@7d", "made_at": made_at} | more
    workspace.copy("forecast", "f-opens", id=name, **given)


def test_every_forecast_is_judged_in_order(workspace: "Draft") -> None:
    rows = list(judged(workspace).values())
    assert [row.forecast.id for row in rows] == ["f-rain", "f-opens", "f-collapses"]
    assert [row.status for row in rows] == [Status.SCORED, Status.SCORED, Status.OPEN]
    assert [row.proposition.id for row in rows] == ["rain@7d", "opens", "collapses"]
    assert [row.resolution.outcome if row.resolution else None for row in rows] == [
        "yes",
        "no",
        None,
    ]


@pytest.mark.parametrize(
    ("made_at", "status"),
    [
        (DAY.format(4), "scored"),  # the day before: its end is the beginning of the day
        ("2026-04-04T21:00:00Z", "scored"),  # midnight in Kyiv
        ("2026-04-04T21:00:01Z", "hindsight"),  # it may have rained in that second
        (DAY.format(5), "hindsight"),  # the same day
        ("2026-04-03/2026-04-05[Europe/Kyiv]", "hindsight"),  # perhaps the same day
        ("2026-04-05[Asia/Tokyo]", "hindsight"),  # ends at 18:00 in Kyiv
        ("2026-04-04[Asia/Tokyo]", "scored"),
    ],
)
def test_a_forecast_that_may_come_after_the_decision_is_hindsight(
    workspace: "Draft", made_at: str, status: str
) -> None:
    add(workspace, "late", made_at)
    assert statuses(workspace)["late"] == status


def test_without_a_decision_the_time_of_knowing_counts(workspace: "Draft") -> None:
    add(workspace, "late", DAY.format(5))
    assert statuses(workspace)["late"] == "hindsight"
    del workspace.body("resolution", "rain@7d")["decided_at"]  # known on 6 April
    assert statuses(workspace)["late"] == "scored"


def test_a_later_forecast_of_the_same_forecaster_supersedes(workspace: "Draft") -> None:
    for day in (1, 3, 2):
        add(workspace, f"day-{day}", DAY.format(day))
    found = statuses(workspace)
    assert found["day-1"] == found["day-2"] == "superseded"
    assert found["day-3"] == "scored"


def test_forecasts_of_one_time_stand_side_by_side(workspace: "Draft") -> None:
    add(workspace, "one", DAY.format(2))
    add(workspace, "two", DAY.format(2))
    add(workspace, "end", "2026-04-02T21:00:00Z")  # the last moment of that day
    found = statuses(workspace)
    assert found["one"] == found["two"] == found["end"] == "scored"


def test_another_forecaster_or_another_proposition_does_not_supersede(
    workspace: "Draft",
) -> None:
    add(workspace, "first", DAY.format(1))
    add(workspace, "other", DAY.format(3), forecaster="author")
    add(workspace, "opens", DAY.format(3), proposition="opens")
    found = statuses(workspace)
    assert found["first"] == "scored"
    assert found["f-rain"] == "superseded"  # the author spoke again
    assert found["f-opens"] == "superseded"  # the mayor spoke again of the bridge


def test_hindsight_does_not_supersede(workspace: "Draft") -> None:
    add(workspace, "early", DAY.format(3))
    add(workspace, "late", DAY.format(5))
    found = statuses(workspace)
    assert (found["early"], found["late"]) == ("scored", "hindsight")


@pytest.mark.parametrize("outcome", ["void", "ambiguous", "annulled"])
def test_what_was_not_settled_is_set_aside_by_name(workspace: "Draft", outcome: str) -> None:
    workspace.body("resolution", "rain@7d")["outcome"] = "no"
    workspace.body("resolution", "opens")["outcome"] = "void"
    if outcome != "void":
        workspace.body("proposition", "opens").pop("condition")
        workspace.body("resolution", "opens")["outcome"] = outcome
    assert statuses(workspace) == {
        "f-rain": "scored",
        "f-opens": outcome,
        "f-collapses": "open",
    }


def test_open_forecasts_do_not_supersede_each_other(workspace: "Draft") -> None:
    add(workspace, "again", DAY.format(3), proposition="collapses")
    found = statuses(workspace)
    assert found["f-collapses"] == found["again"] == "open"


def test_the_event_is_the_one_that_settled_it(workspace: "Draft") -> None:
    assert judged(workspace)["f-opens"].event.id == "bridge"
    workspace.body("resolution", "opens")["settled_by"] = "storm"
    rows = judged(workspace)
    assert rows["f-opens"].event.id == "storm"
    assert rows["f-collapses"].event.id == "bridge"  # not settled


def test_a_new_resolution_replaces_the_old_one(workspace: "Draft") -> None:
    workspace.copy("resolution", "opens", outcome="ambiguous")
    assert statuses(workspace)["f-opens"] == "ambiguous"


def test_every_status_is_counted(workspace: "Draft") -> None:
    add(workspace, "late", DAY.format(5))
    workspace.save()
    found = count_by_status(open_book(workspace.workspace))
    assert found == {
        "scored": 2,
        "superseded": 0,
        "withdrawn": 0,
        "taken_back": 0,
        "hindsight": 1,
        "witnessed": 0,
        "backdated": 0,
        "sealed": 0,
        "not_a_forecast": 0,
        "other_kind": 0,
        "void": 0,
        "ambiguous": 0,
        "annulled": 0,
        "held_back": 0,
        "undated": 0,
        "never_stood": 0,
        "open": 1,
        "redacted": 0,
    }
    assert sum(found.values()) == len(judged(workspace))


def anchor(workspace: "Draft", size: int, at: str) -> None:
    """Add a timestamp of the first entries."""
    workspace.add("anchor", stamped.anchor("rain-2026", size, at))


def unproved(workspace: "Draft") -> int:
    """Add a forecast that only its forecaster's word dates, and give its line."""
    add(workspace, "late", DAY.format(4))
    del workspace.body("forecast", "late")["statement"]
    return workspace.line("forecast", "late")


def trust_every_anchor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the tests say what a verified timestamp does; others verify them."""
    monkeypatch.setattr(timing, "trusted_anchors", lambda book: book.anchors)


@pytest.mark.parametrize(
    ("at", "status"),
    [
        ("2026-04-04T20:59:59Z", "scored"),
        ("2026-04-04T21:00:00Z", "scored"),  # the last instant before the day of the decision
        ("2026-04-04T21:00:01Z", "backdated"),
        ("2026-06-01T00:00:00Z", "backdated"),
    ],
)
def test_a_verified_anchor_in_time_beats_a_late_clock_of_the_ledger(
    workspace: "Draft", monkeypatch: pytest.MonkeyPatch, at: str, status: str
) -> None:
    line = unproved(workspace)
    assert statuses(workspace)["late"] == "backdated"
    anchor(workspace, line, at)
    assert statuses(workspace)["late"] == "backdated"
    trust_every_anchor(monkeypatch)
    assert statuses(workspace)["late"] == status


def test_an_anchor_of_fewer_entries_shows_nothing(
    workspace: "Draft", monkeypatch: pytest.MonkeyPatch
) -> None:
    line = unproved(workspace)
    anchor(workspace, line - 1, "2026-04-04T21:00:00Z")
    trust_every_anchor(monkeypatch)
    assert statuses(workspace)["late"] == "backdated"


def test_the_earliest_anchor_that_covers_an_entry_counts(workspace: "Draft") -> None:
    for size, at in ((18, "2026-07-03"), (5, "2026-07-01"), (9, "2026-07-02"), (9, "2026-07-04")):
        anchor(workspace, size, f"{at}T00:00:00Z")
    workspace.save()
    book = open_book(workspace.workspace)
    found = {line: earliest_anchored(book.anchors, line) for line in (1, 5, 6, 9, 10, 18, 19)}
    days = {line: each.at.text[:10] if each else None for line, each in found.items()}
    assert days == {
        1: "2026-07-01",
        5: "2026-07-01",
        6: "2026-07-02",
        9: "2026-07-02",
        10: "2026-07-03",
        18: "2026-07-03",
        19: None,
    }


def test_a_quote_shows_the_time_of_those_whom_it_quotes_only(workspace: "Draft") -> None:
    workspace.copy("forecast", "f-opens", id="f-mine", forecaster="author", statement="s-bridge")
    workspace.copy("forecaster", "mayor", id="reader")
    workspace.copy("forecast", "f-opens", id="f-reader", forecaster="reader")
    workspace.save()
    status = {row.forecast.id: row.status for row in judge_forecasts(workspace.examine().book)}
    # all were recorded on 1 July, after the bridge was decided on 31 May
    assert status["f-mine"] is Status.SCORED
    assert status["f-reader"] is Status.BACKDATED


def test_a_document_of_after_the_outcome_shows_nothing(workspace: "Draft") -> None:
    workspace.body("document", "doc-en")["published"] = "2026-06-02[Europe/Kyiv]"
    workspace.body("document", "doc-en")["likeliest"] = "2026-06-02[Europe/Kyiv]"
    status = {row.forecast.id: row.status for row in judge_forecasts(workspace.examine().book)}
    assert status["f-opens"] is Status.BACKDATED


def redacted(workspace: "Draft") -> int:
    workspace.save()
    return count_by_status(open_book(workspace.workspace))["redacted"]


def test_a_forecast_whose_bytes_are_gone_is_counted(workspace: "Draft") -> None:
    workspace.redact(workspace.entry("forecast", "f-rain"))
    assert redacted(workspace) == 1
    assert list(judged(workspace)) == ["f-opens", "f-collapses"]


def test_one_that_was_taken_back_before_held_no_more(workspace: "Draft") -> None:
    add(workspace, "slip", DAY.format(2))
    slip = workspace.entry("forecast", "slip")
    workspace.redact(slip)
    workspace.add("retraction", {"entry": workspace.entries[-1]["body"]["entry"]})
    assert redacted(workspace) == 0


@pytest.mark.parametrize(
    "said",
    [{"proposition": "opens"}, {"kind": "statement"}, {"kind": "resolution"}],
)
def test_a_redaction_cannot_say_that_something_else_was_taken_out(
    workspace: "Draft", said: dict[str, str]
) -> None:
    workspace.redact(workspace.entry("forecast", "f-rain"), **said)
    wanted = "and proposition are not those of what is gone"
    assert workspace.problems() == [(19, "kind", wanted)]


@pytest.mark.parametrize("field", ["by", "recorded_at", "kind", "proposition", "body", "key"])
def test_an_envelope_that_is_written_anew_has_another_leaf(workspace: "Draft", field: str) -> None:
    workspace.redact(workspace.entry("forecast", "f-rain"))
    forged = {"by": "eve", "kind": "resolution", "proposition": "opens", "body": "ab" * 32}
    forged |= {"recorded_at": "2026-06-30T12:00:00Z", "key": "k"}
    left = next(each for each in workspace.entries if isinstance(each["body"], str))
    left[field] = forged[field]
    assert "is gone, and no later entry says why" in {each for *_, each in workspace.problems()}


def test_what_else_is_gone_is_no_forecast(workspace: "Draft") -> None:
    workspace.redact(workspace.entry("resolution", "opens"))
    assert redacted(workspace) == 0


def test_a_part_of_a_book_that_ends_before_the_reason_counts_it_too(workspace: "Draft") -> None:
    workspace.redact(workspace.entry("forecast", "f-rain"))
    workspace.save()
    whole = open_book(workspace.workspace)
    part = Book(whole.file, whole.records[:-1], whole.lines[:-1])
    assert (count_by_status(whole)["redacted"], count_by_status(part)["redacted"]) == (1, 1)
