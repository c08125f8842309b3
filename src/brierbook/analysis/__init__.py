"""How good forecasts were: scores, calibration, decompositions, tables.

Importing this loads nothing heavy; every name below is loaded when it is first used.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from brierbook.analysis.anytime import confidence_sequence
    from brierbook.analysis.bounds import ambiguity_bounds
    from brierbook.analysis.calibration.ability import fit_ability
    from brierbook.analysis.calibration.aggregate import fit_pool
    from brierbook.analysis.calibration.base_rates import fit_base_rates, rebased
    from brierbook.analysis.calibration.beliefs import boldest, p_calibrated
    from brierbook.analysis.calibration.binned import fit_bins
    from brierbook.analysis.calibration.calibrator import BayesianCalibrator
    from brierbook.analysis.calibration.evaluate import evaluate_recalibration
    from brierbook.analysis.calibration.extremizing import extremize, extremizing_factor
    from brierbook.analysis.calibration.information import fit_information
    from brierbook.analysis.calibration.information_value import brier_contributions, expected_brier
    from brierbook.analysis.calibration.words import book_words, fit_words
    from brierbook.analysis.calibration_error import (
        expected_calibration_error,
        smooth_calibration_error,
    )
    from brierbook.analysis.calibration_tests import (
        calibration_in_the_large,
        cox_calibration,
        spiegelhalter_test,
    )
    from brierbook.analysis.categorical import (
        categorical_brier_score,
        categorical_log_score,
        categorical_spherical_score,
    )
    from brierbook.analysis.classical import murphy_decomposition, yates_decomposition
    from brierbook.analysis.comparison import compare
    from brierbook.analysis.contributions import score_contributions
    from brierbook.analysis.coverage import interval_coverage, pit_distribution, pit_ensemble
    from brierbook.analysis.crps import (
        crps_beta,
        crps_binomial,
        crps_censored_normal,
        crps_ensemble,
        crps_exponential,
        crps_gamma,
        crps_laplace,
        crps_logistic,
        crps_lognormal,
        crps_negative_binomial,
        crps_normal,
        crps_poisson,
        crps_student_t,
        crps_truncated_normal,
        crps_uniform,
        days_since,
        log_score_distribution,
    )
    from brierbook.analysis.daily import daily_score
    from brierbook.analysis.decision_scores import (
        cost_weighted_score,
        elementary_score,
        winkler_score,
    )
    from brierbook.analysis.decomposition import corp_decomposition, corp_resamples
    from brierbook.analysis.diebold_mariano import diebold_mariano
    from brierbook.analysis.difficulty import difficulty_adjusted_scores
    from brierbook.analysis.discrimination import discrimination_curve
    from brierbook.analysis.elementary import elementary_functional_score
    from brierbook.analysis.ellipse import ellipse
    from brierbook.analysis.ensemble import ensemble_brier_score, log_score_ensemble
    from brierbook.analysis.evidence import e_process
    from brierbook.analysis.horizon import horizon_curve
    from brierbook.analysis.intervals import event_mean
    from brierbook.analysis.lead_time import score_by_lead_time
    from brierbook.analysis.leaderboard import leaderboard
    from brierbook.analysis.metaculus import (
        geometric_mean_forecast,
        metaculus_relative_legacy,
        metaculus_scores,
    )
    from brierbook.analysis.murphy import murphy_curve
    from brierbook.analysis.ordered import (
        gjp_ordered_score,
        ranked_log_score,
        ranked_probability_score,
    )
    from brierbook.analysis.over_time import time_averaged_score, time_averaged_scores
    from brierbook.analysis.pairwise import pairwise_comparison, relative_skill
    from brierbook.analysis.pav import pav
    from brierbook.analysis.performance import with_scores
    from brierbook.analysis.quantile import (
        interval_score,
        quantile_score,
        weighted_interval_parts,
        weighted_interval_score,
    )
    from brierbook.analysis.recalibration import deserved, fit_recalibration
    from brierbook.analysis.reliability import confidence_band, consistency_band, reliability_curve
    from brierbook.analysis.roc import roc_auc, roc_curve
    from brierbook.analysis.running import running_score
    from brierbook.analysis.score_table import score
    from brierbook.analysis.scores import brier_score, log_score, spherical_score
    from brierbook.analysis.table import forecast_table, scored
    from brierbook.analysis.uniformity import ecdf_difference
    from brierbook.analysis.value_forecasts import pit_between
    from brierbook.analysis.worded import (
        LogitNormal,
        expected_score,
        mean_probability,
        nodes,
        probability_interval,
        score_interval,
    )

__all__ = [
    "BayesianCalibrator",
    "LogitNormal",
    "ambiguity_bounds",
    "boldest",
    "book_words",
    "brier_contributions",
    "brier_score",
    "calibration_in_the_large",
    "categorical_brier_score",
    "categorical_log_score",
    "categorical_spherical_score",
    "compare",
    "confidence_band",
    "confidence_sequence",
    "consistency_band",
    "corp_decomposition",
    "corp_resamples",
    "cost_weighted_score",
    "cox_calibration",
    "crps_beta",
    "crps_binomial",
    "crps_censored_normal",
    "crps_ensemble",
    "crps_exponential",
    "crps_gamma",
    "crps_laplace",
    "crps_logistic",
    "crps_lognormal",
    "crps_negative_binomial",
    "crps_normal",
    "crps_poisson",
    "crps_student_t",
    "crps_truncated_normal",
    "crps_uniform",
    "daily_score",
    "days_since",
    "deserved",
    "diebold_mariano",
    "difficulty_adjusted_scores",
    "discrimination_curve",
    "e_process",
    "ecdf_difference",
    "elementary_functional_score",
    "elementary_score",
    "ellipse",
    "ensemble_brier_score",
    "evaluate_recalibration",
    "event_mean",
    "expected_brier",
    "expected_calibration_error",
    "expected_score",
    "extremize",
    "extremizing_factor",
    "fit_ability",
    "fit_base_rates",
    "fit_bins",
    "fit_information",
    "fit_pool",
    "fit_recalibration",
    "fit_words",
    "forecast_table",
    "geometric_mean_forecast",
    "gjp_ordered_score",
    "horizon_curve",
    "interval_coverage",
    "interval_score",
    "leaderboard",
    "log_score",
    "log_score_distribution",
    "log_score_ensemble",
    "mean_probability",
    "metaculus_relative_legacy",
    "metaculus_scores",
    "murphy_curve",
    "murphy_decomposition",
    "nodes",
    "p_calibrated",
    "pairwise_comparison",
    "pav",
    "pit_between",
    "pit_distribution",
    "pit_ensemble",
    "probability_interval",
    "quantile_score",
    "ranked_log_score",
    "ranked_probability_score",
    "rebased",
    "relative_skill",
    "reliability_curve",
    "roc_auc",
    "roc_curve",
    "running_score",
    "score",
    "score_by_lead_time",
    "score_contributions",
    "score_interval",
    "scored",
    "smooth_calibration_error",
    "spherical_score",
    "spiegelhalter_test",
    "time_averaged_score",
    "time_averaged_scores",
    "weighted_interval_parts",
    "weighted_interval_score",
    "winkler_score",
    "with_scores",
    "yates_decomposition",
]

HOMES = {
    "BayesianCalibrator": "brierbook.analysis.calibration.calibrator",
    "LogitNormal": "brierbook.analysis.worded",
    "ambiguity_bounds": "brierbook.analysis.bounds",
    "boldest": "brierbook.analysis.calibration.beliefs",
    "book_words": "brierbook.analysis.calibration.words",
    "brier_contributions": "brierbook.analysis.calibration.information_value",
    "brier_score": "brierbook.analysis.scores",
    "calibration_in_the_large": "brierbook.analysis.calibration_tests",
    "categorical_brier_score": "brierbook.analysis.categorical",
    "categorical_log_score": "brierbook.analysis.categorical",
    "categorical_spherical_score": "brierbook.analysis.categorical",
    "compare": "brierbook.analysis.comparison",
    "confidence_band": "brierbook.analysis.reliability",
    "confidence_sequence": "brierbook.analysis.anytime",
    "consistency_band": "brierbook.analysis.reliability",
    "corp_decomposition": "brierbook.analysis.decomposition",
    "corp_resamples": "brierbook.analysis.decomposition",
    "cost_weighted_score": "brierbook.analysis.decision_scores",
    "cox_calibration": "brierbook.analysis.calibration_tests",
    "crps_beta": "brierbook.analysis.crps",
    "crps_binomial": "brierbook.analysis.crps",
    "crps_censored_normal": "brierbook.analysis.crps",
    "crps_ensemble": "brierbook.analysis.crps",
    "crps_exponential": "brierbook.analysis.crps",
    "crps_gamma": "brierbook.analysis.crps",
    "crps_laplace": "brierbook.analysis.crps",
    "crps_logistic": "brierbook.analysis.crps",
    "crps_lognormal": "brierbook.analysis.crps",
    "crps_negative_binomial": "brierbook.analysis.crps",
    "crps_normal": "brierbook.analysis.crps",
    "crps_poisson": "brierbook.analysis.crps",
    "crps_student_t": "brierbook.analysis.crps",
    "crps_truncated_normal": "brierbook.analysis.crps",
    "crps_uniform": "brierbook.analysis.crps",
    "daily_score": "brierbook.analysis.daily",
    "days_since": "brierbook.analysis.crps",
    "deserved": "brierbook.analysis.recalibration",
    "diebold_mariano": "brierbook.analysis.diebold_mariano",
    "difficulty_adjusted_scores": "brierbook.analysis.difficulty",
    "discrimination_curve": "brierbook.analysis.discrimination",
    "e_process": "brierbook.analysis.evidence",
    "ecdf_difference": "brierbook.analysis.uniformity",
    "elementary_functional_score": "brierbook.analysis.elementary",
    "elementary_score": "brierbook.analysis.decision_scores",
    "ellipse": "brierbook.analysis.ellipse",
    "ensemble_brier_score": "brierbook.analysis.ensemble",
    "evaluate_recalibration": "brierbook.analysis.calibration.evaluate",
    "event_mean": "brierbook.analysis.intervals",
    "expected_brier": "brierbook.analysis.calibration.information_value",
    "expected_calibration_error": "brierbook.analysis.calibration_error",
    "expected_score": "brierbook.analysis.worded",
    "extremize": "brierbook.analysis.calibration.extremizing",
    "extremizing_factor": "brierbook.analysis.calibration.extremizing",
    "fit_ability": "brierbook.analysis.calibration.ability",
    "fit_base_rates": "brierbook.analysis.calibration.base_rates",
    "fit_bins": "brierbook.analysis.calibration.binned",
    "fit_information": "brierbook.analysis.calibration.information",
    "fit_pool": "brierbook.analysis.calibration.aggregate",
    "fit_recalibration": "brierbook.analysis.recalibration",
    "fit_words": "brierbook.analysis.calibration.words",
    "forecast_table": "brierbook.analysis.table",
    "geometric_mean_forecast": "brierbook.analysis.metaculus",
    "gjp_ordered_score": "brierbook.analysis.ordered",
    "horizon_curve": "brierbook.analysis.horizon",
    "interval_coverage": "brierbook.analysis.coverage",
    "interval_score": "brierbook.analysis.quantile",
    "leaderboard": "brierbook.analysis.leaderboard",
    "log_score": "brierbook.analysis.scores",
    "log_score_distribution": "brierbook.analysis.crps",
    "log_score_ensemble": "brierbook.analysis.ensemble",
    "mean_probability": "brierbook.analysis.worded",
    "metaculus_relative_legacy": "brierbook.analysis.metaculus",
    "metaculus_scores": "brierbook.analysis.metaculus",
    "murphy_curve": "brierbook.analysis.murphy",
    "murphy_decomposition": "brierbook.analysis.classical",
    "nodes": "brierbook.analysis.worded",
    "p_calibrated": "brierbook.analysis.calibration.beliefs",
    "pairwise_comparison": "brierbook.analysis.pairwise",
    "pav": "brierbook.analysis.pav",
    "pit_between": "brierbook.analysis.value_forecasts",
    "pit_distribution": "brierbook.analysis.coverage",
    "pit_ensemble": "brierbook.analysis.coverage",
    "probability_interval": "brierbook.analysis.worded",
    "quantile_score": "brierbook.analysis.quantile",
    "ranked_log_score": "brierbook.analysis.ordered",
    "ranked_probability_score": "brierbook.analysis.ordered",
    "rebased": "brierbook.analysis.calibration.base_rates",
    "relative_skill": "brierbook.analysis.pairwise",
    "reliability_curve": "brierbook.analysis.reliability",
    "roc_auc": "brierbook.analysis.roc",
    "roc_curve": "brierbook.analysis.roc",
    "running_score": "brierbook.analysis.running",
    "score": "brierbook.analysis.score_table",
    "score_by_lead_time": "brierbook.analysis.lead_time",
    "score_contributions": "brierbook.analysis.contributions",
    "score_interval": "brierbook.analysis.worded",
    "scored": "brierbook.analysis.table",
    "smooth_calibration_error": "brierbook.analysis.calibration_error",
    "spherical_score": "brierbook.analysis.scores",
    "spiegelhalter_test": "brierbook.analysis.calibration_tests",
    "time_averaged_score": "brierbook.analysis.over_time",
    "time_averaged_scores": "brierbook.analysis.over_time",
    "weighted_interval_parts": "brierbook.analysis.quantile",
    "weighted_interval_score": "brierbook.analysis.quantile",
    "winkler_score": "brierbook.analysis.decision_scores",
    "with_scores": "brierbook.analysis.performance",
    "yates_decomposition": "brierbook.analysis.classical",
}


class Surface(ModuleType):
    """A package in which a public name is never hidden by a module of the same name."""

    def __setattr__(self, name: str, value: object) -> None:
        # importing the module ``pav`` would otherwise put it in the place of the function ``pav``
        if not (name in HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = Surface


def __getattr__(name: str) -> Any:  # noqa: ANN401  # as Python defines it
    """Load a public name (PEP 562)."""
    if name not in HOMES:
        raise AttributeError(f"module 'brierbook.analysis' has no attribute {name!r}")
    return getattr(import_module(HOMES[name]), name)


def __dir__() -> list[str]:
    """List the public names."""
    return __all__
