"""The calibrator: what scikit-learn expects, hard data, engines, and one book in many orders."""

import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.utils.estimator_checks import check_estimator

from brierbook.analysis.calibration.engines.calibrator import BayesianCalibrator
from brierbook.analysis.calibration.sampling.reasons import Engine, Reason
from brierbook.errors import ArgumentError, UnfittedError

DATA = np.random.default_rng(20)
P = DATA.integers(1, 100, 60) / 100
Y = (DATA.random(60) < P).astype(float)
GROUP = np.array(["a", "b", "c"])[np.arange(60) % 3]

# Checks of scikit-learn that cannot apply, by reason. What they are after is tested below, with
# forecasts: pickling, repeating, order, read-only input, types, names of parameters.
NOT_APPLICABLE = {
    "their features are no probabilities, or their outcomes not 0 and 1": [
        "check_estimators_dtypes",
        "check_dtype_object",
        "check_estimators_fit_returns_self",
        "check_estimators_nan_inf",
        "check_estimators_overwrite_params",
        "check_estimators_pickle",
        "check_fit_check_is_fitted",
        "check_fit_idempotent",
        "check_fit_score_takes_y",
        "check_n_features_in",
        "check_n_features_in_after_fitting",
        "check_pipeline_consistency",
        "check_positive_only_tag_during_fit",
        "check_readonly_memmap_input",
        "check_regressor_data_not_an_array",
        "check_regressors_int",
        "check_regressors_train",
        "check_supervised_y_2d",
    ],
    "they index columns of what their own tags make one list": [
        "check_dict_unchanged",
        "check_dont_overwrite_parameters",
        "check_f_contiguous_array_estimator",
        "check_fit2d_1feature",
        "check_fit2d_1sample",
        "check_fit2d_predict1d",
        "check_methods_sample_order_invariance",
        "check_methods_subset_invariance",
        "check_regressors_no_decision_function",
    ],
    "they want the words of scikit-learn, or its own error, and it is optional here": [
        "check_complex_data",
        "check_estimator_sparse_array",
        "check_estimator_sparse_matrix",
        "check_estimator_sparse_tag",
        "check_estimators_empty_data_messages",
        "check_estimators_unfitted",
        "check_requires_y_none",
    ],
}

HARD = {
    "one": ([0.7], [1], ["a"]),
    "all yes": ([0.2, 0.7, 0.9], [1, 1, 1], ["a", "a", "b"]),
    "all no": ([0.2, 0.7, 0.9], [0, 0, 0], ["a", "a", "b"]),
    "separated": ([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1], ["a", "b", "a", "b"]),
    "the wrong way round": ([0.05] * 15 + [0.95] * 15, [1] * 15 + [0] * 15, ["a", "b"] * 15),
    "one group with one row": ([0.3, 0.4, 0.4, 0.6, 0.8], [0, 0, 1, 1, 1], list("abbbb")),
}


@pytest.mark.parametrize("grouped", [False, True])
@pytest.mark.parametrize("name", HARD)
def test_hard_data_give_a_proper_posterior(name: str, *, grouped: bool) -> None:
    p, y, group = HARD[name]
    found = BayesianCalibrator(draws=500).fit(p, y, groups=group if grouped else None)
    said = np.array([0.01, 0.5, 0.99])
    curve = found.curve(said)
    assert np.isfinite(curve.mean).all()
    low, high = curve.limits[0.9]
    assert (low < high).all()
    assert (np.diff(curve.mean) > 0).all()
    assert found.result_.diagnostics.good
    assert found.result_.engine.name == ("quadrature" if grouped else "grid")


def test_one_forecast_leaves_the_prior_nearly_as_it_was() -> None:
    found = BayesianCalibrator(draws=20_000).fit([0.5], [1])
    low, high = found.curve(0.5, levels=(0.95,)).limits[0.95]
    assert float(low[0]) == pytest.approx(0.29, abs=0.02)
    assert float(high[0]) == pytest.approx(0.75, abs=0.02)


def test_events_count_once() -> None:
    """Twelve rows that one event decided are worth one row."""
    one = BayesianCalibrator().fit([0.9], [0]).predict(P)
    twelve = BayesianCalibrator().fit([0.9] * 12, [0] * 12, event=["fall"] * 12).predict(P)
    np.testing.assert_allclose(one, twelve, atol=1e-12)
    apart = BayesianCalibrator().fit([0.9] * 12, [0] * 12).predict([0.9])
    assert apart[0] < twelve[np.argmin(np.abs(P - 0.9))] - 0.1


@given(st.permutations(range(12)))
@example(list(reversed(range(12))))
@settings(max_examples=15)
def test_the_order_of_rows_changes_nothing(order: list[int]) -> None:
    rows = np.array(order)
    first = BayesianCalibrator(draws=200).fit(P[:12], Y[:12], groups=GROUP[:12])
    second = BayesianCalibrator(draws=200).fit(P[rows], Y[rows], groups=GROUP[rows])
    np.testing.assert_allclose(first.predict(P), second.predict(P), atol=1e-6)


def test_polarity_turns_forecasts_and_outcomes_round() -> None:
    sign = np.where(np.arange(60) % 2, -1, 1)
    p, y = np.where(sign < 0, 1 - P, P), np.where(sign < 0, 1 - Y, Y)
    found = BayesianCalibrator().fit(p, y, polarity=sign).predict(P)
    np.testing.assert_allclose(found, BayesianCalibrator().fit(P, Y).predict(P), atol=1e-9)


def test_predictions_follow_their_groups() -> None:
    found = BayesianCalibrator(draws=1000).fit(P, Y, groups=GROUP)
    asked = found.predict([0.7, 0.7, 0.7, 0.7], groups=["c", "a", "never seen", "c"])
    expected = [
        found.result_.curves(0.7, group={"group": name}).mean() for name in ("c", "a", "new", "c")
    ]
    np.testing.assert_allclose(asked, expected)
    both = found.predict_proba([0.2, 0.7])
    np.testing.assert_allclose(both.sum(axis=1), 1)
    np.testing.assert_allclose(both[:, 1], found.predict([0.2, 0.7]))
    with pytest.raises(ArgumentError, match=r"group\[1\]: is missing; .*'unknown'"):
        found.predict([0.7, 0.7], groups=np.array(["a", None]))


def test_worded_forecasts_are_averaged_row_by_row() -> None:
    found = BayesianCalibrator().fit(P, Y)
    asked = found.predict([0.9, 0.9], sd_logit=[0.0, 1.5])
    assert asked[1] < asked[0]
    assert asked[1] == pytest.approx(found.result_.curves(0.9, sd_logit=1.5).mean())


def test_certain_forecasts_need_a_clip_at_both_times() -> None:
    with pytest.raises(ArgumentError, match="has no finite log odds"):
        BayesianCalibrator().fit([0, 0.5], [0, 1])
    with pytest.raises(ArgumentError, match="has no finite log odds"):
        BayesianCalibrator().fit(P, Y).predict([1.0])
    found = BayesianCalibrator(clip=0.01).fit([0, 0.5], [0, 1])
    assert found.result_.sample.clipped == 1
    assert found.predict([1.0]) == found.predict([0.99])


@pytest.mark.parametrize(
    ("options", "fitting", "message"),
    [
        ({"kernel": "platt"}, {}, "kernel: 'platt' is unknown"),
        ({"engine": "advi"}, {}, "engine: 'advi' is unknown; use one of auto, grid, quadrature"),
        ({"engine": "grid"}, {"groups": GROUP}, "'grid' cannot do this; use 'auto', here quadr"),
        ({"engine": "quadrature"}, {}, "'quadrature' cannot do this; use 'auto', here grid"),
        ({"kernel": "monotone", "strength": 0}, {}, "strength: 0 is not above 0"),
        ({"draws": 1}, {}, "draws: 1 is too few"),
        ({"kernel": "monotone"}, {"groups": GROUP}, "'monotone' takes no groups"),
        (
            {"kernel": "extremizing", "event_effect": True},
            {"event": GROUP},
            "'extremizing' has no intercept",
        ),
    ],
)
def test_what_cannot_be_done_is_refused(
    options: dict[str, Any], fitting: dict[str, Any], message: str
) -> None:
    with pytest.raises(ArgumentError, match=message):
        BayesianCalibrator(**options).fit(P, Y, **fitting)


def test_the_engine_says_why() -> None:
    plain = BayesianCalibrator(draws=200).fit(P, Y).result_.engine
    assert plain == Engine("grid", Reason("few_parameters", {"parameters": 2}))
    assert str(plain) == "grid (2 parameters and no groups)"
    grouped = BayesianCalibrator(draws=200).fit(P, Y, groups={"topic": GROUP}).result_.engine
    assert grouped == Engine("quadrature", Reason("one_factor", {"factor": "topic"}))


def test_it_repeats_itself_clones_and_pickles() -> None:
    first = BayesianCalibrator("beta", draws=300, seed=4)
    copy = clone(first)
    assert copy is not first
    assert copy.get_params() == first.get_params()
    with pytest.raises(UnfittedError, match=r"BayesianCalibrator has learnt nothing yet; call fit"):
        copy.predict(P)
    one = first.fit(P, Y, groups=GROUP).predict(P, groups=GROUP)
    two = copy.fit(P, Y, groups=GROUP).predict(P, groups=GROUP)
    np.testing.assert_array_equal(one, two)
    thawed = pickle.loads(pickle.dumps(first))  # noqa: S301  # of our own making
    np.testing.assert_array_equal(thawed.predict(P, groups=GROUP), one)
    assert repr(clone(first)).startswith("BayesianCalibrator(kernel='beta', engine='auto'")


def test_parameters_are_set_by_name() -> None:
    found = BayesianCalibrator().set_params(kernel="beta", draws=100)
    assert (found.kernel, found.draws) == ("beta", 100)
    with pytest.raises(ArgumentError, match="depth: is no parameter; they are: kernel, engine"):
        found.set_params(depth=3)


def test_a_single_column_is_one_forecast_a_row() -> None:
    flat = BayesianCalibrator().fit(P, Y).predict(P)
    table = BayesianCalibrator().fit(P[:, None], Y).predict(P[:, None])
    np.testing.assert_array_equal(flat, table)
    with pytest.raises(ArgumentError, match=r"p: has shape \(60, 2\); give one forecast a row"):
        BayesianCalibrator().fit(np.column_stack([P, P]), Y)


@pytest.mark.filterwarnings("ignore:Estimator BayesianCalibrator does not inherit:UserWarning")
def test_scikit_learn_finds_nothing_else() -> None:
    """Exactly the checks that cannot apply fail; if one starts to pass, it leaves the list."""
    results = check_estimator(BayesianCalibrator(), on_skip=None, on_fail=None)
    by_status: dict[str, set[str]] = {"passed": set(), "failed": set(), "skipped": set()}
    for each in results:
        by_status[each["status"]].add(each["check_name"])
    assert by_status["failed"] == {name for names in NOT_APPLICABLE.values() for name in names}
    assert len(by_status["passed"]) >= 15
    assert by_status["passed"] >= {"check_estimator_cloneable", "check_set_params"}


def test_what_the_general_checks_are_after_holds_for_forecasts() -> None:
    fixed_p, fixed_y = P.copy(), Y.copy()
    fixed_p.setflags(write=False)
    fixed_y.setflags(write=False)
    found = BayesianCalibrator()
    before = found.get_params()
    expected = found.fit(fixed_p, fixed_y).predict(fixed_p)
    assert found.get_params() == before
    np.testing.assert_array_equal(found.fit(P, Y).predict(P), expected)
    rows = np.random.default_rng(1).permutation(60)
    np.testing.assert_allclose(found.predict(P[rows]), expected[rows])
    np.testing.assert_allclose([found.predict([p])[0] for p in P[:5]], expected[:5])
    state = dict(vars(found))
    found.predict(P)
    assert vars(found).keys() == state.keys()
    for outcome in (Y.astype(int), Y.astype(bool), Y.tolist(), Y.astype(object)):
        np.testing.assert_array_equal(found.fit(P.tolist(), outcome).predict(P), expected)
    single = found.fit(P.astype(np.float32), Y).predict(P)
    np.testing.assert_allclose(single, expected, atol=1e-6)
