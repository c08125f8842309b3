"""What to read when so much is said, on a terminal: readings, beliefs, and whether to rely on them.

The texts are those of reports: whoever calibrates has paid for more than reading them.
"""

from typing import TYPE_CHECKING

from brierbook.cli.plain import plain, plain_lines
from brierbook.reports.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brierbook.analysis.calibration.posterior import CalibrationCurve, CalibrationPosterior
    from brierbook.analysis.calibration.resolved import Resolved
    from brierbook.reports.catalogue import Catalogue

SAID = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
SAID_OF_GROUP = (0.3, 0.5, 0.7, 0.9)
LEVEL = 0.9


def calibrated(learnt: "Resolved", found: "CalibrationPosterior", lang: str) -> str:
    """Write what forecasts like these deserve."""
    words = catalogue(lang)
    lines = [counts(learnt, words), "", *readings(found, SAID, words)]
    for group in groups_of(found):
        ((factor, level),) = group.items()
        lines += ["", named(factor, level, words), *readings(found, SAID_OF_GROUP, words, group)]
    return plain_lines("\n".join([*lines, "", *beliefs(found, words), *reliance(found, words)]))


def recalibrated(
    found: "CalibrationPosterior", curve: "CalibrationCurve", unseen: dict[str, str], lang: str
) -> str:
    """Write what one forecast deserves, and which of the groups asked for is not known."""
    words = catalogue(lang)
    fresh = [
        words.say("readings.unseen", group=words.quote(named(factor, level, words)))
        for factor, level in unseen.items()
    ]
    return plain_lines("\n".join([*lines_of(curve, words), *fresh, *reliance(found, words)]))


def groups_of(found: "CalibrationPosterior") -> list[dict[str, str]]:
    """List the groups whose curves are shown, each by its factor."""
    return [{each.name: level} for each in found.effects if each.whole for level in each.levels]


def counts(learnt: "Resolved", words: "Catalogue") -> str:
    """Say what was learnt from."""
    sample = learnt.sample
    forecasts = words.count("forecasts", learnt.forecasts)
    events = words.count("on_events", sample.events or 0)
    said = [words.say("readings.learnt", forecasts=forecasts, events=events)]
    for name, n in (("certain", learnt.certain), ("clipped", sample.clipped)):
        said += [words.say(f"readings.{name}", forecasts=words.count("forecasts", n))] if n else []
    return " ".join(said)


def readings(
    found: "CalibrationPosterior",
    said: "Sequence[float]",
    words: "Catalogue",
    group: dict[str, str] | None = None,
) -> list[str]:
    """Write what to read of the typical curve, or of that of a group."""
    return lines_of(found.curve(said, group=group, levels=(LEVEL,)), words)


def lines_of(curve: "CalibrationCurve", words: "Catalogue") -> list[str]:
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


def named(factor: str, level: str, words: "Catalogue") -> str:
    """Name a group: languages in words, others as the book does."""
    if not level:
        shown = words.say(f"groups.no_{factor}")
    else:
        shown = words.say(f"language.{level}") if factor == "language" else plain(level)
    return words.say("readings.group", factor=words.say(f"readings.{factor}"), level=shown)


def beliefs(found: "CalibrationPosterior", words: "Catalogue") -> list[str]:
    """Say how sure it is of the ways to be wrong."""
    strong, often = (words.number(p, 2) for p in (found.overconfident, found.says_too_little))
    lines = [words.say("readings.overconfident", p=strong, often=often)]
    if found.log_evidence is not None:
        from brierbook.analysis.calibration.beliefs import p_calibrated  # noqa: PLC0415  # heavy

        lines.append(words.say("readings.calibrated", p=words.number(p_calibrated(found), 2)))
    return lines


def reliance(found: "CalibrationPosterior", words: "Catalogue") -> list[str]:
    """Say what computed it, whether to rely on it, and how much of it is prior."""
    from brierbook.reports.reliance import computed, warning  # noqa: PLC0415  # heavy

    lines = [computed(found.engine, found.diagnostics, words), warning(found.diagnostics, words)]
    if leaning := found.diagnostics.leaning():
        lines.append(words.say("readings.prior", names=", ".join(map(plain, leaning))))
    return list(filter(None, lines))
