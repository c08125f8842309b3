"""One test a rule, each with a book that breaks it in one place."""

import time
from typing import TYPE_CHECKING

import pytest

from brierbook.forecasts.rules.checks import RULES

if TYPE_CHECKING:
    from tests.conftest import Draft

LATER = "2026-07-02T00:00:00Z"


def test_a_valid_book_has_no_problems(workspace: "Draft") -> None:
    assert workspace.problems() == []


def test_the_rules_are_numbered_in_order() -> None:
    numbers = [int((rule.__doc__ or "").split(".")[0]) for rule in RULES]
    assert numbers == list(range(1, len(RULES) + 1))


# 1. header


def test_the_first_entry_must_be_the_header(workspace: "Draft") -> None:
    workspace.entries.insert(1, workspace.entries.pop(0))
    found = workspace.problems()
    assert (1, "kind", "the first entry of a book must be of kind 'book'") in found
    assert len(found) == 1


def test_a_second_header_is_refused(workspace: "Draft") -> None:
    workspace.entries.append(workspace.entry("book"))
    line = len(workspace.entries)
    assert workspace.problems() == [(line, "kind", "a book has one header; this is a second one")]


# 2. ids


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("document", "doc-uk"),
        ("forecaster", "author"),
        ("event", "storm"),
        ("statement", "s-rain"),
        ("proposition", "collapses"),
        ("forecast", "f-opens"),
    ],
)
def test_an_id_is_taken_once_in_each_kind(workspace: "Draft", kind: str, name: str) -> None:
    first = workspace.line(kind, name)
    workspace.copy(kind, name)
    wanted = f"{name!r} is taken by line {first}; choose another"
    assert (len(workspace.entries), "id", wanted) in workspace.problems()


def test_two_kinds_may_share_an_id(workspace: "Draft") -> None:
    workspace.copy("event", "storm", id="author")
    assert workspace.problems() == []


# 3. references


@pytest.mark.parametrize(
    ("kind", "field", "value", "named"),
    [
        ("forecaster", "document", "nowhere", "document"),
        ("statement", "document", "nowhere", "document"),
        ("statement", "attribution", ["author", "nowhere"], "forecaster"),
        ("proposition", "event", "nowhere", "event"),
        ("forecast", "proposition", "nowhere", "proposition"),
        ("forecast", "forecaster", "nowhere", "forecaster"),
        ("forecast", "statement", "nowhere", "statement"),
        ("resolution", "proposition", "nowhere", "proposition"),
        ("resolution", "settled_by", "nowhere", "event"),
    ],
)
def test_an_unknown_id_is_named(
    workspace: "Draft", kind: str, field: str, value: object, named: str
) -> None:
    line = workspace.line(kind)
    workspace.body(kind)[field] = value
    wanted = (line, field, f"'nowhere' names no {named} on an earlier line")
    assert wanted in workspace.problems()


def test_an_id_of_another_kind_does_not_count(workspace: "Draft") -> None:
    workspace.body("proposition", "rain@7d")["event"] = "author"
    line = workspace.line("proposition", "rain@7d")
    wanted = (line, "event", "'author' names no event on an earlier line")
    assert wanted in workspace.problems()


def test_an_entry_refers_backwards_only(workspace: "Draft") -> None:
    event = workspace.entry("event", "storm")
    workspace.entries.remove(event)
    workspace.entries.append(event)
    lines = [workspace.line("proposition", name) for name in ("rain@7d", "rain@30d")]
    wanted = "'storm' names no event on an earlier line"
    assert workspace.problems() == [(line, "event", wanted) for line in lines]


# 4. conditions


def test_a_condition_must_be_there(workspace: "Draft") -> None:
    workspace.body("proposition", "collapses")["condition"] = "nowhere"
    line = workspace.line("proposition", "collapses")
    assert workspace.problems() == [(line, "condition", "'nowhere' is not the id of a proposition")]


def test_a_condition_may_stand_on_a_later_line(workspace: "Draft") -> None:
    workspace.body("proposition", "rain@30d")["condition"] = "collapses"
    assert workspace.problems() == []


def test_a_proposition_is_not_its_own_condition(workspace: "Draft") -> None:
    workspace.body("proposition", "collapses")["condition"] = "collapses"
    line = workspace.line("proposition", "collapses")
    assert workspace.problems() == [
        (line, "condition", "goes round in a circle: collapses -> collapses")
    ]


def test_a_circle_of_conditions_is_shown_on_each_of_its_lines(workspace: "Draft") -> None:
    workspace.body("proposition", "rain@30d")["condition"] = "collapses"
    workspace.body("proposition", "collapses")["condition"] = "rain@30d"
    one, two = (workspace.line("proposition", name) for name in ("rain@30d", "collapses"))
    assert workspace.problems() == [
        (one, "condition", "goes round in a circle: rain@30d -> collapses -> rain@30d"),
        (two, "condition", "goes round in a circle: collapses -> rain@30d -> collapses"),
    ]


def test_a_path_into_a_circle_is_not_a_circle(workspace: "Draft") -> None:
    workspace.body("proposition", "rain@30d")["condition"] = "collapses"
    workspace.body("proposition", "collapses")["condition"] = "collapses"
    line = workspace.line("proposition", "collapses")
    assert [found[0] for found in workspace.problems()] == [line]


def test_a_long_chain_of_conditions_is_followed_quickly(workspace: "Draft") -> None:
    for number in range(1500):
        condition = f"c{number + 1}" if number < 1499 else "collapses"
        workspace.copy(
            "proposition", "collapses", id=f"c{number}", claim=f"c{number}", condition=condition
        )
    begin = time.process_time()
    assert workspace.problems() == []
    assert time.process_time() - begin < 5


# 5. readings


def test_a_claim_has_one_primary_reading(workspace: "Draft") -> None:
    workspace.body("proposition", "rain@30d")["reading"] = "primary"
    first, second = (workspace.line("proposition", name) for name in ("rain@7d", "rain@30d"))
    wanted = f"line {first} already is the primary reading of this claim"
    assert workspace.problems() == [(second, "reading", wanted)]


def test_a_horizon_needs_a_primary_reading(workspace: "Draft") -> None:
    workspace.body("proposition", "collapses")["reading"] = "horizon"
    line = workspace.line("proposition", "collapses")
    assert workspace.problems() == [(line, "claim", "has no primary reading")]


# 6. documents


@pytest.mark.parametrize(
    "likeliest",
    ["2026-03-31[Europe/Kyiv]", "2026-04-03[Europe/Kyiv]", "2026-04-02/2026-04-03[Europe/Kyiv]"],
)
def test_the_likeliest_day_lies_within_the_interval(workspace: "Draft", likeliest: str) -> None:
    workspace.body("document", "doc-uk")["likeliest"] = likeliest
    wanted = f"{likeliest} is not within 2026-04-01/2026-04-02[Europe/Kyiv]"
    assert (2, "likeliest", wanted) in workspace.problems()


# 7. forecasts in time


def test_a_forecast_comes_before_its_deadline(workspace: "Draft") -> None:
    workspace.body("proposition", "collapses")["deadline"] = "2026-04-01[Europe/Kyiv]"
    line = workspace.line("forecast", "f-collapses")
    wanted = "2026-04-02T09:30:00Z is not before the deadline 2026-04-01[Europe/Kyiv]"
    assert workspace.problems() == [(line, "made_at", wanted)]


def test_a_deadline_lasts_to_the_end_of_its_civil_day(workspace: "Draft") -> None:
    workspace.body("proposition", "collapses")["deadline"] = "2026-04-02[Europe/Kyiv]"
    forecast = workspace.body("forecast", "f-collapses")
    forecast["made_at"] = "2026-04-02T20:59:59Z"  # 23:59:59 in Kyiv
    assert workspace.problems() == []
    forecast["made_at"] = "2026-04-02T21:00:00Z"
    assert [found[1] for found in workspace.problems()] == ["made_at"]


def test_a_forecast_comes_before_its_outcome_is_known(workspace: "Draft") -> None:
    workspace.copy(
        "forecast", "f-opens", id="late", proposition="rain@7d", made_at="2026-04-07[Europe/Kyiv]"
    )
    wanted = "2026-04-07[Europe/Kyiv] is after the outcome was known, 2026-04-06[Europe/Kyiv]"
    assert workspace.problems() == [(len(workspace.entries), "made_at", wanted)]


def test_a_forecast_comes_before_it_is_recorded(workspace: "Draft") -> None:
    workspace.body("forecast", "f-collapses")["made_at"] = LATER
    line = workspace.line("forecast", "f-collapses")
    wanted = f"{LATER} is after the entry was recorded, 2026-07-01T12:00:00Z"
    assert workspace.problems() == [(line, "made_at", wanted)]


# 8. resolutions in time


def test_an_outcome_is_known_after_it_is_decided(workspace: "Draft") -> None:
    workspace.body("resolution", "opens")["known_at"] = "2026-05-30T00:00:00Z"
    line = workspace.line("resolution", "opens")
    wanted = "2026-05-30T00:00:00Z is before the outcome was decided, 2026-05-31[Europe/Kyiv]"
    assert workspace.problems() == [(line, "known_at", wanted)]


def test_an_outcome_is_recorded_after_it_is_known(workspace: "Draft") -> None:
    workspace.body("resolution", "opens")["known_at"] = LATER
    line = workspace.line("resolution", "opens")
    wanted = f"{LATER} is after the entry was recorded, 2026-07-01T12:00:00Z"
    assert workspace.problems() == [(line, "known_at", wanted)]


def test_an_outcome_is_decided_by_the_deadline(workspace: "Draft") -> None:
    workspace.body("resolution", "opens").update(
        decided_at="2026-06-01[Europe/Kyiv]", known_at="2026-06-02T00:00:00Z"
    )
    line = workspace.line("resolution", "opens")
    wanted = "2026-06-01[Europe/Kyiv] is after the deadline 2026-05-31[Europe/Kyiv]"
    assert workspace.problems() == [(line, "decided_at", wanted)]


UNFOUNDED = "is empty, though the deadline has not passed; say what decided it"


@pytest.mark.parametrize(
    ("known", "outcome", "problems"),
    [
        ("2026-05-31T20:59:59Z", "no", [UNFOUNDED]),  # the last second of the day in Kyiv
        ("2026-05-31[Europe/Kyiv]", "yes", [UNFOUNDED]),  # perhaps in the morning
        ("2026-05-31T21:00:00Z", "no", []),
        ("2026-05-30T00:00:00Z", "ambiguous", []),  # nothing is claimed to have happened
        ("2026-05-30T00:00:00Z", "annulled", []),
    ],
)
def test_an_outcome_before_the_deadline_needs_evidence(
    workspace: "Draft", known: str, outcome: str, problems: list[str]
) -> None:
    body = workspace.body("resolution", "opens")
    body.update(known_at=known, outcome=outcome)
    del body["decided_at"]
    assert workspace.problems() == []
    body["evidence"] = []
    line = workspace.line("resolution", "opens")
    assert workspace.problems() == [(line, "evidence", text) for text in problems]


def test_without_a_deadline_no_outcome_is_early(workspace: "Draft") -> None:
    workspace.body("resolution", "opens")["evidence"] = []
    del workspace.body("proposition", "opens")["deadline"]
    assert workspace.problems() == []


# 9. conditions and outcomes


def outcome(workspace: "Draft", condition: str | None, conditional: str) -> list[str]:
    """Resolve the condition and what hangs on it; say what is wrong with the second."""
    if condition is None:
        workspace.entries.remove(workspace.entry("resolution", "rain@7d"))
    else:
        workspace.body("resolution", "rain@7d")["outcome"] = condition
    workspace.body("resolution", "opens")["outcome"] = conditional
    line = workspace.line("resolution", "opens")
    found = workspace.problems()
    assert all((at, field) == (line, "outcome") for at, field, _ in found)
    return [text for *_, text in found]


@pytest.mark.parametrize(
    ("condition", "conditional", "problem"),
    [
        (None, "yes", "its condition 'rain@7d' is open"),
        (None, "void", "its condition 'rain@7d' is open"),
        (None, "annulled", None),
        ("no", "yes", "must be 'void': its condition 'rain@7d' failed"),
        ("no", "ambiguous", "must be 'void': its condition 'rain@7d' failed"),
        ("no", "void", None),
        ("no", "annulled", None),
        ("yes", "void", "cannot be 'void': its condition 'rain@7d' came true"),
        ("yes", "yes", None),
        ("yes", "no", None),
        ("yes", "ambiguous", None),
        ("ambiguous", "void", None),
        ("ambiguous", "ambiguous", None),
    ],
)
def test_a_conditional_follows_its_condition(
    workspace: "Draft", condition: str | None, conditional: str, problem: str | None
) -> None:
    assert outcome(workspace, condition, conditional) == ([problem] if problem else [])


# 10. words


def test_the_numbers_of_a_word_are_those_of_its_lexicon(workspace: "Draft") -> None:
    for field, value in (("mean_logit", "-0.407"), ("sd_logit", "0.901")):
        confidence = workspace.body("forecast", "f-rain")["confidence"]
        before = confidence[field]
        confidence[field] = value
        line = workspace.line("forecast", "f-rain")
        wanted = "brierbook-words-1 gives 'uk.may' -0.406 ± 1.352"
        assert workspace.problems() == [(line, "confidence.mean_logit", wanted)]
        confidence[field] = before


def test_a_word_that_is_not_in_its_lexicon_is_named(workspace: "Draft") -> None:
    workspace.body("forecast", "f-rain")["confidence"]["word"] = "uk.maybe"
    line = workspace.line("forecast", "f-rain")
    wanted = "'uk.maybe' is not a word of brierbook-words-1"
    assert workspace.problems() == [(line, "confidence.word", wanted)]


def test_a_lexicon_that_nobody_knows_is_named(workspace: "Draft") -> None:
    workspace.body("forecast", "f-rain")["confidence"]["lexicon"] = "brierbook-words-l"
    line = workspace.line("forecast", "f-rain")
    wanted = "'brierbook-words-l' is not one of brierbook-words-1, brierbook-words-2"
    assert workspace.problems() == [(line, "confidence.lexicon", wanted)]


# 11. the ledger's clock


def test_the_clock_of_the_ledger_does_not_run_backwards(workspace: "Draft") -> None:
    workspace.entries[5]["recorded_at"] = LATER
    wanted = "is before that of line 6; entries are only ever appended"
    assert workspace.problems() == [(7, "recorded_at", wanted)]


def test_no_rule_stops_at_its_first_problem(workspace: "Draft") -> None:
    for name in ("rain@7d", "opens"):
        body = workspace.body("resolution", name)
        body.update(evidence=[], decided_at="2026-04-05[Europe/Kyiv]")
        body["known_at"] = "2026-04-06T06:00:00Z"
    workspace.body("proposition", "collapses")["event"] = "nowhere"
    assert [field for _, field, _ in workspace.problems()] == ["event", "evidence", "evidence"]
