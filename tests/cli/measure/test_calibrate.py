"""`brierbook calibrate` and `brierbook recalibrate`, run as a user runs them."""

import csv
import json
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from brierbook.analysis.calibration.engines.calibrator import BayesianCalibrator
from brierbook.forecasts.entries.records import LANGUAGES

if TYPE_CHECKING:
    from tests.conftest import Draft, Run

LIKELY = {"how": "stated", "p": "0.8"}


@pytest.fixture
def book(workspace: "Draft") -> "Draft":
    """Give a book of two stated forecasts: 80 % that came true, 90 % that did not."""
    workspace.body("forecast", "f-rain")["confidence"] = LIKELY
    workspace.body("proposition", "rain@7d")["tags"] = ["sky", "water"]
    workspace.save()
    return workspace


def data(run: "Run", *arguments: str) -> dict[str, Any]:
    done = run(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_answer_is_that_of_the_calibrator(book: "Draft", run: "Run") -> None:
    import arviz as az  # heavy

    done = run("calibrate")
    assert (done.returncode, done.stderr) == (0, "")
    curve = BayesianCalibrator().fit([0.8, 0.9], [1, 0]).curve(0.7)
    low, high = curve.limits[0.9]
    expected = f"When you say 70%, read {100 * curve.mean[0]:.0f}% "
    expected += f"[{100 * low[0]:.0f}, {100 * high[0]:.0f}]"
    assert expected in done.stdout.splitlines()
    assert done.stdout.startswith("Learnt from 2 forecasts on 2 events.\n")
    assert "Engine: grid (2 parameters and no groups); 2,000 effective draws." in done.stdout
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


SAID = {
    "uk": [
        "Підстава: 2 прогнози про 2 події.",
        r"Якщо сказано  5 %, читайте +\d+ % \[\d+; \d+\]",
        r"Якщо сказано 95 %, читайте +\d+ % \[\d+; \d+\]",
        r"Чи було сказане надто сміливим, чи надто обережним, визначити неможливо\. .*",
        r"Чи корисно виправляти такі прогнози, визначити неможливо: .*",
        r"Імовірність того, що прогнози калібровані, — 0,\d\d \(інтегруванням; .* 50\)\.",
        r"Обчислено: сітка \(2 параметри, груп немає\); ефективний обсяг вибірки — 2000\.",
        r"Апріорний розподіл ще помітний у параметрах bias, log_slope; .*",
        r"записано: .*/analysis/rain-2026/calibration\.csv",
    ],
    "ru": [
        "Основание: 2 прогноза по 2 событиям.",
        r"Если сказано  5 %, читайте +\d+ % \[\d+; \d+\]",
        r"Если сказано 95 %, читайте +\d+ % \[\d+; \d+\]",
        r"Было ли сказанное слишком смелым или слишком осторожным, определить нельзя\. .*",
        r"Полезно ли исправлять такие прогнозы, определить нельзя: .*",
        r"Вероятность того, что прогнозы калиброваны, — 0,\d\d \(интегрированием; априори .*\)\.",
        r"Вычислено: сетка \(2 параметра, групп нет\); эффективный объём выборки — 2000\.",
        r"Априорное распределение ещё заметно в параметрах bias, log_slope; .*",
        r"записано: .*/analysis/rain-2026/calibration\.csv",
    ],
}


@pytest.mark.parametrize("language", ["uk", "ru"])
def test_the_answer_in_other_languages(book: "Draft", run: "Run", language: str) -> None:
    del book
    done = run("calibrate", "--lang", language)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    for wanted in SAID[language]:
        assert any(re.fullmatch(wanted, line) for line in lines), wanted
    letters = re.sub("bias|log_slope|/.*|p-знач", "", done.stdout)
    assert not re.search("[A-Za-z]", letters)
    english = run("calibrate").stdout
    assert re.findall(r"\d+(?=[,;] \d+\])", done.stdout) == re.findall(r"\d+(?=, \d+\])", english)


@pytest.mark.parametrize(
    ("language", "group", "unseen"),
    [
        ("en", "tag: sky", "Nothing of “tag: sea” has resolved: it is taken as one"),
        ("uk", "тег: sky", "Підсумків для групи «тег: sea» ще немає, тож її взято"),
        ("ru", "тег: sky", "Исходов для группы «тег: sea» ещё нет, поэтому она взята"),
    ],
)
def test_groups_are_named_in_the_language_of_the_reader(
    book: "Draft", run: "Run", language: str, group: str, unseen: str
) -> None:
    del book
    done = run("calibrate", "--by", "tag", "--lang", language)
    assert group in done.stdout.splitlines()
    one = run("recalibrate", "70%", "--tag", "sea", "--lang", language)
    assert (one.returncode, one.stderr) == (0, "")
    assert one.stdout.splitlines()[1].startswith(unseen)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["have no finite log odds: 1 forecast.", "from 0 and 100%: 1 forecast."]),
        ("uk", ["скінченного логарифма шансів: 1 прогноз.", "від 0 і 100 %: 1 прогноз."]),
        ("ru", ["конечного логарифма шансов: 1 прогноз.", "от 0 и 100 %: 1 прогноз."]),
    ],
)
def test_certainty_is_left_out_or_moved_and_counted(
    book: "Draft", run: "Run", language: str, said: list[str]
) -> None:
    book.body("forecast", "f-opens")["confidence"]["p"] = "0"
    book.save()
    left_out, moved = said
    assert left_out in run("calibrate", "--lang", language).stdout.splitlines()[0]
    clipped = run("calibrate", "--clip", "0.01", "--lang", language).stdout.splitlines()[0]
    assert moved in clipped
    assert left_out not in clipped


def test_data_is_the_same_in_every_language(book: "Draft", run: "Run") -> None:
    del book
    for command in (("calibrate", "--by", "tag"), ("recalibrate", "70%")):
        assert len({run(*command, "--json", "--lang", each).stdout for each in LANGUAGES}) == 1


def test_groups_learn_from_each_other(book: "Draft", run: "Run") -> None:
    del book
    found = data(run, "calibrate", "--by", "tag")
    assert found["schema"] == "brierbook.calibrate/1"
    assert found["engine"]["name"] == "quadrature"
    assert [each["tag"] for each in found["groups"]] == ["sky", "test", "water"]
    read = {each["tag"]: each["readings"][7]["read"] for each in found["groups"]}
    typical = found["readings"][7]["read"]
    assert read["test"] < typical < read["sky"]
    assert found["diagnostics"]["problems"] == []
    assert 0 < found["p_calibrated"]["value"] < 1


def test_the_text_lists_the_groups(book: "Draft", run: "Run") -> None:
    del book
    done = run("calibrate", "--by", "tag", "--model", "beta")
    assert done.returncode == 0
    assert "\ntag: sky\nWhen you say 30%" in done.stdout
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
    assert first.startswith(f"When you say 70%, read {100 * expected:.0f}% [")


def test_a_group_that_was_seen_and_one_that_was_not(book: "Draft", run: "Run") -> None:
    del book
    seen = data(run, "recalibrate", "70%", "--tag", "sky")
    fresh = data(run, "recalibrate", "70%", "--tag", "sea")
    assert (seen["unseen"], fresh["unseen"]) == ([], ["tag"])
    assert fresh["upper"] - fresh["lower"] > seen["upper"] - seen["lower"]
    said = run("recalibrate", "70%", "--tag", "sea\x1b").stdout
    assert "Nothing of “tag: sea\\x1b” has resolved: it is taken as one more of its kind." in said


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


DROPPED = [
    ("en", "language is left out: groups, 2, are too few to tell how groups differ"),
    ("uk", "Чинник «мова» не враховано: груп (2) замало, щоб дізнатися, як вони різняться"),
    ("ru", "Фактор «язык» не учтён: групп (2) слишком мало, чтобы узнать, чем они различаются"),
]


@pytest.mark.parametrize(("language", "said"), DROPPED)
def test_fewer_than_three_groups_share_one_curve_and_that_is_said(
    book: "Draft", run: "Run", language: str, said: str
) -> None:
    del book
    for command in (("calibrate", "--by", "language"), ("recalibrate", "70%", "--language", "uk")):
        assert said in run(*command, "--lang", language).stdout
    found = data(run, "recalibrate", "70%", "--language", "uk")
    plain = data(run, "recalibrate", "70%")
    assert (found["read"], found["dropped"]) == (plain["read"], ["language"])


def test_what_could_have_been_found_is_said(book: "Draft", run: "Run") -> None:
    del book
    said = run("calibrate").stdout
    assert "Whether what was said was too bold or too timid cannot be told." in said
    assert "is found with 2 events in 0 of 100 books" in said
    assert "Sentences looked at: 7." in said
    found = data(run, "calibrate")["claims"]
    assert [each["holds"] for each in found["sentences"]] == [False] * 7
    assert found == data(run, "recalibrate", "70%")["claims"]
