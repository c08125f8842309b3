"""Two copies of a book that went apart become one, and every time survives with its proof."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.forecasts.store.conftest import belief, claim, outcome
from tests.forecasts.store.test_verify import tree_head

from brierbook.errors import ConflictError
from brierbook.forecasts.entries.records import Forecast, Merge
from brierbook.forecasts.life.merge import read_other_book
from brierbook.forecasts.life.undo import retraction_body
from brierbook.forecasts.rules.changes import ChangeKind, find_late_changes
from brierbook.forecasts.rules.checks import find_book_problems
from brierbook.forecasts.rules.checks_of_merges import leaves_there
from brierbook.forecasts.rules.standing import judge_forecasts
from brierbook.forecasts.store.appending import NewEntry, Request, append_entries
from brierbook.forecasts.store.loading import examine_book, open_book
from brierbook.forecasts.store.opening import open_store
from brierbook.forecasts.store.rewriting.merging import MergedBook, merge_book
from brierbook.forecasts.store.rewriting.redacting import redact_by_leaf
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.store.verify import verify_store
from brierbook.forecasts.workspace.folders import Workspace

if TYPE_CHECKING:
    from tests.conftest import Draft

START = datetime(2026, 8, 1, tzinfo=UTC)
MERGED = START + timedelta(days=30)


def append(store: Store, day: int, *entries: NewEntry) -> None:
    request = Request("tester", f"{store.name} {day} {entries}", "x")
    append_entries(store, request, lambda _: entries, now=START + timedelta(days=day))


def person(name: str, said: str) -> NewEntry:
    return NewEntry("forecaster", {"id": name, "kind": "person", "name": {"en": said}})


@pytest.fixture
def laptop(workspace: "Draft", tmp_path: Path) -> Workspace:
    """Copy the small workspace to a laptop."""
    root = tmp_path / "laptop"
    shutil.copytree(workspace.root, root)
    return Workspace(root, root / "forecasts" / "book.jsonl")


def part_ways(store: Store, laptop: Workspace) -> bytes:
    """Let both copies log under the same names, and give the text of the other one."""
    append(store, 1, person("ada", "Ada"), person("bob", "Bob"), claim("1"), claim("2"))
    append(store, 2, belief("1/ada", "1", "0.1", "ada"), belief("c/mayor", "collapses", "0.1"))
    with open_store(laptop) as other:
        append(other, 1, person("ada", "Ada"), person("bob", "Bill"), claim("1"))
        append(other, 3, belief("1/ada", "1", "0.7", "ada"), belief("1/bob", "1", "0.8", "bob"))
        append(other, 4, claim("3", condition="1"), belief("c/mayor", "collapses", "0.2"))
        last = list(other.lines())[-1]
        taken = retraction_body(other.entry(len(list(other.lines())), last), last, "No.")
        append(other, 5, NewEntry("retraction", taken))
        append(other, 6, outcome("1", "yes"))
    return laptop.book.read_bytes()


def merge(store: Store, laptop: Workspace) -> MergedBook:
    return merge_book(store, read_other_book(laptop), Request("tester"), now=MERGED)


def test_both_sides_are_in_the_merged_book_with_the_times_they_had(
    workspace: "Draft", store: Store, laptop: Workspace
) -> None:
    theirs = part_ways(store, laptop)
    done = merge(store, laptop)
    assert (done.common, done.taken_in) == (18, len(theirs.splitlines()) - 18)
    names = {(kind, there): here for kind, there, here in done.renamed}
    assert names["proposition", "1"] == names["claim", "1"] == "4"
    assert names["forecast", "1/ada"] == "4/ada"
    assert ("forecaster", "ada") not in names  # both added the same person
    assert names["forecaster", "bob"] == "bob/2"
    book = open_book(workspace.workspace)
    came = {each.id: each for each in book.records if isinstance(each, Forecast)}["4/ada"]
    assert came.proposition == "4"
    assert came.recorded_at.text == f"{MERGED:%Y-%m-%dT%H:%M:%SZ}"
    assert came.first_recorded_at is not None
    assert came.first_recorded_at.text == "2026-08-04T00:00:00Z"
    assert book.propositions["3"].condition == "4"
    assert book.resolutions["4"].outcome == "yes"
    assert "c/mayor/2" not in book.forecasts  # taken back there, so it is here
    assert examine_book(workspace.workspace).problems == ()
    assert verify_store(store, deep=True).problems == ()
    assert workspace.book.read_bytes() == b"".join(line + b"\n" for line in store.lines())


def test_the_other_root_can_be_computed_from_the_merged_book(
    workspace: "Draft", store: Store, laptop: Workspace
) -> None:
    theirs = part_ways(store, laptop)
    merge(store, laptop)
    book = open_book(workspace.workspace)
    [said] = book.every(Merge)
    assert said.root == tree_head(theirs.splitlines()).hex()
    whole = [leaf.hex() for leaf in leaves_there(book, said)]
    assert whole == list(read_other_book(laptop).leaves)


def test_a_merge_is_listed_with_the_score_had_nothing_come(
    workspace: "Draft", store: Store, laptop: Workspace
) -> None:
    with open_store(laptop) as other:
        asked = claim("1", deadline="2026-08-20T00:00:00Z")
        append(other, 1, asked, belief("1/mayor", "1", "0.9"))
    append(store, 1, claim("2"))
    merge(store, laptop)
    known = {"proposition": "1", "outcome": "yes", "known_at": "2026-08-10T00:00:00Z"}
    settled = NewEntry(
        "resolution", known | {"evidence": [{"says": "s", "when": "w", "sources": []}]}
    )
    append_entries(store, Request("tester"), lambda _: [settled])
    book = open_book(workspace.workspace)
    [row] = [each for each in judge_forecasts(book) if each.forecast.id == "1/mayor"]
    assert row.status.value == "scored"  # recorded there before it was known
    assert [each.kind for each in find_late_changes(book)] == [ChangeKind.MERGED]


def test_what_was_renamed_can_be_taken_out_and_the_other_root_still_holds(
    workspace: "Draft", store: Store, laptop: Workspace
) -> None:
    part_ways(store, laptop)
    merge(store, laptop)
    book = open_book(workspace.workspace)
    at = book.records.index({e.id: e for e in book.records if isinstance(e, Forecast)}["4/ada"])
    redact_by_leaf(store, Request("tester"), book.leaves[at], "It named a person.", now=MERGED)
    assert examine_book(workspace.workspace).problems == ()


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ('"p":"0.7"', '"p":"0.9"'),
        ("2026-08-04T00:00:00Z", "2026-08-01T00:00:00Z"),
        ("bob/2", "mayor"),
    ],
)
def test_nothing_that_came_can_be_altered(
    workspace: "Draft", store: Store, laptop: Workspace, was: str, becomes: str
) -> None:
    part_ways(store, laptop)
    merge(store, laptop)
    text = workspace.book.read_text(encoding="utf-8")
    assert was in text
    workspace.book.write_text(text.replace(was, becomes), encoding="utf-8")
    elsewhere = Workspace(workspace.root, workspace.book.with_name("copy.jsonl"))
    shutil.copy(workspace.book, elsewhere.book)
    fields = {each.field for each in examine_book(elsewhere).problems}
    assert fields & {"root", "id", "recorded_at"}


def test_a_name_of_what_stood_here_cannot_be_given_to_what_came(
    workspace: "Draft", store: Store, laptop: Workspace
) -> None:
    """Else a forecast that came could be moved to another proposition."""
    with open_store(laptop) as other:
        append(other, 1, belief("c/mayor", "collapses", "0.9"))
    append(store, 1, claim("2"))
    merge(store, laptop)
    lines = [json.loads(line) for line in workspace.book.read_bytes().splitlines()]
    merged = next(each for each in lines if each["kind"] == "merge")
    merged["body"]["renamed"] = [{"kind": "proposition", "there": "collapses", "here": "2"}]
    lines[-1]["proposition"] = "2"
    copy = workspace.book.with_name("copy.jsonl")
    text = "".join(
        json.dumps(each, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
        for each in lines
    )
    copy.write_text(text, encoding="utf-8")
    problems = examine_book(Workspace(workspace.root, copy)).problems
    assert "renamed" in {each.field for each in problems}


def test_what_is_no_fork_is_refused(
    workspace: "Draft", store: Store, laptop: Workspace, tmp_path: Path
) -> None:
    with pytest.raises(ConflictError, match="has nothing that"):
        merge(store, laptop)
    part_ways(store, laptop)
    merge(store, laptop)
    with pytest.raises(ConflictError, match=r"parted from .* where a book was taken in already"):
        merge(store, laptop)
    with open_store(laptop) as other, pytest.raises(ConflictError, match="cannot be moved"):
        merge_book(other, read_other_book(workspace.workspace), Request("tester"), now=MERGED)
    other_book = Workspace(tmp_path, tmp_path / "forecasts" / "book.jsonl")
    other_book.book.parent.mkdir()
    header = workspace.lines()[0].replace("rain-2026", "snow-2026")
    other_book.book.write_text(header + "\n", encoding="utf-8")
    with pytest.raises(ConflictError, match="is another book"):
        merge(store, other_book)
    assert find_book_problems(open_book(workspace.workspace)) == []
