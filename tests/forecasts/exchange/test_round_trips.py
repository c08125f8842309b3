"""Import, export, import: the same questions, forecasts and outcomes where the form can hold them."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.exchange.collecting import ImportAnswers
from brierbook.forecasts.exchange.exporting import write_record
from brierbook.forecasts.exchange.importing import import_source
from brierbook.forecasts.exchange.reading import read_source
from brierbook.forecasts.life.workspaces import make_workspace
from brierbook.forecasts.store.loading import open_book
from brierbook.forecasts.store.opening import open_store
from brierbook.forecasts.when import parse_moment
from brierbook.forecasts.workspace.folders import Workspace

NOON = parse_moment("2026-12-01T12:00:00Z")
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cf")),
    min_size=1,
    max_size=30,
).filter(lambda text: any(map(str.isalnum, text)) and text == text.strip())
PERCENT = st.integers(0, 100)
DAY = st.integers(1, 28)


@st.composite
def predictions(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Make predictions of PredictionBook."""
    texts = draw(
        st.lists(
            TEXT, min_size=1, max_size=4, unique_by=lambda text: " ".join(text.split()).casefold()
        )
    )
    made: list[dict[str, Any]] = []
    number = 100
    for place, text in enumerate(texts, start=1):
        responses = []
        days = draw(st.lists(DAY, min_size=1, max_size=3, unique=True))
        for day in sorted(days):
            number += 1
            responses.append(
                {
                    "id": number,
                    "confidence": draw(PERCENT),
                    "created_at": f"2026-02-{day:02}T09:00:00.000Z",
                    "user_label": draw(st.sampled_from(["ada", "bo"])),
                }
            )
        outcome = draw(st.sampled_from([True, False, None]))
        made.append(
            {
                "id": place,
                "description": text,
                "created_at": "2026-02-01T00:00:00.000Z",
                "deadline": "2026-06-01T10:00:00.000Z",
                "outcome": outcome,
                "last_judgement_at": "2026-07-01T10:00:00.000Z" if outcome is not None else None,
                "responses": responses,
            }
        )
    return made


def book_with(folder: Path, files: list[Path], name: str | None = None) -> Book:
    """Import files into a new book."""
    folder.mkdir(parents=True)
    make_workspace(folder, name="trip", title="Trip", by="ada", now=NOON)
    workspace = Workspace(folder, folder / "forecasts" / "book.jsonl")
    with open_store(workspace) as store:
        read = read_source(files, ImportAnswers(login="ada", zone="UTC"), name)
        assert read.gathered.collection.rejected == []
        import_source(store, workspace, read, "ada", key="k")
    return open_book(workspace)


def content(book: Book, *, hours: bool = True) -> list[tuple[object, ...]]:
    """Give what a book holds, whatever its ids."""
    rows = []
    for forecast in book.forecasts.values():
        proposition = book.propositions[forecast.proposition]
        resolution = book.resolutions.get(proposition.id)
        made = forecast.made_at.first if hours else forecast.made_at.first.date()
        rows.append(
            (
                proposition.text.pick("en")[0],
                str(getattr(forecast.confidence, "p", Decimal(0)).normalize()),
                str(made),
                resolution.outcome if resolution else None,
                str(proposition.deadline.last) if proposition.deadline else None,
            )
        )
    return sorted(rows, key=str)


@pytest.mark.parametrize("form", ["table", "fatebook", "predictionbook", "forecastbench"])
@settings(max_examples=8)
@given(made=predictions())
def test_what_goes_out_comes_in_again(
    form: str, made: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = tmp_path_factory.mktemp("trip")
    source = place / "pb.json"
    source.write_text(json.dumps({"predictions": made}), encoding="utf-8")
    first = book_with(place / "first", [source])
    out = place / "out"
    out.mkdir()
    for name, text in write_record(first, form).files.items():
        (out / name).write_text(text, encoding="utf-8")
    second = book_with(place / "second", [out], form)
    hours = form != "forecastbench"
    assert content(second, hours=hours) == content(first, hours=hours)


LEDGER_QUESTIONS = """\
---
scenario: {name}
end_date: 2026-06-01
type: {kind}
{rest}
---
"""


def test_a_ledger_and_a_hub_hold_distributions(tmp_path: Path) -> None:
    files = []
    for name, kind, rest in (
        ("jar", "interval", "confidence: .8\nmin: 10\nmax: 20\noutcome: 12"),
        ("cup", "choice", 'options:\n  "Owls": .7\n  "Foxes": .3\noutcome: "Owls"'),
    ):
        path = tmp_path / f"{name}.forecast"
        path.write_text(LEDGER_QUESTIONS.format(name=name, kind=kind, rest=rest), encoding="utf-8")
        files.append(path)
    folder = tmp_path / "first"
    folder.mkdir()
    make_workspace(folder, name="trip", title="Trip", by="ada", now=NOON)
    workspace = Workspace(folder, folder / "forecasts" / "book.jsonl")
    with open_store(workspace) as store:
        read = read_source(files, ImportAnswers(login="ada", zone="UTC", made_at="2026-02-01"))
        import_source(store, workspace, read, "ada", key="k")
    first = open_book(workspace)
    for form in ("forecast-ledger", "hubverse"):
        place = tmp_path / form
        place.mkdir()
        for name, text in write_record(first, form).files.items():
            (place / name).write_text(text, encoding="utf-8")
        second = book_with(tmp_path / f"{form}-2", [place], form)
        assert {str(each.confidence) for each in second.forecasts.values()} == {
            str(each.confidence) for each in first.forecasts.values()
        }


def test_what_a_form_cannot_hold_is_listed(tmp_path: Path) -> None:
    path = tmp_path / "cup.forecast"
    path.write_text(
        LEDGER_QUESTIONS.format(
            name="cup", kind="choice", rest='options:\n  "Owls": .7\n  "Foxes": .3'
        ),
        encoding="utf-8",
    )
    folder = tmp_path / "first"
    folder.mkdir()
    make_workspace(folder, name="trip", title="Trip", by="ada", now=NOON)
    workspace = Workspace(folder, folder / "forecasts" / "book.jsonl")
    with open_store(workspace) as store:
        read = read_source([path], ImportAnswers(login="ada", zone="UTC", made_at="2026-02-01"))
        import_source(store, workspace, read, "ada", key="k")
    lost = write_record(open_book(workspace), "table").lost
    assert any("options" in each and each.endswith(": 1") for each in lost)


def test_thirds_that_a_platform_rounds_are_taken_into_the_book(tmp_path: Path) -> None:
    answers = [
        {"id": n, "name": name} for n, name in enumerate(("Less than 5", "5 to 9", "More than 9"))
    ]
    questions = [
        {
            "id": 2,
            "name": "How many?",
            "type": "Forecast::Question",
            "answers": answers,
            "ends_at": "2027-06-01T04:00:00.000Z",
        }
    ]
    parts = [{"answer_id": n, "forecasted_probability": "0.3333"} for n in range(3)]
    sets = [
        {
            "id": 1,
            "membership_id": 4,
            "question_id": 2,
            "created_at": "2026-02-01T00:00:00.000Z",
            "predictions": parts,
        }
    ]
    files = []
    for name, value in (("questions", questions), ("prediction_sets", sets)):
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps({name: value}), encoding="utf-8")
        files.append(path)
    book = book_with(tmp_path / "book", files)
    [forecast] = book.forecasts.values()
    shares = [p for _, p in getattr(forecast.confidence, "p")]  # noqa: B009 - of options
    assert sum(shares) == 1
    assert max(shares) - min(shares) < 1e-15
