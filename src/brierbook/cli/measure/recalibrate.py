"""``brierbook recalibrate``: what one forecast deserves."""

import json
from datetime import date
from typing import TYPE_CHECKING

import click

from brierbook.cli.shared.fitting import curve_as_records, fit_book
from brierbook.cli.shared.judged_book import book_to_judge
from brierbook.cli.shared.options import add_as_of_option, add_language_option
from brierbook.cli.shared.session import Session
from brierbook.cli.shared.texts.basis_text import warn_of_basis
from brierbook.cli.shared.texts.calibration_text import LEVEL, describe_recalibration
from brierbook.cli.shared.texts.quantile_text import check_lines, level_sample_as_data
from brierbook.cli.shared.wording import value_text
from brierbook.errors import Message, WorkspaceError, quote_value
from brierbook.forecasts.lines.amounts import read_probability

if TYPE_CHECKING:
    from brierbook.analysis.calibration.curve.posterior import CalibrationPosterior
    from brierbook.analysis.calibration.models.quantile_levels import LevelMap
    from brierbook.analysis.tables.kinds.level_check import LevelSample

__all__ = ["command"]

SCHEMA = "brierbook.recalibrate/1"
DIGITS = 2


def _read_said_probability(
    _: click.Context, __: click.Parameter, given: str | None
) -> float | None:
    """Read what was said as `log` does; 0 and 1 have no log odds to move."""
    if given is None:
        return None
    said = float(read_probability(given))
    if not 0 < said < 1:
        raise click.BadParameter(
            Message(
                "{given} is certain; write one between, such as 99%.",
                "usage.certain",
                {"given": quote_value(given)},
            )
        )
    return said


@click.command("recalibrate")
@click.argument("said", required=False, callback=_read_said_probability)
@click.option("--quantiles", help="Instead: levels with numbers or days, 10%: 55; 90%: 70.")
@click.option("--tag", help="Of propositions with this tag.")
@click.option("--language", help="Of documents in this language.")
@click.option("--source", help="Of this document.")
@click.option("--forecaster", help="Of this forecaster.")
@add_as_of_option
@add_language_option
@click.option("--json", "as_json", is_flag=True, help="Print the answer as data.")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    said: float | None,
    quantiles: str | None,
    as_of: str | None,
    as_json: bool,  # noqa: FBT001  # click passes it by name
    lang: str | None,
    **group: str | None,
) -> None:
    """Say what a forecast such as 70% or 0.7 deserves, given how those of this book came out.

    Without more the curve is that of these forecasts. With a tag, a language, a source or a
    forecaster the groups of that kind learn from each other where there are three or more; one of
    which nothing has resolved yet is taken as one more of its kind. Whether to correct helps, as
    far as can be told, stands below. Quantiles of a number or a day are moved so
    that their levels are what those of this book deserve.
    """
    del lang  # the session reads it
    asked = {name: level for name, level in group.items() if level is not None}
    if (said is None) == (quantiles is None) or (quantiles is not None and asked):
        raise click.UsageError(
            Message(
                "Give a probability, or --quantiles alone; quantiles have no groups.",
                "usage.said_or_quantiles",
            )
        )
    if said is None:
        _recalibrate_quantiles(Session(ctx), quantiles or "", as_of, as_json=as_json)
        return
    options = {"by": list(asked), "model": "cox", "engine": "auto", "seed": 0}
    options |= {"event_effect": False, "clip": None}
    session = Session(ctx)
    judged = book_to_judge(session, as_of)
    warn_of_basis(session, judged)
    learnt, found = fit_book(judged.book, options, session.words, judged.now)
    from brierbook.analysis.tables.fitted.book_claims import claims_as_data, judge_book  # heavy

    claims = judge_book(judged.book, now=judged.now)
    dropped = {each.name for each in learnt.dropped}
    asked = {name: level for name, level in asked.items() if name not in dropped}
    curve = found.curve([said], group=asked, levels=(LEVEL,))
    if as_json:
        data = {"schema": SCHEMA, "level": LEVEL, "group": asked, **curve_as_records(curve)[0]}
        data |= {"engine": found.engine.name, "unseen": _unseen_groups(found, asked)}
        data |= {"dropped": sorted(dropped), "claims": claims_as_data(claims) if claims else None}
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    fresh = {name: asked[name] for name in _unseen_groups(found, asked)}
    text = describe_recalibration(learnt, found, curve, claims, fresh, session.words.language)
    click.echo(text)


def _unseen_groups(found: "CalibrationPosterior", asked: dict[str, str]) -> list[str]:
    """List the kinds of which the group asked for was not seen."""
    return [each.name for each in found.effects if asked.get(each.name, "") not in each.levels]


def _recalibrate_quantiles(
    session: Session, said: str, as_of: str | None, *, as_json: bool
) -> None:
    """Move quantiles by what levels of this book deserve."""
    from brierbook.analysis.tables.kinds.level_check import LevelSample  # heavy
    from brierbook.analysis.tables.kinds.scorable_kinds import scorable_kinds  # heavy

    pairs = _read_levels(said, session)
    judged = book_to_judge(session, as_of)
    sample = LevelSample(scorable_kinds(judged.book, now=judged.now))
    if sample.map is None:
        raise WorkspaceError(
            "no forecast of a number or a day, in quantiles, has resolved; log some, or resolve "
            "some first",
            code="book.no_quantiles",
        )
    read = _move(pairs, sample.map)
    if as_json:
        told = [
            {"level": level, "said": value, "read": now}
            for (level, value), now in zip(pairs, read, strict=True)
        ]
        data = {"schema": SCHEMA, "read": told} | level_sample_as_data(sample)
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    click.echo(_moved_as_text(pairs, read, sample, session))


def _read_levels(said: str, session: Session) -> list[tuple[float, str]]:
    """Read levels with their values, as `log` does."""
    from brierbook.forecasts.entries.confidence import parse_confidence
    from brierbook.forecasts.entries.fields import Fields
    from brierbook.forecasts.entries.records import QuantileAnswer
    from brierbook.forecasts.life.readers.reading import read_quantile_levels

    read = parse_confidence(Fields(read_quantile_levels(said, session.setting), "quantiles"))
    at = read.at if isinstance(read, QuantileAnswer) else ()
    return [(float(level), value) for level, value in at]


def _move(pairs: list[tuple[float, str]], level_map: "LevelMap") -> list[str]:
    """Give what to read at each level: numbers to a thousandth of what lies between them, days."""
    from math import floor, log10

    from brierbook.analysis.calibration.models.quantile_levels import recalibrate_quantiles  # heavy
    from brierbook.analysis.tables.kinds.stated_quantiles import value_position

    values = [value_position(value) for _, value in pairs]
    moved = recalibrate_quantiles([level for level, _ in pairs], values, level_map)
    if "-" in pairs[0][1][1:]:
        return [date.fromordinal(round(each)).isoformat() for each in moved.tolist()]
    width = values[-1] - values[0]
    digits = max(0, DIGITS - floor(log10(width))) if width > 0 else DIGITS
    return [f"{each:.{digits}f}" for each in moved.tolist()]


def _moved_as_text(
    pairs: list[tuple[float, str]], read: list[str], sample: "LevelSample", session: Session
) -> str:
    """Write what to read at each level, and how far that can be relied on."""
    words = session.scores
    lines = [
        words.say(
            "quantiles.read",
            level=words.percent(level),
            said=value_text(value, session.words),
            read=value_text(now, session.words),
        )
        for (level, value), now in zip(pairs, read, strict=True)
    ]
    return "\n".join([*lines, "", *check_lines(sample, words)])
