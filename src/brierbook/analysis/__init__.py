"""How good forecasts were: scores, calibration, decompositions, tables.

Importing this loads nothing heavy; every name below is loaded when it is first used.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from brierbook.analysis.calibration.engines.beliefs import boldest, p_calibrated
    from brierbook.analysis.calibration.engines.calibrator import BayesianCalibrator
    from brierbook.analysis.calibration.engines.evaluate import evaluate_recalibration
    from brierbook.analysis.calibration.models.ability import fit_ability
    from brierbook.analysis.calibration.models.aggregate import fit_pool
    from brierbook.analysis.calibration.models.base_rates import fit_base_rates, rebase_probability
    from brierbook.analysis.calibration.models.binned_rates import fit_bins
    from brierbook.analysis.calibration.models.extremizing import extremize, extremizing_factor
    from brierbook.analysis.calibration.models.information import fit_information
    from brierbook.analysis.calibration.models.information_value import (
        brier_contributions,
        expected_brier,
    )
    from brierbook.analysis.calibration.models.noise_share import fit_noise
    from brierbook.analysis.calibration.models.quantile_levels import (
        fit_levels,
        recalibrate_quantiles,
    )
    from brierbook.analysis.calibration.models.words import fit_words
    from brierbook.analysis.comparison.betting_sequence import betting_sequence
    from brierbook.analysis.comparison.compare import compare
    from brierbook.analysis.comparison.confidence_sequence import confidence_sequence
    from brierbook.analysis.comparison.diebold_mariano import diebold_mariano
    from brierbook.analysis.comparison.difficulty import difficulty_adjusted_scores
    from brierbook.analysis.comparison.e_process import e_process
    from brierbook.analysis.comparison.horizon import horizon_curve
    from brierbook.analysis.comparison.leaderboard import leaderboard
    from brierbook.analysis.comparison.pairwise import pairwise_comparison, relative_skill
    from brierbook.analysis.numeric.limits.event_mean import event_mean
    from brierbook.analysis.numeric.pav import pav
    from brierbook.analysis.over_time.contributions import score_contributions
    from brierbook.analysis.over_time.daily import daily_score
    from brierbook.analysis.over_time.lead_time import score_by_lead_time
    from brierbook.analysis.over_time.metaculus import (
        geometric_mean_forecast,
        metaculus_relative_legacy,
        metaculus_scores,
    )
    from brierbook.analysis.over_time.time_average import time_averaged_score, time_averaged_scores
    from brierbook.analysis.reliability.auc_difference import auc_difference
    from brierbook.analysis.reliability.calibration_distances import calibration_distances
    from brierbook.analysis.reliability.calibration_error import (
        expected_calibration_error,
        smooth_calibration_error,
    )
    from brierbook.analysis.reliability.calibration_tests import (
        calibration_in_the_large,
        cox_calibration,
        spiegelhalter_test,
    )
    from brierbook.analysis.reliability.classical import murphy_decomposition, yates_decomposition
    from brierbook.analysis.reliability.corp import corp_decomposition
    from brierbook.analysis.reliability.coverage import interval_coverage
    from brierbook.analysis.reliability.curve import (
        confidence_band,
        consistency_band,
        reliability_curve,
    )
    from brierbook.analysis.reliability.discrimination import discrimination_curve
    from brierbook.analysis.reliability.functional_decomposition import decompose
    from brierbook.analysis.reliability.murphy_curve import murphy_curve
    from brierbook.analysis.reliability.pit import ecdf_difference
    from brierbook.analysis.reliability.roc import roc_auc, roc_curve
    from brierbook.analysis.reliability.scaled_brier import scaled_brier_score
    from brierbook.analysis.scores.binary import brier_score, log_score, spherical_score
    from brierbook.analysis.scores.categorical import (
        categorical_brier_score,
        categorical_log_score,
        categorical_spherical_score,
    )
    from brierbook.analysis.scores.dates import days_since
    from brierbook.analysis.scores.decision_scores import (
        cost_weighted_score,
        elementary_score,
        winkler_score,
    )
    from brierbook.analysis.scores.distribution import Distribution
    from brierbook.analysis.scores.distributions.bounded import (
        Beta,
        CensoredNormal,
        TruncatedNormal,
        Uniform,
    )
    from brierbook.analysis.scores.distributions.counts import Binomial, NegativeBinomial, Poisson
    from brierbook.analysis.scores.distributions.ensemble import Ensemble
    from brierbook.analysis.scores.distributions.positive import Exponential, Gamma, LogNormal
    from brierbook.analysis.scores.distributions.quantiles import Quantiles
    from brierbook.analysis.scores.distributions.real import Laplace, Logistic, Normal, StudentT
    from brierbook.analysis.scores.elementary import elementary_functional_score
    from brierbook.analysis.scores.ensemble import ensemble_brier_score
    from brierbook.analysis.scores.logit_normal import (
        LogitNormal,
        expected_score,
        mean_probability,
        nodes,
        probability_interval,
        score_interval,
    )
    from brierbook.analysis.scores.ordered import (
        gjp_ordered_score,
        ranked_log_score,
        ranked_probability_score,
    )
    from brierbook.analysis.scores.quantile import (
        interval_score,
        quantile_score,
        weighted_interval_parts,
        weighted_interval_score,
    )
    from brierbook.analysis.scores.quantile_bias import quantile_bias
    from brierbook.analysis.scores.verbs import crps, pit, quantile
    from brierbook.analysis.tables.ambiguity import ambiguity_bounds
    from brierbook.analysis.tables.fitted.book_words import book_words
    from brierbook.analysis.tables.fitted.recalibration import fit_recalibration, tabulate_deserved
    from brierbook.analysis.tables.forecast_rows import forecast_table, scored_forecasts
    from brierbook.analysis.tables.performance import with_scores
    from brierbook.analysis.tables.running import running_score
    from brierbook.analysis.tables.score_table import score

__all__ = [
    "BayesianCalibrator",
    "Beta",
    "Binomial",
    "CensoredNormal",
    "Distribution",
    "Ensemble",
    "Exponential",
    "Gamma",
    "Laplace",
    "LogNormal",
    "Logistic",
    "LogitNormal",
    "NegativeBinomial",
    "Normal",
    "Poisson",
    "Quantiles",
    "StudentT",
    "TruncatedNormal",
    "Uniform",
    "ambiguity_bounds",
    "auc_difference",
    "betting_sequence",
    "boldest",
    "book_words",
    "brier_contributions",
    "brier_score",
    "calibration_distances",
    "calibration_in_the_large",
    "categorical_brier_score",
    "categorical_log_score",
    "categorical_spherical_score",
    "compare",
    "confidence_band",
    "confidence_sequence",
    "consistency_band",
    "corp_decomposition",
    "cost_weighted_score",
    "cox_calibration",
    "crps",
    "daily_score",
    "days_since",
    "decompose",
    "diebold_mariano",
    "difficulty_adjusted_scores",
    "discrimination_curve",
    "e_process",
    "ecdf_difference",
    "elementary_functional_score",
    "elementary_score",
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
    "fit_levels",
    "fit_noise",
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
    "mean_probability",
    "metaculus_relative_legacy",
    "metaculus_scores",
    "murphy_curve",
    "murphy_decomposition",
    "nodes",
    "p_calibrated",
    "pairwise_comparison",
    "pav",
    "pit",
    "probability_interval",
    "quantile",
    "quantile_bias",
    "quantile_score",
    "ranked_log_score",
    "ranked_probability_score",
    "rebase_probability",
    "recalibrate_quantiles",
    "relative_skill",
    "reliability_curve",
    "roc_auc",
    "roc_curve",
    "running_score",
    "scaled_brier_score",
    "score",
    "score_by_lead_time",
    "score_contributions",
    "score_interval",
    "scored_forecasts",
    "smooth_calibration_error",
    "spherical_score",
    "spiegelhalter_test",
    "tabulate_deserved",
    "time_averaged_score",
    "time_averaged_scores",
    "weighted_interval_parts",
    "weighted_interval_score",
    "winkler_score",
    "with_scores",
    "yates_decomposition",
]

HOMES = {
    "BayesianCalibrator": "brierbook.analysis.calibration.engines.calibrator",
    "Beta": "brierbook.analysis.scores.distributions.bounded",
    "Binomial": "brierbook.analysis.scores.distributions.counts",
    "CensoredNormal": "brierbook.analysis.scores.distributions.bounded",
    "Distribution": "brierbook.analysis.scores.distribution",
    "Ensemble": "brierbook.analysis.scores.distributions.ensemble",
    "Exponential": "brierbook.analysis.scores.distributions.positive",
    "Gamma": "brierbook.analysis.scores.distributions.positive",
    "Laplace": "brierbook.analysis.scores.distributions.real",
    "LogNormal": "brierbook.analysis.scores.distributions.positive",
    "Logistic": "brierbook.analysis.scores.distributions.real",
    "LogitNormal": "brierbook.analysis.scores.logit_normal",
    "NegativeBinomial": "brierbook.analysis.scores.distributions.counts",
    "Normal": "brierbook.analysis.scores.distributions.real",
    "Poisson": "brierbook.analysis.scores.distributions.counts",
    "Quantiles": "brierbook.analysis.scores.distributions.quantiles",
    "StudentT": "brierbook.analysis.scores.distributions.real",
    "TruncatedNormal": "brierbook.analysis.scores.distributions.bounded",
    "Uniform": "brierbook.analysis.scores.distributions.bounded",
    "ambiguity_bounds": "brierbook.analysis.tables.ambiguity",
    "auc_difference": "brierbook.analysis.reliability.auc_difference",
    "betting_sequence": "brierbook.analysis.comparison.betting_sequence",
    "boldest": "brierbook.analysis.calibration.engines.beliefs",
    "book_words": "brierbook.analysis.tables.fitted.book_words",
    "brier_contributions": "brierbook.analysis.calibration.models.information_value",
    "brier_score": "brierbook.analysis.scores.binary",
    "calibration_distances": "brierbook.analysis.reliability.calibration_distances",
    "calibration_in_the_large": "brierbook.analysis.reliability.calibration_tests",
    "categorical_brier_score": "brierbook.analysis.scores.categorical",
    "categorical_log_score": "brierbook.analysis.scores.categorical",
    "categorical_spherical_score": "brierbook.analysis.scores.categorical",
    "compare": "brierbook.analysis.comparison.compare",
    "confidence_band": "brierbook.analysis.reliability.curve",
    "confidence_sequence": "brierbook.analysis.comparison.confidence_sequence",
    "consistency_band": "brierbook.analysis.reliability.curve",
    "corp_decomposition": "brierbook.analysis.reliability.corp",
    "cost_weighted_score": "brierbook.analysis.scores.decision_scores",
    "cox_calibration": "brierbook.analysis.reliability.calibration_tests",
    "crps": "brierbook.analysis.scores.verbs",
    "daily_score": "brierbook.analysis.over_time.daily",
    "days_since": "brierbook.analysis.scores.dates",
    "decompose": "brierbook.analysis.reliability.functional_decomposition",
    "diebold_mariano": "brierbook.analysis.comparison.diebold_mariano",
    "difficulty_adjusted_scores": "brierbook.analysis.comparison.difficulty",
    "discrimination_curve": "brierbook.analysis.reliability.discrimination",
    "e_process": "brierbook.analysis.comparison.e_process",
    "ecdf_difference": "brierbook.analysis.reliability.pit",
    "elementary_functional_score": "brierbook.analysis.scores.elementary",
    "elementary_score": "brierbook.analysis.scores.decision_scores",
    "ensemble_brier_score": "brierbook.analysis.scores.ensemble",
    "evaluate_recalibration": "brierbook.analysis.calibration.engines.evaluate",
    "event_mean": "brierbook.analysis.numeric.limits.event_mean",
    "expected_brier": "brierbook.analysis.calibration.models.information_value",
    "expected_calibration_error": "brierbook.analysis.reliability.calibration_error",
    "expected_score": "brierbook.analysis.scores.logit_normal",
    "extremize": "brierbook.analysis.calibration.models.extremizing",
    "extremizing_factor": "brierbook.analysis.calibration.models.extremizing",
    "fit_ability": "brierbook.analysis.calibration.models.ability",
    "fit_base_rates": "brierbook.analysis.calibration.models.base_rates",
    "fit_bins": "brierbook.analysis.calibration.models.binned_rates",
    "fit_levels": "brierbook.analysis.calibration.models.quantile_levels",
    "fit_information": "brierbook.analysis.calibration.models.information",
    "fit_noise": "brierbook.analysis.calibration.models.noise_share",
    "fit_pool": "brierbook.analysis.calibration.models.aggregate",
    "fit_recalibration": "brierbook.analysis.tables.fitted.recalibration",
    "fit_words": "brierbook.analysis.calibration.models.words",
    "forecast_table": "brierbook.analysis.tables.forecast_rows",
    "geometric_mean_forecast": "brierbook.analysis.over_time.metaculus",
    "gjp_ordered_score": "brierbook.analysis.scores.ordered",
    "horizon_curve": "brierbook.analysis.comparison.horizon",
    "interval_coverage": "brierbook.analysis.reliability.coverage",
    "interval_score": "brierbook.analysis.scores.quantile",
    "leaderboard": "brierbook.analysis.comparison.leaderboard",
    "log_score": "brierbook.analysis.scores.binary",
    "mean_probability": "brierbook.analysis.scores.logit_normal",
    "metaculus_relative_legacy": "brierbook.analysis.over_time.metaculus",
    "metaculus_scores": "brierbook.analysis.over_time.metaculus",
    "murphy_curve": "brierbook.analysis.reliability.murphy_curve",
    "murphy_decomposition": "brierbook.analysis.reliability.classical",
    "nodes": "brierbook.analysis.scores.logit_normal",
    "p_calibrated": "brierbook.analysis.calibration.engines.beliefs",
    "pairwise_comparison": "brierbook.analysis.comparison.pairwise",
    "pav": "brierbook.analysis.numeric.pav",
    "pit": "brierbook.analysis.scores.verbs",
    "probability_interval": "brierbook.analysis.scores.logit_normal",
    "quantile": "brierbook.analysis.scores.verbs",
    "quantile_bias": "brierbook.analysis.scores.quantile_bias",
    "quantile_score": "brierbook.analysis.scores.quantile",
    "ranked_log_score": "brierbook.analysis.scores.ordered",
    "ranked_probability_score": "brierbook.analysis.scores.ordered",
    "rebase_probability": "brierbook.analysis.calibration.models.base_rates",
    "recalibrate_quantiles": "brierbook.analysis.calibration.models.quantile_levels",
    "relative_skill": "brierbook.analysis.comparison.pairwise",
    "reliability_curve": "brierbook.analysis.reliability.curve",
    "roc_auc": "brierbook.analysis.reliability.roc",
    "roc_curve": "brierbook.analysis.reliability.roc",
    "running_score": "brierbook.analysis.tables.running",
    "scaled_brier_score": "brierbook.analysis.reliability.scaled_brier",
    "score": "brierbook.analysis.tables.score_table",
    "score_by_lead_time": "brierbook.analysis.over_time.lead_time",
    "score_contributions": "brierbook.analysis.over_time.contributions",
    "score_interval": "brierbook.analysis.scores.logit_normal",
    "scored_forecasts": "brierbook.analysis.tables.forecast_rows",
    "smooth_calibration_error": "brierbook.analysis.reliability.calibration_error",
    "spherical_score": "brierbook.analysis.scores.binary",
    "spiegelhalter_test": "brierbook.analysis.reliability.calibration_tests",
    "tabulate_deserved": "brierbook.analysis.tables.fitted.recalibration",
    "time_averaged_score": "brierbook.analysis.over_time.time_average",
    "time_averaged_scores": "brierbook.analysis.over_time.time_average",
    "weighted_interval_parts": "brierbook.analysis.scores.quantile",
    "weighted_interval_score": "brierbook.analysis.scores.quantile",
    "winkler_score": "brierbook.analysis.scores.decision_scores",
    "with_scores": "brierbook.analysis.tables.performance",
    "yates_decomposition": "brierbook.analysis.reliability.classical",
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
