"""Which forecasts count, and what became of the others."""

from typing import TYPE_CHECKING

import pytest
from tests.forecasts.integrity import stamped

from brierbook.forecasts.book import Book
from brierbook.forecasts.loading import load_book
from brierbook.forecasts.standing import Judged, Status, anchored_at, counts, judge

if TYPE_CHECKING:
    from tests.conftest import Draft

DAY = "2026-04-0{}[Europe/Kyiv]"


def judged(workspace: "Draft") -> dict[str, Judged]:
    workspace.save()
    return {row.forecast.id: row for row in judge(load_book(workspace.workspace))}


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
    found = counts(load_book(workspace.workspace))
    assert found == {
        "scored": 2,
        "superseded": 0,
        "withdrawn": 0,
        "hindsight": 1,
        "backdated": 0,
        "sealed": 0,
        "other_kind": 0,
        "void": 0,
        "ambiguous": 0,
        "annulled": 0,
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


@pytest.mark.parametrize(
    ("at", "status"),
    [
        ("2026-04-04T20:59:59Z", "scored"),
        ("2026-04-04T21:00:00Z", "scored"),  # the last instant before the day of the decision
        ("2026-04-04T21:00:01Z", "backdated"),
        ("2026-06-01T00:00:00Z", "backdated"),
    ],
)
def test_an_anchor_in_time_beats_a_late_clock_of_the_ledger(
    workspace: "Draft", at: str, status: str
) -> None:
    line = unproved(workspace)
    assert statuses(workspace)["late"] == "backdated"
    anchor(workspace, line, at)
    assert statuses(workspace)["late"] == status


def test_an_anchor_of_fewer_entries_shows_nothing(workspace: "Draft") -> None:
    line = unproved(workspace)
    anchor(workspace, line - 1, "2026-04-04T21:00:00Z")
    assert statuses(workspace)["late"] == "backdated"


def test_the_earliest_anchor_that_covers_an_entry_counts(workspace: "Draft") -> None:
    for size, at in ((18, "2026-07-03"), (5, "2026-07-01"), (9, "2026-07-02"), (9, "2026-07-04")):
        anchor(workspace, size, f"{at}T00:00:00Z")
    workspace.save()
    book = load_book(workspace.workspace)
    found = {line: anchored_at(book, line) for line in (1, 5, 6, 9, 10, 18, 19)}
    days = {line: at.text[:10] if at else None for line, at in found.items()}
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
    status = {row.forecast.id: row.status for row in judge(workspace.examine().book)}
    # all were recorded on 1 July, after the bridge was decided on 31 May
    assert status["f-mine"] is Status.SCORED
    assert status["f-reader"] is Status.BACKDATED


def test_a_document_of_after_the_outcome_shows_nothing(workspace: "Draft") -> None:
    workspace.body("document", "doc-en")["published"] = "2026-06-02[Europe/Kyiv]"
    workspace.body("document", "doc-en")["likeliest"] = "2026-06-02[Europe/Kyiv]"
    status = {row.forecast.id: row.status for row in judge(workspace.examine().book)}
    assert status["f-opens"] is Status.BACKDATED


ABOUT_RAIN = {"proposition": "rain@7d", "kind": "forecast"}


def redacted(workspace: "Draft") -> int:
    workspace.save()
    return counts(load_book(workspace.workspace))["redacted"]


def test_a_forecast_whose_bytes_are_gone_is_counted(workspace: "Draft") -> None:
    workspace.redact(workspace.entry("forecast", "f-rain"), **ABOUT_RAIN)
    assert redacted(workspace) == 1
    assert list(judged(workspace)) == ["f-opens", "f-collapses"]


def test_one_that_was_taken_back_before_held_no_more(workspace: "Draft") -> None:
    add(workspace, "slip", DAY.format(2))
    slip = workspace.entry("forecast", "slip")
    workspace.redact(slip, **ABOUT_RAIN)
    workspace.add("retraction", {"entry": workspace.entries[-1]["body"]["entry"]})
    assert redacted(workspace) == 0


@pytest.mark.parametrize(
    ("said", "counted"),
    [
        ({"proposition": "rain@7d"}, 1),  # it may have been a forecast
        ({"kind": "forecast"}, 0),  # a forecast is of a proposition
        ({"proposition": "rain@7d", "kind": "resolution"}, 0),
        ({"proposition": "rain@7d", "kind": "withdrawal"}, 0),
        ({}, 0),
    ],
)
def test_what_may_have_been_a_forecast_counts_as_one(
    workspace: "Draft", said: dict[str, str], counted: int
) -> None:
    workspace.redact(workspace.entry("resolution", "opens"), **said)
    assert redacted(workspace) == counted


def test_a_part_of_a_book_that_ends_before_the_reason_can_be_counted(workspace: "Draft") -> None:
    workspace.redact(workspace.entry("forecast", "f-rain"), **ABOUT_RAIN)
    workspace.save()
    whole = load_book(workspace.workspace)
    part = Book(whole.file, whole.records[:-1], whole.lines[:-1])
    assert (counts(whole)["redacted"], counts(part)["redacted"]) == (1, 0)
