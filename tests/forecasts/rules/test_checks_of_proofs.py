"""What a book may say of its keys and of the timestamps that it holds."""

from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
from tests.forecasts.integrity import stamped

from brierbook.forecasts.integrity.keys import VerifierKey

if TYPE_CHECKING:
    from tests.conftest import Draft

NAME = "rain-2026"
ONE, TWO = (VerifierKey(NAME, bytes([n]) * 32).text for n in (1, 2))
ROOT = bytes(range(32))


def note(origin: str = NAME, size: int = 7, root: bytes = ROOT) -> str:
    return stamped.note(origin, size, root)


def anchor(**changes: object) -> dict[str, Any]:
    return stamped.anchor(NAME, 7, "2026-07-01T12:00:00Z", ROOT) | changes


def said(workspace: "Draft", kind: str, *bodies: dict[str, Any]) -> list[tuple[str | None, str]]:
    """Add entries, and give field and text of every problem."""
    for body in bodies:
        workspace.add(kind, body)
    return [(field, problem) for _, field, problem in workspace.problems()]


def states(workspace: "Draft", *pairs: tuple[str, str]) -> list[tuple[str | None, str]]:
    return said(workspace, "key", *({"verifier": key, "state": state} for key, state in pairs))


@pytest.mark.parametrize(
    "pairs",
    [
        [(ONE, "trusted")],
        [(ONE, "trusted"), (TWO, "trusted"), (ONE, "retired"), (ONE, "trusted")],
        [(ONE, "trusted"), (ONE, "compromised"), (TWO, "trusted")],
        [(ONE, "trusted"), (ONE, "retired"), (ONE, "compromised")],
    ],
)
def test_keys_come_and_go(workspace: "Draft", pairs: list[tuple[str, str]]) -> None:
    assert states(workspace, *pairs) == []


@pytest.mark.parametrize(
    ("pairs", "problem"),
    [
        ([(ONE, "retired")], "cannot be 'retired' after nothing"),
        ([(TWO, "trusted"), (ONE, "compromised")], "cannot be 'compromised' after nothing"),
        ([(ONE, "trusted"), (ONE, "trusted")], "cannot be 'trusted' after trusted"),
        (
            [(ONE, "trusted"), (ONE, "compromised"), (ONE, "trusted")],
            "cannot be 'trusted' after compromised",
        ),
        (
            [(ONE, "trusted"), (ONE, "retired"), (ONE, "retired")],
            "cannot be 'retired' after retired",
        ),
    ],
)
def test_a_state_that_cannot_follow_is_refused(
    workspace: "Draft", pairs: list[tuple[str, str]], problem: str
) -> None:
    message = f"{problem}; brierbook keys list shows the keys"
    assert states(workspace, *pairs) == [("state", message)]


def test_a_key_that_cannot_be_read_is_refused(workspace: "Draft") -> None:
    mistyped = ONE.replace("+", "+0", 1)
    [(field, problem)] = states(workspace, (mistyped, "trusted"))
    assert field == "verifier"
    assert problem.startswith("its id is ")


def test_an_anchor_that_fits_is_kept(workspace: "Draft") -> None:
    assert said(workspace, "anchor", anchor(), anchor()) == []


@pytest.mark.parametrize("size", [0, 19, 20, 2**53 - 1])
def test_an_anchor_covers_entries_before_its_own(workspace: "Draft", size: int) -> None:
    root = ROOT if size else sha256().digest()
    body = anchor(size=size, root=root.hex(), checkpoint=note(size=size, root=root))
    problem = f"is {size}; an anchor covers entries before its own"
    assert said(workspace, "anchor", body) == [("size", problem)]


def test_an_anchor_may_cover_all_entries_before_it(workspace: "Draft") -> None:
    assert said(workspace, "anchor", anchor(size=18, checkpoint=note(size=18))) == []


@pytest.mark.parametrize(
    ("checkpoint", "problem"),
    [
        (note(size=6), "is of another size or root than the anchor says"),
        (note(root=bytes(32)), "is of another size or root than the anchor says"),
        (note(origin="rain-2027"), "is of another book, rain-2027"),
        (note()[:-1], "checkpoint, line 5: is cut off: it does not end in a line feed"),
        ("rain-2026\n7\n", "checkpoint, line 1: has no text with an empty line after it"),
    ],
)
def test_what_is_stamped_is_what_the_anchor_says(
    workspace: "Draft", checkpoint: str, problem: str
) -> None:
    body = anchor(checkpoint=checkpoint)
    assert said(workspace, "anchor", body) == [("checkpoint", problem)]
