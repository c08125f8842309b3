"""What is done with a data frame is what the commands do with a book of the same rows."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from tests.conftest import Run

import brierbook as bb
from brierbook.analysis.tables.claimed_rows import read_claimed_rows
from brierbook.errors import ArgumentError, WorkspaceError
from brierbook.reports.figures.reliability import plot_reliability
from brierbook.reports.model import Picture
from brierbook.speech.catalogue import load_catalogue

# a data frame has no windows of time to pool over
LAST = ("--standing", "last")
LIBRARIES = {"pandas": pd.DataFrame, "polars": pl.from_pandas, "pyarrow": pa.Table.from_pandas}


def ask(run: Run, book: Path, *words: str) -> dict[str, Any]:
    done = run("--book", str(book), *words, "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("by", [(), ("forecaster",)])
def test_scores_are_those_of_the_command(
    data: pd.DataFrame, book: Path, run: Run, library: str, by: tuple[str, ...]
) -> None:
    words = [*LAST, *(word for name in by for word in ("--by", name))]
    names = ("brier", "log", "mcb", "auc")
    options = [word for name in names for word in ("--metric", name)]
    expected = pd.DataFrame(ask(run, book, "score", *options, *words)["rows"])
    found = bb.score(LIBRARIES[library](data), names, by).to_frame()
    assert found["metric"].tolist() == expected["metric"].tolist()
    for name in ("n", "propositions", "events", "superseded", "open"):
        assert found[name].tolist() == expected[name].tolist(), name
    for name in ("coverage", "score", "lower", "upper", "baseline", "skill", "p_value"):
        np.testing.assert_allclose(
            found[name].to_numpy(), expected[name].to_numpy(dtype=float), rtol=1e-9, err_msg=name
        )


def test_the_curve_is_that_of_the_command(
    data: pd.DataFrame, book: Path, run: Run, tmp_path: Path
) -> None:
    words = ("calibrate", "--engine", "grid", "-o", str(tmp_path), *LAST)
    expected = ask(run, book, *words)
    found = bb.calibrate(data, engine="grid")
    assert (found.forecasts, found.certain) == (expected["forecasts"], 0)
    read = pd.DataFrame(expected["readings"])
    table = found.to_frame(read["said"])
    for name, column in (("read", "mean"), ("lower", "lower90"), ("upper", "upper90")):
        np.testing.assert_allclose(table[column], read[name], atol=1e-6)
    assert found.overconfident == pytest.approx(expected["p_overconfident"], abs=1e-6)


def counted_by_hand(data: pd.DataFrame) -> pd.DataFrame:
    """Take the last forecast of each forecaster and proposition, and weigh it row by row."""
    last: dict[tuple[str, str], dict[Any, Any]] = {}
    for row in data[data["y"].notna()].sort_values("time").to_dict("records"):
        last[row["forecaster"], row["proposition"]] = row
    rows = sorted(last.values(), key=lambda row: row["time"])
    for row in rows:
        same = [each for each in rows if each["proposition"] == row["proposition"]]
        event = {each["proposition"] for each in rows if each["event"] == row["event"]}
        row["weight"] = 1 / len(same) / len(event)
    return pd.DataFrame(rows).assign(made_at=lambda table: table["time"])


def test_the_figure_is_that_of_the_rows_that_count(data: pd.DataFrame) -> None:
    expected = plot_reliability(counted_by_hand(data))
    found = bb.plot_reliability(data)
    assert found.alt == expected.alt
    assert found.caption == f"As claimed in the data. {expected.caption}"
    pd.testing.assert_frame_equal(found.table, expected.table)


def test_groups_get_a_diagram_each(data: pd.DataFrame) -> None:
    expected = plot_reliability(counted_by_hand(data), by="forecaster")
    found = bb.plot_reliability(data, by="forecaster")
    assert len(found.fig.axes) == data["forecaster"].nunique()
    assert found.alt == expected.alt
    alone = bb.plot_reliability(data[data["forecaster"] == "f0"])
    of_one = found.table[found.table["forecaster"] == "f0"].drop(columns="forecaster")
    pd.testing.assert_frame_equal(of_one.reset_index(drop=True), alone.table)


def test_two_columns_suffice() -> None:
    data = pd.DataFrame({"outcome": [1, 0, 1, 0], "given": [0.9, 0.2, 0.6, 0.1]})
    found = bb.score(data, y="outcome", p="given").to_frame()
    assert found.loc[0, "score"] == pytest.approx((0.01 + 0.04 + 0.16 + 0.01) / 4)
    assert found.loc[0, "events"] == 4
    with pytest.raises(ArgumentError, match="has no column 'y'; its columns are: outcome, given"):
        bb.score(data)


@pytest.mark.parametrize("door", ["score", "calibrate", "plot_reliability", "report"])
@pytest.mark.parametrize(
    ("changes", "options", "said"),
    [
        ({}, {"p": "q"}, "has no column 'q'; its columns are: y, p, event"),
        ({}, {"event": "storm"}, "has no column 'storm'"),
        ({}, {"by": "who"}, "has no column 'who'"),
        ({}, {"colour": "p"}, "colour: is no column; they are: y, p, event"),
        ({"y": 2}, {}, "y.*is not between 0 and 1"),
        ({"p": 30}, {}, "is not between 0 and 1"),
        ({"time": "yesterday"}, {}, "time: is no column of times; write days as"),
        ({"time": None}, {}, r"time\[0\]: is missing; give every row a time, or say time=None"),
        ({"weight": -1.0}, {}, "weight"),
    ],
)
def test_what_cannot_be_read_is_named(
    data: pd.DataFrame, door: str, changes: dict[str, Any], options: dict[str, Any], said: str
) -> None:
    with pytest.raises(ArgumentError, match=said):
        getattr(bb, door)(data.assign(**changes), **options)


def test_a_group_may_not_have_the_name_of_something_else(data: pd.DataFrame) -> None:
    with pytest.raises(ArgumentError, match="'status' has a meaning of its own"):
        bb.score(data.assign(status="closed"), by="status")
    with pytest.raises(ArgumentError, match="'event' has a meaning of its own"):
        bb.score(data, by="event", event="proposition")
    plain = bb.score(data).to_frame()
    pd.testing.assert_frame_equal(plain, bb.score(data.assign(status="closed")).to_frame())


def test_no_data_frame_is_refused() -> None:
    with pytest.raises(ArgumentError, match="is a list; give a data frame"):
        bb.score([0.1, 0.2])
    with pytest.raises(ArgumentError, match="data: is empty"):
        bb.score(pd.DataFrame({"y": [], "p": []}))
    nothing = pd.DataFrame({"y": [None, None], "p": [0.1, 0.2]})
    assert bb.score(nothing).to_frame()["n"].tolist() == [0, 0]
    with pytest.raises(WorkspaceError, match="no forecast can be scored yet"):
        bb.plot_reliability(nothing)


def test_swapped_columns_are_noticed() -> None:
    data = pd.DataFrame({"y": [0.9, 0.2, None], "p": [1, 0, 1]})
    with pytest.raises(ArgumentError, match="are y and p swapped"):
        bb.score(data)
    assert bb.score(data, y="p", p="y").to_frame().loc[0, "score"] == pytest.approx(0.025)


def test_what_came_true_in_part_counts_in_part() -> None:
    data = pd.DataFrame({"y": [0.25, 1.0], "p": [0.5, 0.8]})
    found = bb.score(data, "brier").to_frame().loc[0, "score"]
    expected = ((0.25 - 0.5) ** 2 + (1 - 0.8) ** 2) / 2
    assert found == pytest.approx(expected)
    assert read_claimed_rows(data).judged["outcome"].tolist() == ["fraction", "yes"]


def test_others_must_be_named(data: pd.DataFrame) -> None:
    with pytest.raises(ArgumentError, match="needs a column forecaster; name yours"):
        bb.score(data.drop(columns="forecaster"), baseline="others")


def test_weights_count_within_an_event() -> None:
    data = pd.DataFrame(
        {"y": [1, 1, 0], "p": [0.5, 0.9, 0.3], "event": ["a", "a", "b"], "weight": [3.0, 1.0, 9.0]}
    )
    by_hand = (0.75 * 0.25 + 0.25 * 0.01 + 0.09) / 2
    assert bb.score(data, "brier").to_frame().loc[0, "score"] == pytest.approx(by_hand)
    assert read_claimed_rows(data).counted["weight"].tolist() == [0.75, 0.25, 1.0]
    even = bb.score(data, "brier", weight=None).to_frame().loc[0, "score"]
    assert even == pytest.approx((0.5 * 0.25 + 0.5 * 0.01 + 0.09) / 2)


def test_the_last_forecast_of_a_proposition_counts() -> None:
    data = pd.DataFrame(
        {"y": [1, 1, 1], "p": [0.1, 0.8, 0.6], "who": ["a", "a", "b"], "q": ["x", "x", "x"]}
    )
    for times in ([1, 2, 2], ["2026-01-01", "2026-01-02", "2025-01-01"]):
        timed = data.assign(at=pd.Series(times))
        made = bb.score(timed, "brier", time="at", forecaster="who", proposition="q")
        found = made.to_frame()
        assert (found.loc[0, "n"], found.loc[0, "superseded"]) == (2, 1)
        assert found.loc[0, "score"] == pytest.approx((0.04 + 0.16) / 2)


def test_certain_forecasts_are_left_out_of_the_curve_unless_clipped(data: pd.DataFrame) -> None:
    once = data.drop(columns="time")  # so that no forecast is superseded
    sure = once.assign(p=once["p"].where(data.index > 3, 1.0))
    found = bb.calibrate(sure, engine="grid")
    assert (found.forecasts, found.certain) == (once["y"].notna().sum() - 4, 4)
    assert bb.calibrate(sure, engine="grid", clip=0.001).certain == 0
    with pytest.raises(ArgumentError, match="is 0 or 1 in every forecast"):
        bb.calibrate(data.assign(p=1.0), engine="grid")


def test_results_show_themselves(data: pd.DataFrame) -> None:
    strange = data.assign(forecaster="<b>&")
    for made in (bb.score(strange, by="forecaster"), bb.calibrate(strange, engine="grid")):
        assert repr(made).startswith("As claimed in the data\n")
        page = made._repr_html_()
        assert "<caption>As claimed in the data</caption>" in page
        assert "<b>" not in page


@pytest.fixture(scope="module")
def report(data: pd.DataFrame) -> Any:  # noqa: ANN401
    return bb.report(data, by="forecaster")


@pytest.mark.parametrize("lang", ["en", "uk", "ru"])
def test_a_report_says_that_nobody_can_check(report: Any, lang: str) -> None:  # noqa: ANN401
    words = load_catalogue(lang)
    made = report.write(lang)
    page = report.save  # the same in every format
    assert page
    assert made.title == words.say("claimed.title")
    texts = json.dumps([str(block) for block in made.blocks], ensure_ascii=False)
    assert words.say("claimed.note") in texts
    [picture] = [block for block in made.blocks if isinstance(block, Picture)]
    assert picture.caption.startswith(words.say("claimed.heading"))


@pytest.mark.parametrize("form", ["html", "md", "json", "ipynb", "HTML"])
def test_a_report_is_saved_in_the_format_of_its_suffix(
    report: Any,  # noqa: ANN401
    form: str,
    tmp_path: Path,
) -> None:
    path = tmp_path / "new" / f"report.{form}"
    assert report.save(path) == path
    assert "Forecasts as claimed in the data" in path.read_text(encoding="utf-8")
    again = tmp_path / f"again.{form}"
    report.save(str(again))
    assert again.read_bytes() == path.read_bytes()
    if form == "md":
        [named] = re.findall(r"\]\((reliability\.en\.svg)\)", path.read_text(encoding="utf-8"))
        assert (path.parent / named).is_file()


def test_the_numbers_of_a_report_are_those_of_the_other_doors(
    report: Any,  # noqa: ANN401
    data: pd.DataFrame,
) -> None:
    pd.testing.assert_frame_equal(report.scores.table, bb.score(data).table)
    pd.testing.assert_frame_equal(report.groups.table, bb.score(data, by="forecaster").table)
    pd.testing.assert_frame_equal(report.calibration.to_frame(), bb.calibrate(data).to_frame())
    counted = report.to_frame()
    found = np.average(counted["brier"], weights=counted["weight"])
    assert found == pytest.approx(report.scores.table.loc[0, "score"])


@pytest.mark.parametrize("form", ["svg", "png", "pdf"])
def test_a_figure_is_saved_in_the_format_of_its_suffix(
    data: pd.DataFrame, form: str, tmp_path: Path
) -> None:
    drawing = bb.plot_reliability(data)
    starts = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}
    path = drawing.save(tmp_path / "figures" / f"a.{form}")
    assert path.read_bytes().startswith(starts[form])
    assert drawing.to_frame() is drawing.table


def test_a_figure_of_no_known_format_is_refused(data: pd.DataFrame, tmp_path: Path) -> None:
    drawing = bb.plot_reliability(data)
    with pytest.raises(ArgumentError, match=r"give a file that ends in \.svg, \.png, \.pdf"):
        drawing.save(tmp_path / "a.jpeg")
    (tmp_path / "file").write_text("x")
    with pytest.raises(WorkspaceError, match="cannot be written"):
        drawing.save(tmp_path / "file" / "a.svg")
    with pytest.raises(ArgumentError, match="ax: holds one diagram"):
        bb.plot_reliability(data, by="event", ax=drawing.ax)
