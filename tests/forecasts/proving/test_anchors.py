"""The latest time that a timestamp allows, and the earliest timestamp that covers an entry."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from brierbook.forecasts.entries.records import Anchor, Origin
from brierbook.forecasts.integrity.timestamps import VerifiedTimestamp as Stamp
from brierbook.forecasts.integrity.tree import MerkleTree
from brierbook.forecasts.proving.anchors import check_anchor, latest_time
from brierbook.forecasts.rules.trusted_anchors import earliest_anchored
from brierbook.forecasts.when import parse_moment

NOON = datetime(2027, 1, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "accuracy", "text"),
    [
        (NOON, timedelta(0), "2027-01-31T12:00:00Z"),
        (NOON, timedelta(seconds=1), "2027-01-31T12:00:01Z"),
        (NOON, timedelta(microseconds=1), "2027-01-31T12:00:01Z"),
        (NOON + timedelta(milliseconds=999), timedelta(milliseconds=1), "2027-01-31T12:00:01Z"),
        (NOON + timedelta(milliseconds=999), timedelta(milliseconds=2), "2027-01-31T12:00:02Z"),
        (NOON.replace(hour=23, minute=59, second=59), timedelta(0, 1), "2027-02-01T00:00:00Z"),
        (NOON.astimezone(timezone(timedelta(hours=2))), timedelta(0), "2027-01-31T12:00:00Z"),
    ],
)
def test_the_time_is_rounded_up_to_what_is_proved(
    at: datetime, accuracy: timedelta, text: str
) -> None:
    assert latest_time(Stamp(at, accuracy, "CN=Clock", 1)) == text


def anchor(size: int, at: str, root: str = "00" * 32) -> Anchor:
    return Anchor(
        origin=Origin("book", size + 1),
        recorded_at=parse_moment("2027-06-01T00:00:00Z"),
        by="ada",
        size=size,
        root=root,
        checkpoint="",
        authority="CN=Clock",
        at=parse_moment(at),
        token="MAo=",  # noqa: S106  # a timestamp, no password
    )


def test_the_earliest_that_covers_an_entry_is_chosen() -> None:
    late, early, small = (
        anchor(9, "2027-03-01T00:00:00Z"),
        anchor(9, "2027-02-01T00:00:00Z"),
        anchor(4, "2027-01-01T00:00:00Z"),
    )
    anchors = [small, late, early]
    assert earliest_anchored(anchors, 4) is small
    assert earliest_anchored(anchors, 5) is early
    assert earliest_anchored(anchors, 9) is early
    assert earliest_anchored(anchors, 10) is None
    assert earliest_anchored([], 1) is None


def test_an_anchor_of_more_entries_than_are_left_is_told() -> None:
    found = check_anchor(MerkleTree([bytes(32)]), anchor(2, "2027-01-01T00:00:00Z"), None)
    assert found.said == "covers 2 entries, and 1 are left"
