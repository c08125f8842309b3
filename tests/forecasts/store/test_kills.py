"""Killed at any instant: what was acknowledged is there, the book opens, asking again is safe."""

from pathlib import Path

from tests.forecasts.store.killing import kill_writers


def test_nothing_that_was_acknowledged_is_lost_to_kills(tmp_path: Path) -> None:
    outcome = kill_writers(tmp_path / "w", rounds=4, writers=6, seed=11)
    assert outcome.kills == 24
    assert outcome.acknowledged >= 24
    assert (outcome.lost, outcome.lost_in_text, outcome.problems) == (0, 0, 0)
    assert outcome.repeated == outcome.unacknowledged
