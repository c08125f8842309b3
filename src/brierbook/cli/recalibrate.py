"""``brierbook recalibrate``: what one forecast deserves."""

import json
from typing import TYPE_CHECKING

import click

from brierbook.cli.calibrate import calibrate, records
from brierbook.cli.language import language, messages, spoken
from brierbook.cli.readings import LEVEL, recalibrated
from brierbook.forecasts.lines.probability import read_probability
from brierbook.forecasts.loading import load_book
from brierbook.forecasts.workspace import find_workspace

if TYPE_CHECKING:
    from brierbook.analysis.calibration.posterior import CalibrationPosterior

SCHEMA = "brierbook.recalibrate/1"


def probability(_: click.Context, __: click.Parameter, given: str) -> float:
    """Read what was said as `log` does; 0 and 1 have no log odds to move."""
    said = float(read_probability(given))
    if not 0 < said < 1:
        raise click.BadParameter(f"{given!r} is certain; write one between, such as 99%.")
    return said


@click.command("recalibrate")
@click.argument("said", callback=probability)
@click.option("--tag", help="Of propositions with this tag.")
@click.option("--language", help="Of documents in this language.")
@click.option("--source", help="Of this document.")
@click.option("--forecaster", help="Of this forecaster.")
@spoken
@click.option("--json", "as_json", is_flag=True, help="Print the answer as data.")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    said: float,
    lang: str | None,
    as_json: bool,  # noqa: FBT001  # click passes it by name
    **group: str | None,
) -> None:
    """Say what a forecast such as 70% or 0.7 deserves, given how those of this book came out.

    With a tag, a language, a source or a forecaster the groups of that kind learn from each other;
    one of which nothing has resolved yet is taken as one more of its kind.
    """
    asked = {name: level for name, level in group.items() if level is not None}
    options = {"by": list(asked), "model": "cox", "engine": "auto", "seed": 0}
    options |= {"event_effect": False, "clip": None}
    words = messages(language(lang))
    _, found = calibrate(load_book(find_workspace(ctx.obj["book"])), options, words)
    curve = found.curve([said], group=asked, levels=(LEVEL,))
    if as_json:
        data = {"schema": SCHEMA, "level": LEVEL, "group": asked, **records(curve)[0]}
        data |= {"engine": found.engine.name, "unseen": unseen(found, asked)}
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    fresh = {name: asked[name] for name in unseen(found, asked)}
    click.echo(recalibrated(found, curve, fresh, words.language))


def unseen(found: "CalibrationPosterior", asked: dict[str, str]) -> list[str]:
    """List the kinds of which the group asked for was not seen."""
    return [each.name for each in found.effects if asked.get(each.name, "") not in each.levels]
