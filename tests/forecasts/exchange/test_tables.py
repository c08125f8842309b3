"""Tables that people keep: how their cells are read, and what is asked or refused."""

import io
import json
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.forecasts.exchange.reading_files import about, counted, probabilities, read, reasons

from brierbook.errors import InputError

HEAD = "question,p,outcome,made,deadline\n"


def rows(*lines: str, head: str = HEAD) -> dict[str, str | bytes]:
    return {"mine.csv": head + "\n".join(lines) + "\n"}


def test_a_plain_table_is_told_by_its_columns(tmp_path: Path) -> None:
    data = read(tmp_path, rows("Does the tap drip?,0.25,no,2026-02-01,2026-03-01"))
    [question], [forecast], [outcome] = (
        data["propositions"],
        data["forecasts"],
        data["resolutions"],
    )
    assert (data["format"], question["text"]) == ("table", "Does the tap drip?")
    assert question["deadline"] == "2026-03-01T22:00:00Z"  # the end of the day in Kyiv
    assert forecast["made_at"] == "2026-01-31T22:00:00Z"
    assert (forecast["forecaster"], forecast["p"]) == ("olena", "0.25")
    assert (outcome["outcome"], outcome["known_at"]) == ("no", None)


@pytest.mark.parametrize(
    ("encoding", "sign"),
    [("utf-8-sig", ","), ("utf-16", "\t"), ("utf-16-le", ","), ("cp1251", ";"), ("utf-8", "|")],
)
def test_encodings_and_separators_are_told(tmp_path: Path, encoding: str, sign: str) -> None:
    text = sign.join(["Питання", "Ймовірність", "Зроблено"]) + "\r\n"
    text += sign.join(["Чи цвістиме каштан?", "0.7", "2026-02-01"]) + "\r\n"
    data = read(tmp_path, {"мої.csv": text.encode(encoding)})
    assert data["propositions"][0]["text"] == "Чи цвістиме каштан?"
    assert probabilities(data) == ["0.7"]


def test_accents_are_not_taken_for_cyrillic(tmp_path: Path) -> None:
    text = "question,p,made\nDoes the café reopen à Évry?,0.4,2026-02-01\n"
    data = read(tmp_path, {"list.csv": text.encode("cp1252")})
    assert data["propositions"][0]["text"] == "Does the café reopen à Évry?"


@pytest.mark.parametrize(
    ("cells", "expected", "scale"),
    [
        (["0.7", "1", "0"], ["0.7", "1", "0"], "0-1"),
        (["70", "1", "0"], ["0.7", "0.01", "0"], "percent"),
        (["70%", "5", "0.5 %"], ["0.7", "0.05", "0.005"], "percent"),
        (['"0,7"', '"0,05"', "0"], ["0.7", "0.05", "0"], "0-1"),
        (
            ["1e-7", ".5", "0.123456789012345678"],
            ["0.0000001", "0.5", "0.123456789012345678"],
            "0-1",
        ),
    ],
)
def test_the_scale_is_one_for_the_whole_file(
    tmp_path: Path, cells: list[str], expected: list[str], scale: str
) -> None:
    lines = [f"q{n},{cell},,2026-02-0{n},2026-03-01" for n, cell in enumerate(cells, start=1)]
    data = read(tmp_path, rows(*lines))
    assert probabilities(data) == expected
    assert about(data)["scale"] == scale


def test_a_value_of_the_other_scale_is_rejected_and_not_rescaled(tmp_path: Path) -> None:
    lines = [
        f"q{n},{cell},,2026-02-01,2026-03-01" for n, cell in enumerate(["0.1", "0.2", "0.3", "25"])
    ]
    data = read(tmp_path, rows(*lines))
    assert list(reasons(data)) == ["4"]
    assert probabilities(data) == ["0.1", "0.2", "0.3"]


@pytest.mark.parametrize("cells", [["1", "0"], ["0.7", "0.2", "70", "20"]])
def test_a_scale_that_cannot_be_told_is_asked(tmp_path: Path, cells: list[str]) -> None:
    lines = [f"q{n},{cell},,2026-02-01,2026-03-01" for n, cell in enumerate(cells)]
    with pytest.raises(InputError, match="--scale"):
        read(tmp_path, rows(*lines))


def test_both_questions_are_asked_at_once(tmp_path: Path) -> None:
    lines = rows("q,1,,03/04/2026,05/06/2026")
    with pytest.raises(InputError, match=r"--scale.*--day-first"):
        read(tmp_path, lines)
    data = read(tmp_path, lines, scale="percent", day_first=False)
    assert data["forecasts"][0]["made_at"] == "2026-03-03T22:00:00Z"
    assert probabilities(data) == ["0.01"]


@pytest.mark.parametrize(
    ("made", "order", "day"),
    [
        (["25/04/2026", "03/04/2026"], "day first", "2026-04-03"),
        (["04/25/2026", "03/04/2026"], "month first", "2026-03-04"),
        (["3.4.2026"], "day first", "2026-04-03"),
    ],
)
def test_one_day_above_twelve_shows_the_order(
    tmp_path: Path, made: list[str], order: str, day: str
) -> None:
    data = read(tmp_path, rows(*(f"q,0.{n + 1},,{each}," for n, each in enumerate(made))))
    assert about(data)["order of day and month"] == order
    assert data["forecasts"][-1]["made_day"] == f"{day}[Europe/Kyiv]"


def test_serial_days_of_a_spreadsheet(tmp_path: Path) -> None:
    data = read(tmp_path, rows("q,0.3,,46100,46200", "q,0.4,,46101.75,46200"))
    assert about(data)["dates"] == "excel-1900"
    assert [each["made_at"] for each in data["forecasts"]] == [
        "2026-03-18T22:00:00Z",  # the 19th in Kyiv, midnight
        "2026-03-20T16:00:00Z",
    ]


def test_cells_that_are_no_probability_have_their_reason(tmp_path: Path) -> None:
    cells = ["30-40%", "", "high", "about 20%", "50/50", "101%", "½"]
    lines = [f"q{n},{cell},,2026-02-01,2026-03-01" for n, cell in enumerate(cells, start=1)]
    data = read(tmp_path, rows(*lines))
    assert list(reasons(data)) == ["1", "2", "3", "6", "7"]
    assert "range" in reasons(data)["1"]
    assert probabilities(data) == ["0.2", "0.5"]
    assert data["forecasts"][0]["rounded"] is True


def test_rows_of_one_instant_that_disagree_are_all_rejected(tmp_path: Path) -> None:
    head = "who,question,p,outcome,made\n"
    lines = rows(
        "ada,Fog?,0.2,1,2026-02-01",
        "ada,Fog?,0.20,1,2026-02-01",
        "bo,Fog?,0.3,1,2026-02-01",
        "bo,Fog?,0.6,1,2026-02-01",
        ",,,,",
        ",Fog?,0.5,1,2026-02-01",
        head=head,
    )
    data = read(tmp_path, lines)
    assert [each["at"] for each in data["forecasts"]] == ["mine.csv#1"]
    assert [(each["at"], each["same_as"]) for each in data["dropped"]] == [
        ("mine.csv#2", "mine.csv#1")
    ]
    assert sorted(reasons(data)) == ["3", "4", "6"]
    assert [each["at"] for each in data["left_out"]] == ["mine.csv#5"]


def test_outcomes_that_disagree_are_not_taken(tmp_path: Path) -> None:
    data = read(tmp_path, rows("Hail?,0.2,yes,2026-02-01,", "Hail?,0.3,no,2026-02-02,"))
    assert data["resolutions"] == []
    assert counted(data)["outcomes disagree"] == 1


def test_correct_is_told_of_the_side_that_was_stated(tmp_path: Path) -> None:
    head = "statement,side,confidence,status,made_on\n"
    lines = rows(
        "The tram runs,no,80,correct,2026-02-01",
        "The bus runs,yes,60,incorrect,2026-02-01",
        "The boat runs,,40,correct,2026-02-01",
        head=head,
    )
    data = read(tmp_path, lines)
    assert probabilities(data) == ["0.2", "0.6"]
    assert [each["outcome"] for each in data["resolutions"]] == ["no", "no"]
    assert list(reasons(data)) == ["3"]


def test_a_late_row_is_hindsight_and_the_last_day_is_not_late(tmp_path: Path) -> None:
    data = read(tmp_path, rows("q,0.3,1,2026-03-01,2026-03-01", "q,0.9,1,2026-03-02,2026-03-01"))
    assert [each["standing"] for each in data["forecasts"]] == ["counts", "hindsight"]


def test_line_breaks_quotes_and_unknown_columns(tmp_path: Path) -> None:
    text = 'question,p,made,Mood\n"The ""long""\nnight, again",0.4,2026-02-01,calm\n'
    data = read(tmp_path, {"mine.csv": text})
    assert data["propositions"][0]["text"] == 'The "long"\nnight, again'
    assert counted(data)["unknown columns"] == 1


def test_a_text_is_kept_as_it_is(tmp_path: Path) -> None:
    data = read(tmp_path, rows("#marathon 80% by 2030,0.4,,2026-02-01,"))
    assert data["propositions"][0]["text"] == "#marathon 80% by 2030"


def test_columns_are_known_by_what_people_call_them(tmp_path: Path) -> None:
    text = "date,The claim,my credence,Happened?\n2026-01-05,The cat sleeps,.9,y\n"
    data = read(tmp_path, {"mine.csv": text})
    assert probabilities(data) == ["0.9"]
    assert [each["outcome"] for each in data["resolutions"]] == ["yes"]


def test_a_missing_column_is_asked_for_and_can_be_named(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"odd.csv": "Aussage,Zahl,made\nEs schneit,0.4,2026-02-01\n"}
    with pytest.raises(InputError, match="--column"):
        read(tmp_path, files, name="table")
    data = read(tmp_path, files, name="table", columns={"text": "Aussage", "p": "Zahl"})
    assert probabilities(data) == ["0.4"]


def test_year_9999_is_no_deadline(tmp_path: Path) -> None:
    data = read(tmp_path, rows("q,0.4,,2026-02-01,9999-12-31"))
    assert data["propositions"][0]["deadline"] is None


def test_a_workbook_reads_percents_dates_and_refuses_formulas(tmp_path: Path) -> None:
    from datetime import datetime

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["question", "confidence", "made"])
    sheet.append(["Frost?", 0.35, datetime(2026, 2, 1)])  # noqa: DTZ001 - as a workbook has it
    sheet.append(["Thaw?", "=1/2", datetime(2026, 2, 1)])  # noqa: DTZ001 - the same
    sheet["B2"].number_format = "0%"
    out = io.BytesIO()
    book.save(out)
    data = read(tmp_path, {"mine.xlsx": out.getvalue()})
    assert probabilities(data) == ["0.35"]
    assert list(reasons(data)) == ["2"]


def test_parquet_is_a_table(tmp_path: Path) -> None:
    out = io.BytesIO()
    columns = {"question": ["Frost?", "Thaw?"], "p": [0.3, None], "made": ["2026-02-01"] * 2}
    pq.write_table(pa.table(columns), out)
    data = read(tmp_path, {"mine.parquet": out.getvalue()})
    assert probabilities(data) == ["0.3"]
    assert list(reasons(data)) == ["2"]


@pytest.mark.parametrize("name", ["mine.json", "mine.jsonl"])
def test_flat_objects_of_json_are_a_table(tmp_path: Path, name: str) -> None:
    rows = [
        {"date": "2026-02-01", "prediction": "Fog?", "confidence": 60, "tag": "x", "outcome": None},
        {"date": "2026-02-02", "prediction": "Mist?", "confidence": 75.5, "outcome": True},
        {"date": "2026-02-02", "prediction": "Haze?", "confidence": 170, "outcome": False},
    ]
    text = json.dumps(rows) if name.endswith("json") else "\n".join(map(json.dumps, rows))
    data = read(tmp_path, {name: text})
    assert probabilities(data) == ["0.6", "0.755"]
    assert [each["outcome"] for each in data["resolutions"]] == ["yes"]
    assert len(data["rejected"]) == 1
    assert data["forecasts"][0]["at"] in ("mine.json#/0", "mine.jsonl#1")
