"""Words: published one-level values, sampling from the prior, PyMC's density, simulation."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from scipy import integrate, optimize, stats
from scipy.special import expit

from brierbook.analysis import book_words, fit_words
from brierbook.analysis.calibration.models import words_importance
from brierbook.analysis.calibration.models.words_importance import draw_weighted_uses
from brierbook.analysis.calibration.models.words_model import (
    WordRows,
    WordsModel,
    arrange_uses,
    build_words_model,
    split_spread,
)
from brierbook.analysis.calibration.sampling.problems import Problem
from brierbook.analysis.calibration.sampling.reasons import ASKED_FOR, Engine, Reason
from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.tables.fitted.book_words import worded_rows
from brierbook.errors import ArgumentError, WorkspaceError
from brierbook.forecasts.frozen import replace_fields
from brierbook.forecasts.lexicon import LexiconWord, load_lexicons
from brierbook.forecasts.store.loading import open_book

WORDS = load_lexicons()["brierbook-words-1"].words


def word(name: str, mean: float, sd: float, basis: str = "survey") -> LexiconWord:
    numbers = Decimal(str(mean)), Decimal(str(sd))
    return LexiconWord(name, name[:2], (name,), *numbers, basis, "made up; 400 readers")


def uses(hits: int, total: int) -> Floats:
    y = np.zeros(total)
    y[:hits] = 1
    return y


# "likely" said 12 times, "may happen" 30 times; the limits below are by quadrature, rounded
@pytest.mark.parametrize(
    ("name", "hits", "total", "mean", "limits"),
    [("en.likely", 4, 12, 0.534, (0.37, 0.70)), ("en.may", 3, 30, 0.156, (0.07, 0.26))],
)
def test_one_level(
    name: str, hits: int, total: int, mean: float, limits: tuple[float, float]
) -> None:
    found = fit_words(
        uses(hits, total),
        [name] * total,
        ["x"] * total,
        lexicon=WORDS,
        source_sd=0,
        offset_sd=0,
        draws=40_000,
    )
    row = found.to_frame().iloc[1]
    assert row["learnt"] == pytest.approx(mean, abs=0.002)
    assert (row["learnt_lower"], row["learnt_upper"]) == pytest.approx(limits, abs=0.01)
    survey = stats.norm(float(WORDS[name].mean_logit), float(WORDS[name].sd_logit))

    def density(t: float) -> float:
        return float(survey.pdf(t) * expit(t) ** hits * expit(-t) ** (total - hits) * 1e8)

    whole = integrate.quad(density, -9, 9)[0]
    exact = [
        float(
            expit(
                optimize.brentq(lambda x, q=q: integrate.quad(density, -9, x)[0] / whole - q, -6, 4)
            )
        )
        for q in (0.05, 0.95)
    ]
    assert (row["learnt_lower"], row["learnt_upper"]) == pytest.approx(exact, abs=0.004)


def test_the_spread_of_a_word_is_split_by_what_it_rests_on() -> None:
    asked = word("en.a", 1, 0.6)
    whole = {"survey": asked, "inherited": replace_fields(asked, basis="inherited")}
    whole["hand"] = replace_fields(asked, basis="hand")
    known = {name: split_spread(each) for name, each in whole.items()}
    for pair in known.values():
        assert np.hypot(*pair) == pytest.approx(0.6)
    assert known["survey"][0] == pytest.approx(0.6 / 20), "400 readers were asked"
    assert known["inherited"][1] == pytest.approx(0.4), "readers differ as about the English word"
    assert known["hand"][0] == pytest.approx(known["hand"][1])


def test_all_levels_by_weighing_draws_from_the_prior() -> None:
    """Two English words and a Ukrainian one, two sources: a million draws, weighed."""
    lexicon = {each.id: each for each in (word("en.a", 1, 0.6), word("en.b", -1, 0.9, "hand"))}
    lexicon["uk.c"] = word("uk.c", 0.5, 1.2, "inherited")
    said = {
        ("en.a", "x"): (1, 5),
        ("en.a", "y"): (3, 4),
        ("en.b", "x"): (3, 4),
        ("uk.c", "y"): (0, 6),
    }
    y = np.concatenate([uses(*counts) for counts in said.values()])
    names, sources = zip(*(key for key, (_, n) in said.items() for _ in range(n)), strict=True)
    found = fit_words(y, names, sources, lexicon=lexicon, draws=20_000, seed=1)

    rng = np.random.default_rng(2)
    size = 1_000_000
    spread, offset = np.abs(rng.normal(0, 0.5, size)), rng.normal(0, 0.5, (size, 2))
    known, differ = np.array([split_spread(each) for each in lexicon.values()]).T
    typical = rng.normal([1, -1, 0.5], known, (size, 3)) + offset[:, [0, 0, 1]]
    author = spread[:, None] * rng.normal(size=(size, 2))
    meant = typical[:, [0, 0, 1, 2]] + author[:, [0, 1, 0, 1]]
    meant += differ[[0, 0, 1, 2]] * rng.normal(size=(size, 4))
    hits, total = np.array([*said.values()]).T
    q = expit(meant)
    weight = np.prod(q**hits * (1 - q) ** (total - hits), axis=1)
    weight /= weight.sum()
    error = 4 * np.sqrt(np.square(weight).sum() + 1 / 10_000)

    expected = {
        "spread": spread[:, None],
        "offset": offset,
        "author": author,
        "typical": typical,
        "meant": meant,
    }
    for name, values in expected.items():
        drawn = found.draws[name].reshape(20_000, -1)
        mean = weight @ values
        sd = np.sqrt(weight @ np.square(values - mean))
        assert (np.abs(drawn.mean(axis=0) - mean) < error * sd).all(), name
        np.testing.assert_allclose(drawn.std(axis=0), sd, rtol=0.05, err_msg=name)


@pytest.mark.slow
def test_the_density_of_pymc_is_that_of_the_formula() -> None:
    lexicon = (word("en.a", 1, 0.6, "hand"), word("ru.b", -1, 0.9, "hand"))
    codes = np.array([0, 0, 1, 1, 1])
    y, weight = np.array([1.0, 0, 1, 0, 0]), np.array([1, 0.5, 0.25, 1, 1])
    rows = WordRows(y, weight, np.arange(5), codes, np.array([0, 1, 0, 0, 1]))
    joint = build_words_model(arrange_uses(rows, lexicon, 0.5, 0.4)).compile_logp(jacobian=False)
    half = np.array([0.6, 0.9]) / np.sqrt(2)
    differences = []
    for seed in range(3):
        rng = np.random.default_rng(seed)
        sizes = {"unit_offset": 2, "unit_word": 2, "unit_author": 2, "unit_use": 4}
        unit = {name: rng.normal(size=n) for name, n in sizes.items()}
        spread = abs(rng.normal())
        typical = np.array([1, -1]) + half * unit["unit_word"] + 0.4 * unit["unit_offset"]
        meant = typical[[0, 0, 1, 1]] + 0.5 * spread * unit["unit_author"][[0, 1, 0, 1]]
        meant += half[[0, 0, 1, 1]] * unit["unit_use"]
        q = expit(meant[[0, 1, 2, 2, 3]])
        likelihood = weight @ np.log(np.where(y == 1, q, 1 - q))
        prior = sum(stats.norm.logpdf(each).sum() for each in unit.values())
        formula = likelihood + prior + stats.halfnorm.logpdf(spread)
        point = unit | {"unit_spread_log__": np.array(np.log(spread))}
        differences.append(formula - float(joint(point)))
    np.testing.assert_allclose(differences, differences[0], atol=1e-9)


@pytest.mark.slow
def test_nuts_can_be_asked_for() -> None:
    y, names = uses(2, 6), ["en.likely"] * 6
    slow = fit_words(y, names, ["x"] * 6, lexicon=WORDS, engine="pymc", draws=1200)
    fast = fit_words(y, names, ["x"] * 6, lexicon=WORDS, engine="importance", draws=4000)
    assert slow.draws.engine == Engine("pymc", ASKED_FOR, "pymc")
    assert slow.draws.diagnostics.divergences == 0
    assert slow.draws["meant"].mean() == pytest.approx(fast.draws["meant"].mean(), abs=0.08)


@pytest.mark.slow
def test_simulation_based_calibration(evenness: Any) -> None:  # noqa: ANN401
    rng = np.random.default_rng(3)
    words = (
        word("en.a", 1, 0.6),
        word("en.b", -0.4, 0.9, "hand"),
        word("uk.c", -1.6, 1.4, "inherited"),
    )
    of, n = np.array([[0, 0], [0, 1], [1, 0], [2, 1], [2, 2]]), np.array([4, 7, 10, 3, 12])
    language = np.array([0, 0, 1])
    ranks = []
    for _ in range(300):
        empty = WordsModel(words, ["en", "uk"], language, of, np.arange(5), 0 * n, n, 0.5, 0.5)
        spread = abs(rng.normal(0, 0.5))
        parts = empty.draw_parts(spread, 1, rng)
        meant = (empty.mean_of_uses + empty.add_parts(parts))[0]
        hits = rng.binomial(n, expit(meant)).astype(float)
        model = replace(empty, hits=hits, misses=n - hits)
        drawn = draw_weighted_uses(model, 100, rng).draws
        typical = model.mean + parts["word"][0] + parts["offset"][0][language]
        truth = {"spread": np.array([spread]), "offset": parts["offset"][0]}
        truth |= {"author": parts["author"][0], "typical": typical, "meant": meant}
        row = [(drawn[name].reshape(100, -1) < each).sum(0) for name, each in truth.items()]
        ranks.append(np.concatenate(row))
    assert all(evenness(column, 100) > 1e-3 for column in np.transpose(ranks))


def test_rows_of_one_event_weigh_as_one() -> None:
    one = fit_words([1], ["en.may"], ["x"], lexicon=WORDS, draws=20_000)
    many = fit_words(
        [1] * 12, ["en.may"] * 12, ["x"] * 12, lexicon=WORDS, event=["war"] * 12, draws=20_000
    )
    assert (many.total.rows, many.total.events) == (12, 1)
    assert many.total.weight == pytest.approx(1)
    left, right = (each.to_frame().iloc[0]["learnt"] for each in (one, many))
    assert right == pytest.approx(left, abs=0.01)


@pytest.mark.parametrize("outcome", [0, 1])
def test_many_uses_that_all_turn_out_alike_are_believed(outcome: int) -> None:
    y = np.full(100, outcome)
    found = fit_words(y, ["en.better-than-even"] * 100, list("xyzuv") * 20, lexicon=WORDS)
    assert found.draws.engine == Engine("importance", Reason("gate_passed"))
    assert found.to_frame()["learnt"].to_numpy()[1:] == pytest.approx(outcome, abs=0.1)


@pytest.mark.slow
def test_where_the_weights_are_unsound_nuts_takes_over_and_says_why(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        words_importance, "problem_of_weights", lambda *_: Problem("pareto_k", 0.9, 0.7)
    )
    rows = uses(5, 10), ["en.about-even"] * 10, ["x"] * 10
    found = fit_words(*rows, lexicon=WORDS, draws=400)
    assert found.draws.engine.name == "pymc"
    assert found.draws.engine.why.facts["tried"] == "importance"
    with pytest.raises(ArgumentError, match=r"engine: .*Pareto k is 0.90.*; use engine='pymc'"):
        fit_words(*rows, lexicon=WORDS, engine="importance")


def test_words_of_a_language_share_an_offset() -> None:
    names = ["uk.likely", "uk.may", "uk.unlikely"]
    y = np.ones(60)
    found = fit_words(y, names * 20, ["x", "y"] * 30, lexicon=WORDS)
    assert found.draws.coords["language"] == ["uk"]
    assert found.draws["offset"].mean() > 0.2
    english = fit_words(y, ["en.likely"] * 60, ["x"] * 60, lexicon=WORDS)
    assert english.draws["offset"].mean() > 0
    without = fit_words(y, ["en.likely"] * 60, ["x"] * 60, lexicon=WORDS, offset_sd=0)
    assert not without.draws["offset"].any()


def test_who_overclaims_in_some_words_is_doubted_in_others() -> None:
    names = ["en.likely", "en.may", "en.highly-likely", "en.could"]
    y = np.concatenate([np.zeros(40), np.tile([1, 0], 20)])
    sources = ["sure"] * 40 + ["fair"] * 40
    found = fit_words(y, names * 20, sources, lexicon=WORDS)
    author = dict(zip(found.draws.coords["source"], found.draws["author"].mean(0), strict=True))
    assert author["sure"] < -0.2 < author["fair"]
    more = fit_words([*y, 1], [*names * 20, "en.probable"], [*sources, "fair"], lexicon=WORDS)
    doubted, new = (more.deserved("en.probable", each).mean() for each in ("sure", "nobody"))
    assert doubted < new - 0.03


def test_survey_and_learning_are_kept_apart() -> None:
    y = uses(0, 20)
    found = fit_words(y, ["en.likely"] * 20, ["x"] * 20, lexicon=WORDS)
    table = found.to_frame()
    assert table["source"].tolist() == ["", "x"]
    assert (table["survey"] == table["survey"].iloc[0]).all()
    # what readers take "likely" for: the mean of the survey's normal on the log-odds scale
    exact = stats.norm(1.041, 0.612).expect(expit)
    assert table["survey"].iloc[0] == pytest.approx(exact, abs=1e-6)
    assert (table["learnt"] < table["survey"]).all()
    assert table["learnt"].iloc[1] < table["survey_lower"].iloc[1]


def test_a_new_source_is_like_the_others_and_less_sure() -> None:
    found = fit_words(uses(15, 20), ["en.may"] * 20, list("xy") * 10, lexicon=WORDS)
    known, unknown = found.deserved("en.may", "x"), found.deserved("en.may", "z")
    np.testing.assert_allclose(known, expit(found.draws["meant"][:, 0]))
    assert unknown.std() > known.std()
    typical = expit(found.draws["typical"][:, 0])
    assert np.median(unknown) == pytest.approx(np.median(typical), abs=0.03)
    with pytest.raises(ArgumentError, match=r"word: 'en\.likely' has not resolved yet"):
        found.deserved("en.likely", "x")


def test_the_tree_has_every_group() -> None:
    found = fit_words([1, 0], ["en.may", "ru.may"], ["x", "y"], lexicon=WORDS, draws=200)
    tree = found.draws.tree
    groups = {"posterior", "prior", "log_likelihood", "posterior_predictive", "observed_data"}
    assert groups <= set(tree.children)
    assert tree["posterior"]["typical"].sel(word="ru.may").shape == (1, 200)
    meant = tree["posterior"]["meant"].sel(use="en.may / x").to_numpy()
    own = tree["log_likelihood"]["y"].to_numpy()[..., 0]
    np.testing.assert_allclose(own, np.log(expit(meant)))


def test_the_words_of_a_book(workspace: Any) -> None:  # noqa: ANN401
    book = open_book(workspace.workspace)
    rows = worded_rows(book)
    assert rows.to_dict("records") == [
        {
            "y": 1.0,
            "word": "uk.may",
            "lexicon": "brierbook-words-1",
            "source": "doc-uk",
            "event": "storm",
        }
    ]
    found = book_words(book, draws=500)
    assert found.names == ("uk.may",)


def test_a_book_without_words_says_what_to_do(workspace: Any) -> None:  # noqa: ANN401
    workspace.body("forecast", "f-rain")["confidence"] = {"how": "stated", "p": "0.4"}
    workspace.save()
    with pytest.raises(WorkspaceError, match="no forecast in words has resolved yet"):
        book_words(open_book(workspace.workspace))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"word": ["en.may", "en.perhaps"]}, "word: 'en.perhaps' is not in the lexicon"),
        ({"word": ["en.may", None]}, r"word\[1\]: is missing"),
        ({"source": ["x"]}, r"source: has shape \(1,\); the rows have shape \(2,\)"),
        ({"y": [1, 0.5]}, r"y\[1\]: 0.5 is not 0 or 1"),
        ({"engine": "vi"}, "engine: is 'vi'; use one of auto, importance, pymc"),
        ({"source_sd": -1}, "source_sd: -1 is not a finite number"),
        ({"offset_sd": float("inf")}, "offset_sd: inf is not a finite number"),
        ({"draws": 10}, "draws: 10 is not at least 100"),
        ({"weight": [-1, 1]}, r"weight\[0\]: -1.0 is not a number of at least 0"),
    ],
)
def test_bad_input(changes: dict[str, Any], message: str) -> None:
    given: dict[str, Any] = {"y": [1, 0], "word": ["en.may"] * 2, "source": ["x"] * 2}
    options = given | changes
    columns = [options.pop(name) for name in given]
    with pytest.raises(ArgumentError, match=message):
        fit_words(*columns, lexicon=WORDS, **options)
