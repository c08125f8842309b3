"""What to read when so much is said, on a terminal: readings, beliefs, and whether to rely on them.

The texts are those of reports: whoever calibrates has paid for more than reading them.
"""

from typing import TYPE_CHECKING

from brierbook.cli.shared.printable import as_printable, as_printable_lines
from brierbook.speech.catalogue import load_catalogue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brierbook.analysis.calibration.curve.posterior import (
        CalibrationCurve,
        CalibrationPosterior,
    )
    from brierbook.analysis.claims.sentences import SentenceClaims
    from brierbook.analysis.tables.fitted.book_sample import ResolvedSample
    from brierbook.speech.catalogue import Catalogue

__all__ = ["LEVEL", "SAID", "describe_calibration", "describe_recalibration", "list_groups"]

SAID = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
SAID_OF_GROUP = (0.3, 0.5, 0.7, 0.9)
LEVEL = 0.9


def describe_calibration(
    learnt: "ResolvedSample",
    found: "CalibrationPosterior",
    claims: "SentenceClaims | None",
    lang: str,
) -> str:
    """Write what forecasts like these deserve, and what may be claimed of them."""
    words = load_catalogue(lang)
    lines = [_sample_counts_text(learnt, words), "", *_group_readings(found, SAID, words)]
    for group in list_groups(found):
        ((factor, level),) = group.items()
        lines += [
            "",
            _level_label(factor, level, words),
            *_group_readings(found, SAID_OF_GROUP, words, group),
        ]
    return as_printable_lines(
        "\n".join(
            [
                *lines,
                "",
                *_claim_lines(claims, words),
                *_belief_lines(found, words),
                *_reliance_lines(found, words),
            ]
        )
    )


def describe_recalibration(
    learnt: "ResolvedSample",
    found: "CalibrationPosterior",
    curve: "CalibrationCurve",
    claims: "SentenceClaims | None",
    unseen: dict[str, str],
    lang: str,
) -> str:
    """Write what one forecast deserves, and which of the groups asked for is not known."""
    words = load_catalogue(lang)
    fresh = [
        words.say("readings.unseen", group=words.quote(_level_label(factor, level, words)))
        for factor, level in unseen.items()
    ]
    return as_printable_lines(
        "\n".join(
            [
                *_curve_lines(curve, words),
                *fresh,
                *_dropped_lines(learnt, words),
                *_correction_lines(claims, words),
                *_reliance_lines(found, words),
            ]
        )
    )


def list_groups(found: "CalibrationPosterior") -> list[dict[str, str]]:
    """List the groups whose curves are shown, each by its factor."""
    return [{each.name: level} for each in found.effects if each.whole for level in each.levels]


def _sample_counts_text(learnt: "ResolvedSample", words: "Catalogue") -> str:
    """Say what was learnt from."""
    sample = learnt.sample
    forecasts = words.count("forecasts", learnt.forecasts)
    events = words.count("on_events", sample.events or 0)
    said = [words.say("readings.learnt", forecasts=forecasts, events=events)]
    left = {"certain": learnt.certain, "shares": learnt.shares, "clipped": sample.clipped}
    for name, n in left.items():
        said += [words.say(f"readings.{name}", forecasts=words.count("forecasts", n))] if n else []
    return "\n".join([" ".join(said), *_dropped_lines(learnt, words)])


def _dropped_lines(learnt: "ResolvedSample", words: "Catalogue") -> list[str]:
    """Say which ways to group were left out, and why."""
    return [
        words.say(
            "readings.dropped_nested" if each.decided_by else "readings.dropped_few",
            factor=words.say(f"readings.{each.name}"),
            finer=words.say(f"readings.{each.decided_by or each.name}"),
            n=words.number(each.groups),
        )
        for each in learnt.dropped
    ]


def _group_readings(
    found: "CalibrationPosterior",
    said: "Sequence[float]",
    words: "Catalogue",
    group: dict[str, str] | None = None,
) -> list[str]:
    """Write what to read of the curve of these forecasts, or of that of a group."""
    return _curve_lines(found.curve(said, group=group, levels=(LEVEL,)), words)


def _curve_lines(curve: "CalibrationCurve", words: "Catalogue") -> list[str]:
    """Write what to read, with intervals; numbers stand below each other."""
    lower, upper = curve.limits[LEVEL]
    said, read = (list(map(words.percent, values)) for values in (curve.said, curve.mean))
    return [
        words.say(
            "readings.read",
            said=of.rjust(max(map(len, said))),
            read=deserved.rjust(max(map(len, read))),
            lower=words.number(100 * low),
            upper=words.number(100 * high),
        )
        for of, deserved, low, high in zip(said, read, lower, upper, strict=True)
    ]


def _level_label(factor: str, level: str, words: "Catalogue") -> str:
    """Name a group: languages in words, others as the book does."""
    if not level:
        shown = words.say(f"groups.no_{factor}")
    else:
        shown = words.say(f"language.{level}") if factor == "language" else as_printable(level)
    return words.say("readings.group", factor=words.say(f"readings.{factor}"), level=shown)


def _claim_lines(claims: "SentenceClaims | None", words: "Catalogue") -> list[str]:
    """Say how far off, how bold and how good these forecasts were, as far as can be told."""
    if claims is None:
        return []
    from brierbook.reports.findings.claims_text import direction_sentences, looks_sentences

    return [
        " ".join(direction_sentences(claims, words)),
        *_correction_lines(claims, words),
        " ".join(looks_sentences(claims, words)),
    ]


def _correction_lines(claims: "SentenceClaims | None", words: "Catalogue") -> list[str]:
    """Say how bold these forecasts were, and whether to correct them helps."""
    if claims is None or claims.correction is None:
        return []
    from brierbook.reports.findings.claims_text import boldness_sentences, correction_sentences

    judged = claims.correction, claims.events, words
    return [" ".join(boldness_sentences(*judged)), " ".join(correction_sentences(*judged))]


def _belief_lines(found: "CalibrationPosterior", words: "Catalogue") -> list[str]:
    """Say how sure it is that the forecasts were calibrated, where that is known."""
    if found.log_evidence is None:
        return []
    from brierbook.analysis.calibration.engines.beliefs import p_calibrated  # heavy

    return [words.say("readings.calibrated", p=words.number(p_calibrated(found), 2))]


def _reliance_lines(found: "CalibrationPosterior", words: "Catalogue") -> list[str]:
    """Say what computed it, whether to rely on it, and how much of it is prior."""
    from brierbook.reports.findings.diagnostics_text import engine_line, reliance_warning  # heavy

    lines = [
        engine_line(found.engine, found.diagnostics, words),
        reliance_warning(found.diagnostics, words),
    ]
    if leaning := found.diagnostics.leaning():
        lines.append(words.say("readings.prior", names=", ".join(map(as_printable, leaning))))
    return list(filter(None, lines))
