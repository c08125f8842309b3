"""Reports on parts of a book."""

import json
from typing import Any

import pytest
from tests.reports.written import report_texts

from brierbook.errors import InputError, WorkspaceError
from brierbook.forecasts.store.loading import open_book
from brierbook.forecasts.when import parse_moment
from brierbook.reports.findings.retrospective import Retrospective, retrospect
from brierbook.reports.findings.selection import BY, WHOLE, Selection, report_folder_name


def part(draft: Any, selection: Selection) -> Retrospective:  # noqa: ANN401  # of tests/conftest.py
    draft.save()
    return retrospect(open_book(draft.workspace), selection=selection, engine="grid")


def test_a_query_chooses_and_is_said(workspace: Any) -> None:  # noqa: ANN401
    found = part(workspace, Selection("forecaster:author"))
    assert found.scored["forecast"].tolist() == ["f-rain"]
    made = report_texts(found, "en")
    said = "This is about what the query “forecaster:author” finds in the book"
    assert said in made["report.en.md"]
    assert "The only resolved proposition can be scored." in made["report.en.md"]
    assert "opens happens." not in made["report.en.md"]
    assert json.loads(made["summary.json"])["selection"]["query"] == "forecaster:author"


# rain@7d became known on 6 April, in Kyiv; opens on 1 June at 6 o'clock UTC
PERIODS = [
    ("2026-04-06[Europe/Kyiv]", None, {"f-rain", "f-opens", "f-collapses"}),
    ("2026-04-07[Europe/Kyiv]", None, {"f-opens", "f-collapses"}),
    (None, "2026-04-05[Europe/Kyiv]", {"f-collapses"}),
    (None, "2026-04-06[Europe/Kyiv]", {"f-rain", "f-collapses"}),
    ("2026-06-01T06:00:00Z", None, {"f-collapses"}),
    ("2026-04-07[UTC]", "2026-05-31[UTC]", {"f-collapses"}),
]


@pytest.mark.parametrize(("since", "until", "kept"), PERIODS)
def test_a_period_keeps_what_became_known_in_it_and_what_is_open(
    workspace: Any,  # noqa: ANN401
    since: str | None,
    until: str | None,
    kept: set[str],
) -> None:
    ends = [parse_moment(each) if each else None for each in (since, until)]
    found = part(workspace, Selection(since=ends[0], until=ends[1]))
    assert set(found.forecasts["forecast"]) == kept
    made = report_texts(found, "en", "uk")
    assert ("Left out is what became known before" in made["report.en.md"]) is (since is not None)
    assert ("Не враховано те, що стало відомо після" in made["report.uk.md"]) is (until is not None)


def test_groups_are_those_asked_for(workspace: Any) -> None:  # noqa: ANN401
    found = part(workspace, Selection(by=("forecaster", "event", "proposition", "claim")))
    assert found.performance is not None
    assert [*found.performance.groups] == ["forecaster", "event", "proposition", "claim"]
    report = report_texts(found, "en")["report.en.md"]
    for caption in ("By forecaster", "By event", "By proposition", "By claim"):
        assert f"**{caption}" in report
    assert "By source" not in report


def test_tags_and_words_are_groups_by_themselves(workspace: Any) -> None:  # noqa: ANN401
    workspace.body("proposition", "opens")["tags"] = ["test", "roads"]
    workspace.body("proposition", "rain@7d")["tags"] = []
    found = part(workspace, WHOLE)
    assert found.performance is not None
    counted = found.performance.groups["tag"].set_index("tag")["forecasts"].to_dict()
    assert counted == {"": 1, "roads": 1, "test": 1}
    report = report_texts(found, "en")["report.en.md"]
    assert "no topic" in report
    assert '<span lang="uk">“може”</span>' in report
    assert "given as a number" in report


def test_nothing_left_is_one_line(workspace: Any) -> None:  # noqa: ANN401
    with pytest.raises(WorkspaceError, match="leave no proposition"):
        part(workspace, Selection("tag:nowhere"))


def test_a_query_that_cannot_be_read_is_one_line(workspace: Any) -> None:  # noqa: ANN401
    with pytest.raises(InputError, match="has no field tga; did you mean tag"):
        part(workspace, Selection("tga:syria"))


def test_a_part_has_a_folder_of_its_own(workspace: Any) -> None:  # noqa: ANN401
    workspace.save()
    book = open_book(workspace.workspace)
    day = parse_moment("2026-04-06[UTC]")
    others = [
        Selection("tag:war"),
        Selection("-tag:war"),
        Selection(since=day),
        Selection(until=day),
        Selection(by=("tag",)),
    ]
    names = [report_folder_name(book, each) for each in [WHOLE, Selection(by=BY), *others]]
    assert names[0] == names[1] == book.header.name
    assert len(set(names)) == len(others) + 1
    assert all(name.startswith(f"{book.header.name}-") for name in names[2:])
    hostile = report_folder_name(book, Selection('"../../etc/passwd\n' + "x" * 500 + '"'))
    assert "/" not in hostile
    assert "\n" not in hostile
    assert len(hostile) < 100
