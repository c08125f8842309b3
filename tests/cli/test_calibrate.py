"""`brierbook calibrate` and `brierbook recalibrate`, run as a user runs them."""

import csv
import json
import re
from typing import TYPE_CHECKING, Any

import arviz as az
import numpy as np
import pytest

from brierbook.analysis.calibration.calibrator import BayesianCalibrator

if TYPE_CHECKING:
    from tests.conftest import Draft, Run

LIKELY = {"how": "stated", "p": "0.8"}


@pytest.fixture
def book(workspace: "Draft") -> "Draft":
    """Give a book of two stated forecasts: 80 % that came true, 90 % that did not."""
    workspace.body("forecast", "f-rain")["confidence"] = LIKELY
    workspace.body("proposition", "rain@7d")["tags"] = ["sky"]
    workspace.save()
    return workspace


def data(run: "Run", *arguments: str) -> dict[str, Any]:
    done = run(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_answer_is_that_of_the_calibrator(book: "Draft", run: "Run") -> None:
    done = run("calibrate")
    assert (done.returncode, done.stderr) == (0, "")
    curve = BayesianCalibrator().fit([0.8, 0.9], [1, 0]).curve(0.7)
    low, high = curve.limits[0.9]
    expected = f"When you say 70 %, read {100 * curve.mean[0]:.0f} % "
    expected += f"[{100 * low[0]:.0f}, {100 * high[0]:.0f}]"
    assert expected in done.stdout.splitlines()
    assert done.stdout.startswith("Learnt from 2 forecasts on 2 events.\n")
    assert "Engine: grid (2 parameters and no groups); 2000 effective draws." in done.stdout
    assert "The prior shows in bias, log_slope" in done.stdout
    assert "Calibrated with probability 0." in done.stdout
    folder = book.root / "analysis" / "rain-2026"
    with (folder / "calibration.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 99
    assert float(rows[69]["said"]) == 0.7
    assert float(rows[69]["mean"]) == pytest.approx(curve.mean[0])
    tree = az.from_netcdf(folder / "calibration.nc")
    assert tree["posterior"]["bias"].shape == (4, 500)
    shown = re.findall(r"^wrote (.*)$", done.stdout, re.MULTILINE)
    assert [each.rsplit("/", 1)[-1] for each in shown] == ["calibration.csv", "calibration.nc"]


def test_groups_learn_from_each_other(book: "Draft", run: "Run") -> None:
    del book
    found = data(run, "calibrate", "--by", "tag")
    assert found["schema"] == "brierbook.calibrate/1"
    assert found["engine"]["name"] == "quadrature"
    assert [each["tag"] for each in found["groups"]] == ["sky", "test"]
    read = {each["tag"]: each["readings"][7]["read"] for each in found["groups"]}
    typical = found["readings"][7]["read"]
    assert read["test"] < typical < read["sky"]
    assert found["diagnostics"]["problems"] == []
    assert 0 < found["p_calibrated"]["value"] < 1


def test_the_text_lists_the_groups(book: "Draft", run: "Run") -> None:
    del book
    done = run("calibrate", "--by", "tag", "--model", "beta")
    assert done.returncode == 0
    assert "\ntag sky\nWhen you say 30 %" in done.stdout
    assert "quadrature (one grouping factor, tag)" in done.stdout


def test_another_folder_may_be_named(book: "Draft", run: "Run") -> None:
    done = run("calibrate", "-o", str(book.root / "out"))
    assert done.returncode == 0
    assert (book.root / "out" / "analysis" / "rain-2026" / "calibration.nc").is_file()
    assert not (book.root / "analysis").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--by", "weather"], "'weather' is none of forecaster, language, phrase, source, tag."),
        (["--model", "platt"], "'platt' is not one of 'cox', 'extremizing', 'beta', 'monotone'"),
        (["--engine", "advi"], "'advi' is not one of 'auto', 'grid', 'quadrature', 'pymc'"),
        (["--by", "tag", "--engine", "grid"], "'grid' cannot do this; use 'auto', here quadr"),
        (["--clip", "0.7"], "clip: 0.7 is not between 0 and 1/2"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    book: "Draft", run: "Run", arguments: list[str], message: str
) -> None:
    del book
    done = run("calibrate", *arguments)
    assert done.returncode in {1, 2}
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("said", ["70%", "70 %", "0.7", "0,7"])
def test_one_forecast_is_answered(book: "Draft", run: "Run", said: str) -> None:
    del book
    done = run("recalibrate", said)
    assert (done.returncode, done.stderr) == (0, "")
    expected = BayesianCalibrator().fit([0.8, 0.9], [1, 0]).predict([0.7])[0]
    first, *_ = done.stdout.splitlines()
    assert first.startswith(f"When you say 70 %, read {100 * expected:.0f} % [")


def test_a_group_that_was_seen_and_one_that_was_not(book: "Draft", run: "Run") -> None:
    del book
    seen = data(run, "recalibrate", "70%", "--tag", "sky")
    fresh = data(run, "recalibrate", "70%", "--tag", "sea")
    assert (seen["unseen"], fresh["unseen"]) == ([], ["tag"])
    assert fresh["upper"] - fresh["lower"] > seen["upper"] - seen["lower"]
    said = run("recalibrate", "70%", "--tag", "sea\x1b").stdout
    assert "Nothing of tag sea\\x1b has resolved: taken as one more tag." in said


@pytest.mark.parametrize(
    ("said", "code"),
    [
        *((each, 3) for each in ("70", "0", "1", "-0.1", "nan", "inf", "likely", "")),
        *((each, 2) for each in ("0%", "100%")),
    ],
)
def test_what_is_no_probability_is_refused(book: "Draft", run: "Run", said: str, code: int) -> None:
    del book
    done = run("recalibrate", "--", said)
    assert done.returncode == code
    assert ("is certain; write one between" if code == 2 else "probability") in done.stderr


def test_nothing_resolved_says_what_to_do(workspace: "Draft", run: "Run") -> None:
    workspace.entries = [each for each in workspace.entries if each["kind"] != "resolution"]
    workspace.save()
    for command in (["calibrate"], ["recalibrate", "70%"]):
        done = run(*command)
        assert done.returncode == 1
        assert "resolve some, or log new ones" in done.stderr


def test_the_curve_never_falls(book: "Draft", run: "Run") -> None:
    del book
    found = data(run, "calibrate", "--model", "beta")
    read = [each["read"] for each in found["readings"]]
    assert (np.diff(read) > 0).all()
    assert all(each["lower"] < each["read"] < each["upper"] for each in found["readings"])
