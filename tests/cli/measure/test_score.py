"""`brierbook score`, run as a user runs it."""

import csv
import io
import json
import math
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from brierbook.analysis.tables.forecast_rows import forecast_table, scored_forecasts
from brierbook.analysis.tables.metrics import METRICS
from brierbook.analysis.tables.performance import summarize_scores, with_scores
from brierbook.forecasts.entries.records import LANGUAGES
from brierbook.forecasts.store.loading import open_book

if TYPE_CHECKING:
    from tests.conftest import Draft, Run


@pytest.fixture
def book(workspace: "Draft") -> "Draft":
    """Give a book with a stated hit, a worded hit, hindsight and an open question."""
    workspace.copy("forecast", "f-opens", id="late", made_at="2026-05-31[Europe/Kyiv]")
    workspace.body("proposition", "rain@7d")["tags"] = ["sky", "water"]
    workspace.body("proposition", "opens")["tags"] = ["water"]
    workspace.save()
    return workspace


def rows(run: "Run", *arguments: str, baseline: str | float = "even") -> list[dict[str, Any]]:
    done = run("score", "--json", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    data = json.loads(done.stdout)
    assert (data["schema"], data["level"], data["baseline"]) == (
        "brierbook.score/1",
        0.9,
        baseline,
    )
    found: list[dict[str, Any]] = data["rows"]
    return found


def test_the_scores_are_those_of_the_report(book: "Draft", run: "Run") -> None:
    reported = summarize_scores(
        with_scores(scored_forecasts(forecast_table(open_book(book.workspace))))
    )
    asked = ("--baseline", "base_rate")
    found = {row["metric"]: row for row in rows(run, *asked, baseline="base_rate")}
    assert list(found) == ["brier", "log"]
    for name, row in found.items():
        assert row["score"] == pytest.approx(reported[name].value)
        assert row["difference"] == pytest.approx(reported[f"{name}_minus_base_rate"].value)
    counts = ("n", "propositions", "events", "hindsight", "open", "void")
    assert [found["brier"][name] for name in counts] == [2, 2, 2, 1, 1, 0]
    assert found["brier"]["coverage"] == 0.5


def test_baselines_by_name_or_number(book: "Draft", run: "Run") -> None:
    even = rows(run, "--baseline", "even", baseline="even")[0]
    assert even["baseline"] == 0.25
    tenth = rows(run, "--baseline", "0.1", baseline=0.1)[0]
    assert tenth["baseline"] == pytest.approx((0.9**2 + 0.1**2) / 2)
    assert rows(run, "--baseline", "10%", baseline=0.1)[0] == tenth
    assert tenth["skill"] == pytest.approx(1 - tenth["score"] / tenth["baseline"])
    del book


TABLES = {
    "en": """\
language   metric  score  90%  baseline  difference  90%  skill
English    Brier   0.810          0.000       0.810
Ukrainian  Brier   0.330          0.000       0.330

Less is better.
Baseline: always saying the share that came true, known only afterwards.
No limits where there is one event: nothing shows how much events differ.
As said: statements of documents are never revised; each event counts in full.
Too few events to judge anyone: 2, fewer than 20.

language     forecasts  scored  propositions  events  coverage  hindsight  open
no document          1       0             0       0        0%          0     1
English              2       1             1       1       50%          1     0
Ukrainian            1       1             1       1      100%          0     0
""",
    "uk": """\
мова        показник  значення  90 %   база  різниця  90 %  виграш
англійська  Браєр        0,810        0,000    0,810
українська  Браєр        0,330        0,000    0,330

Що менше, то краще.
База: завжди називати частку справджених, відому лише згодом.
Де подія одна, меж немає: з неї не видно, як різняться події.
Як сказано: твердження документів ніхто не переглядає; кожна подія важить повністю.
Подій замало, щоб когось судити: 2, менше ніж 20.

мова           прогнози  оцінені  твердження  події  охоплення  постфактум  відкриті
без документа         1        0           0      0        0 %           0         1
англійська            2        1           1      1       50 %           1         0
українська            1        1           1      1      100 %           0         0
""",
    "ru": """\
язык        показатель  значение  90 %   база  разница  90 %  выигрыш
английский  Брайер         0,810        0,000    0,810
украинский  Брайер         0,330        0,000    0,330

Чем меньше, тем лучше.
База: всегда называть долю сбывшихся, известную лишь впоследствии.
Где событие одно, границ нет: из него не видно, как различаются события.
Как сказано: утверждения документов никто не пересматривает; каждое событие весит полностью.
Событий слишком мало, чтобы кого-то судить: 2, меньше 20.

язык           прогнозы  оценённые  утверждения  события  охват  постфактум  открытые
без документа         1          0            0        0    0 %           0         1
английский            2          1            1        1   50 %           1         0
украинский            1          1            1        1  100 %           0         0
""",
}


SHOWN = {
    "en": "Nothing is shown of direction, boldness, 50% or a correction; sentences looked at: 7. ",
    "uk": "Ні про напрям, ні про сміливість, ні про користь виправлення, ні проти 50 % нічого не ",
    "ru": "Ни о направлении, ни о смелости, ни о пользе исправления, ни против 50 % ничего не ",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_for_a_person(book: "Draft", run: "Run", language: str) -> None:
    del book
    asked = ("--by", "language", "--metric", "brier", "--baseline", "base_rate")
    done = run("score", *asked, "--lang", language)
    assert (done.returncode, done.stderr) == (0, "")
    # one without a text is open; a stated 0.9 failed; a phrase came true, over its distribution
    tables, shown = done.stdout.rstrip("\n").rsplit("\n\n", 1)
    assert f"{tables}\n" == TABLES[language]
    assert shown.replace("\xa0", " ").startswith(SHOWN[language])


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["Less is better; for DSC, AUC more is.", "a number", "может", "not known"]),
        ("uk", ["Що менше, то краще; для DSC, AUC — навпаки.", "названо числом", "невідомо"]),
        ("ru", ["Чем меньше, тем лучше; для DSC, AUC — наоборот.", "названо числом", "неизвестно"]),
    ],
)
def test_what_a_name_hides_is_said(
    book: "Draft", run: "Run", language: str, said: list[str]
) -> None:
    book.body("forecast", "f-rain")["confidence"]["phrase"] = "может"
    book.redact(book.entry("forecast", "late"), proposition="opens", kind="forecast")
    book.save()
    metrics = ("--metric", "brier", "--metric", "dsc", "--metric", "auc")
    done = run("score", "--by", "phrase", *metrics, "--lang", language)
    assert (done.returncode, done.stderr) == (0, "")
    for text in said:
        assert text in done.stdout


@pytest.mark.parametrize(
    ("baseline", "language", "said"),
    [
        ("even", "en", "Baseline: always saying 50%."),
        ("even", "uk", "База: завжди казати 50 %."),
        ("0.25", "ru", "База: всегда говорить 25 %."),
        ("0.125", "uk", "База: завжди казати 12,5 %."),
    ],
)
def test_the_baseline_is_named(run: "Run", baseline: str, language: str, said: str) -> None:
    done = run("score", "--baseline", baseline, "--lang", language)
    assert said in done.stdout.splitlines()


def test_a_metric_that_is_named_twice_counts_once(run: "Run") -> None:
    twice = run("score", "--metric", "brier", "--metric", "brier")
    assert twice.stdout == run("score", "--metric", "brier").stdout
    assert twice.stdout.count("Brier") == 1


def test_parts_of_a_score_have_no_baseline(run: "Run") -> None:
    done = run("score", "--metric", "mcb", "--lang", "uk")
    assert done.stdout.splitlines()[0].split() == ["показник", "значення", "90", "%"]
    assert "База" not in done.stdout


def test_the_language_is_that_of_the_locale(run: "Run", tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "LANG": "uk_UA.UTF-8"}
    assert run("score", env=home).stdout.startswith("показник")
    english, ukrainian = (run("score", "--json", "--lang", each).stdout for each in ("en", "uk"))
    assert english == ukrainian


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "No forecast of yes or no can be scored yet."),
        ("uk", "Жодного прогнозу «так чи ні» поки що не можна оцінити."),
        ("ru", "Ни одного прогноза «да или нет» пока нельзя оценить."),
    ],
)
def test_a_book_in_which_nothing_resolved_says_so(
    workspace: "Draft", run: "Run", language: str, said: str
) -> None:
    workspace.entries = [each for each in workspace.entries if each["kind"] != "resolution"]
    workspace.save()
    done = run("score", "--lang", language)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == said
    assert done.stdout.splitlines()[-1].split()[0] == "3"


def test_a_forecast_that_was_taken_out_is_counted_beside_the_score(
    book: "Draft", run: "Run"
) -> None:
    before = rows(run, "--by", "proposition", "--metric", "brier")
    book.redact(book.entry("forecast", "f-rain"), proposition="rain@7d", kind="forecast")
    book.save()
    after = rows(run, "--by", "proposition", "--metric", "brier")
    counted = ("proposition", "n", "redacted")
    assert [[row[name] for name in counted] for row in before] == [
        ["collapses", 0, 0],
        ["opens", 1, 0],
        ["rain@7d", 1, 0],
    ]
    assert [[row[name] for name in counted] for row in after][2] == ["rain@7d", 0, 1]
    (whole,) = rows(run, "--metric", "brier")
    assert (whole["n"], whole["redacted"], whole["coverage"]) == (1, 1, 0.25)
    assert [row["tag"] for row in rows(run, "--by", "tag", "--metric", "brier")] == [
        "sky",
        "test",
        "water",
    ]


def test_one_whose_proposition_is_gone_too_is_counted(workspace: "Draft", run: "Run") -> None:
    for kind in ("forecast", "resolution"):
        entry = workspace.entry(kind, {"forecast": "f-opens", "resolution": "opens"}[kind])
        workspace.redact(entry, proposition="opens", kind=kind)
    workspace.redact(workspace.entry("proposition", "opens"), kind="proposition")
    workspace.save()
    (row,) = rows(run, "--metric", "brier")
    assert (row["n"], row["redacted"]) == (1, 1)
    assert "not known" not in run("score", "--by", "proposition").stdout


def test_two_tags_count_in_both(book: "Draft", run: "Run") -> None:
    del book
    found = rows(run, "--by", "tag", "--metric", "brier")
    assert [(row["tag"], row["n"]) for row in found] == [("sky", 1), ("test", 0), ("water", 2)]


def test_a_proposition_without_tags_has_an_empty_one(workspace: "Draft", run: "Run") -> None:
    workspace.body("proposition", "opens")["tags"] = []
    workspace.save()
    found = rows(run, "--by", "tag", "--metric", "brier")
    assert [(row["tag"], row["n"]) for row in found] == [("", 1), ("test", 1)]


def test_groups_by_columns_at_commas_or_again(book: "Draft", run: "Run") -> None:
    del book
    at_commas = rows(run, "--by", "forecaster,event", "--metric", "brier")
    again = rows(run, "--by", "forecaster", "--by", "event", "--metric", "brier")
    assert at_commas == again
    names = [(row["forecaster"], row["event"]) for row in again]
    assert names == [("author", "storm"), ("mayor", "bridge")]


def test_csv_has_the_same_numbers(book: "Draft", run: "Run") -> None:
    del book
    done = run("score", "--csv", "--by", "source")
    assert (done.returncode, done.stderr) == (0, "")
    table = list(csv.DictReader(io.StringIO(done.stdout)))
    data = rows(run, "--by", "source")
    assert [list(row) for row in table] == [list(row) for row in data]
    for row, other in zip(table, data, strict=True):
        assert float(row["score"] or math.nan) == pytest.approx(
            math.nan if other["score"] is None else other["score"], nan_ok=True
        )


def test_csv_holds_no_formula(book: "Draft", run: "Run") -> None:
    for entry in book.entries:
        body = json.loads(json.dumps(entry["body"]).replace('"mayor"', '"=1+1"'))
        entry["body"] = body
    book.save()
    done = run("score", "--csv", "--by", "forecaster")
    assert done.returncode == 0, done.stderr
    assert {line.partition(",")[0] for line in done.stdout.splitlines()[1:]} >= {"'=1+1"}


def test_what_is_infinite_is_spelled_out_and_what_is_unknown_is_null(
    workspace: "Draft", run: "Run"
) -> None:
    workspace.body("forecast", "f-opens")["confidence"]["p"] = "1"
    workspace.save()
    log, area = rows(run, "--by", "forecaster", "--metric", "log", "--metric", "auc")[2:]
    assert (log["score"], log["skill"]) == ("Infinity", "-Infinity")
    assert (area["n"], area["score"]) == (1, None)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--by", "color"], "'color' is none of claim, event, forecaster, language, phrase,"),
        (["--by", "source,"], "'' is none of claim"),
        (["--metric", "brie"], "'brie' is unknown; known are brier, log, spherical, mcb,"),
        (["--json", "--csv"], "--json and --csv exclude each other"),
        (["--baseline", "1.5"], "'1.5' is none of even, base_rate, others, nor a number from 0"),
        (["--baseline", "nan"], "'nan' is none of even"),
        (["--baseline", "others"], "'rain@7d' has one forecaster only; leave it out or take"),
    ],
)
def test_wrong_use_ends_with_2(run: "Run", arguments: list[str], message: str) -> None:
    done = run("score", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


def test_a_book_without_forecasts_says_what_to_do(workspace: "Draft", run: "Run") -> None:
    kinds = ("forecast", "resolution")
    workspace.entries = [entry for entry in workspace.entries if entry["kind"] not in kinds]
    workspace.save()
    done = run("score")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "brierbook: the book has no forecast on a primary reading yet; log one\n"
    )


def test_help_names_every_metric(run: "Run") -> None:
    shown = run("score", "--help").stdout
    assert all(name in shown for name in METRICS)


def test_a_phrase_cannot_move_the_cursor(workspace: "Draft", run: "Run") -> None:
    workspace.body("forecast", "f-rain")["confidence"]["phrase"] = "може\u202e"
    workspace.save()
    done = run("score", "--by", "phrase")
    assert done.returncode == 0
    assert "може\\u202e" in done.stdout
    assert "\u202e" not in done.stdout


def test_a_query_and_a_period_choose_what_is_scored(book: "Draft", run: "Run") -> None:
    del book
    [everything, _] = rows(run)
    [english, _] = rows(run, "forecaster:mayor")
    [ukrainian, _] = rows(run, "forecaster:author")
    assert (everything["n"], english["n"], ukrainian["n"]) == (2, 1, 1)
    mean = (english["score"] + ukrainian["score"]) / 2
    assert everything["score"] == pytest.approx(mean)
    # the rain was known in April, the bridge in May
    [late, _] = rows(run, "--since", "2026-05-01")
    assert (late["n"], late["score"]) == (1, pytest.approx(0.81))
    [early, _] = rows(run, "--until", "2026-05-01")
    assert (early["n"], early["score"]) == (1, ukrainian["score"])
    done = run("score", "forecaster:author", "--until", "2026-05-01", "--lang", "uk")
    assert done.stdout.startswith(
        "Лише те, про що спитано: forecaster:author --until 2026-05-01.\n"
    )
    nothing = run("score", "tag:nowhere")
    assert (nothing.returncode, nothing.stdout) == (1, "")
    assert "leave no proposition" in nothing.stderr


def test_certain_forecasts_may_be_clipped_and_that_is_said(workspace: "Draft", run: "Run") -> None:
    workspace.body("forecast", "f-opens")["confidence"]["p"] = "1"
    workspace.save()
    whole = ("--by", "forecaster", "--metric", "log")
    assert {row["score"] for row in rows(run, *whole) if row["n"]} >= {"Infinity"}
    scores = {row["forecaster"]: row["score"] for row in rows(run, *whole, "--clip", "0.001")}
    assert scores["mayor"] == pytest.approx(-math.log(0.001))
    said = run("score", "--clip", "0.001").stdout
    assert "nearer to 0 or 1 than 0.001 are scored as if they kept it; forecasts moved: 1." in said
    assert run("score", "--clip", "0.5").returncode == 2
