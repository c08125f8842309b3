"""What was done without the role for it is listed; a book without roles has no such rules."""

from typing import TYPE_CHECKING, Any

import pytest

from brierbook.analysis.tables.changed_after import summarize_late_changes
from brierbook.forecasts.rules.changes import ChangeKind
from brierbook.forecasts.rules.roles import find_breaches, roles_in_force

if TYPE_CHECKING:
    from tests.conftest import Draft


def add(workspace: "Draft", by: str, kind: str, body: dict[str, Any]) -> int:
    workspace.add(kind, body)["by"] = by
    return len(workspace.entries)


def role(workspace: "Draft", by: str, who: str, name: str, state: str = "given") -> int:
    return add(workspace, by, "role", {"who": who, "role": name, "state": state})


@pytest.fixture
def team(workspace: "Draft") -> "Draft":
    """Give the small book an owner, a resolver, and two persons."""
    for name in ("ada", "bob"):
        person = {"id": name, "kind": "person", "name": {"en": name.title()}}
        add(workspace, "tester", "forecaster", person)
    role(workspace, "Olga", "Olga", "owner")
    role(workspace, "olga", "bob", "resolver")
    return workspace


def belief(who: str) -> dict[str, Any]:
    confidence = {"how": "stated", "p": "0.9"}
    made = {"made_at": "2026-07-01T12:00:00Z", "confidence": confidence}
    return {"id": f"f-{who}", "proposition": "collapses", "forecaster": who} | made


def outcome() -> dict[str, Any]:
    known = {"proposition": "collapses", "outcome": "yes", "known_at": "2026-07-01T12:00:00Z"}
    return known | {"evidence": [{"says": "s", "when": "w", "sources": []}]}


@pytest.mark.parametrize(
    ("by", "kind", "body", "allowed"),
    [
        ("ada", "forecast", belief("ada"), True),
        ("Ada", "forecast", belief("ada"), True),
        ("bob", "forecast", belief("ada"), False),
        ("olga", "forecast", belief("ada"), True),
        ("bob", "forecast", belief("mayor"), True),  # a speaker logs nothing himself
        ("bob", "resolution", outcome(), True),
        ("ada", "resolution", outcome(), False),
        ("olga", "resolution", outcome(), True),
        ("ada", "role", {"who": "ada", "role": "owner", "state": "given"}, False),
        ("bob", "role", {"who": "bob", "role": "owner", "state": "given"}, False),
    ],
)
def test_who_may_do_what(
    team: "Draft", by: str, kind: str, body: dict[str, Any], *, allowed: bool
) -> None:
    line = add(team, by, kind, body)
    book = team.examine().book
    assert [each.origin.line for each in find_breaches(book)] == ([] if allowed else [line])


def test_without_an_owner_everybody_may_do_everything(workspace: "Draft") -> None:
    add(workspace, "somebody", "resolution", outcome())
    assert list(find_breaches(workspace.examine().book)) == []


def test_roles_that_somebody_gave_himself_give_nothing(team: "Draft") -> None:
    role(team, "ada", "ada", "owner")
    add(team, "ada", "resolution", outcome())
    book = team.examine().book
    assert roles_in_force(book) == {"owner": {"olga"}, "resolver": {"bob"}}
    assert len(list(find_breaches(book))) == 2


def test_a_role_ends(team: "Draft") -> None:
    role(team, "olga", "bob", "resolver", "ended")
    add(team, "bob", "resolution", outcome())
    assert len(list(find_breaches(team.examine().book))) == 1


def test_it_is_counted_beside_the_score(team: "Draft") -> None:
    add(team, "ada", "resolution", outcome())
    found = summarize_late_changes(team.examine().book)
    [kind] = [each for each in found.kinds if each.kind is ChangeKind.OUT_OF_ROLE]
    assert (kind.n, kind.counting) == (1, 1)
