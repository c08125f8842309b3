"""Fitting the forecasts of a book, and its curve as data."""

from typing import TYPE_CHECKING, Any

from brierbook.cli.shared.progress import progress_bar
from brierbook.cli.shared.texts.calibration_text import LEVEL

if TYPE_CHECKING:
    from datetime import datetime

    from brierbook.analysis.calibration.curve.posterior import (
        CalibrationCurve,
        CalibrationPosterior,
    )
    from brierbook.analysis.tables.fitted.book_sample import ResolvedSample
    from brierbook.forecasts.entries.book import Book
    from brierbook.forecasts.query.matching import MatchedIds
    from brierbook.speech.catalogue import Catalogue

__all__ = ["curve_as_records", "fit_book"]


from brierbook.cli.shared.json_values import round_or_null


def fit_book(
    book: "Book",
    options: dict[str, Any],
    words: "Catalogue",
    now: "datetime",
    asked: "MatchedIds | None" = None,
) -> "tuple[ResolvedSample, CalibrationPosterior]":
    """Fit the forecasts of a book whose deadlines have passed, or those that are asked for."""
    from brierbook.analysis.calibration.engines.calibrator import BayesianCalibrator  # heavy
    from brierbook.analysis.tables.fitted.book_sample import resolved_sample  # heavy
    from brierbook.analysis.tables.standing.choices import POOLED  # the same

    effect, clip = options["event_effect"], options["clip"]
    standing = options.get("standing", POOLED)
    learnt = resolved_sample(
        book,
        options["by"],
        event_effect=effect,
        clip=clip,
        now=now,
        standing=standing,
        asked=asked,
    )
    calibrator = BayesianCalibrator(
        options["model"], engine=options["engine"], clip=clip, seed=options["seed"]
    )
    with progress_bar(words.say("busy.calibration"), quiet=options["engine"] == "grid") as progress:
        found = calibrator.fit_sample(learnt.sample, progress).result_
    return learnt, found


def curve_as_records(curve: "CalibrationCurve") -> list[dict[str, object]]:
    """Give a curve as plain records."""
    lower, upper = curve.limits[LEVEL]
    return [
        {
            "said": round_or_null(s),
            "read": round_or_null(m),
            "lower": round_or_null(low),
            "upper": round_or_null(high),
        }
        for s, m, low, high in zip(curve.said, curve.mean, lower, upper, strict=True)
    ]
