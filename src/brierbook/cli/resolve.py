"""``brierbook resolve``: say how a proposition turned out."""

from typing import TYPE_CHECKING, Any

import click

from brierbook.cli import wording
from brierbook.cli.completing import propositions
from brierbook.cli.desk import Desk, common, zoned
from brierbook.cli.steps import outcome as outcome_as_data
from brierbook.forecasts.life.batch import Batch, ask
from brierbook.forecasts.life.finding import find_id
from brierbook.forecasts.life.resolve import Finding, resolve
from brierbook.forecasts.life.told import checked, moment
from brierbook.forecasts.lines.language import language_of
from brierbook.forecasts.lines.outcomes import read_outcome
from brierbook.forecasts.records import Answers, Resolution

if TYPE_CHECKING:
    from brierbook.forecasts.canonical import Json

EXAMPLES = """\b
Examples:
  brierbook resolve 41 yes
  brierbook resolve 41 yes --known-at 2024-12-08 --evidence "State television said so. https://..."
  brierbook resolve 52 "Assad flees"
  brierbook resolve 53 61,4
  brierbook resolve 54 void --note "The vote was called off."
"""


@click.command("resolve", epilog=EXAMPLES)
@click.argument("proposition", metavar="ID", shell_complete=propositions)
@click.argument("outcome", metavar="OUTCOME")
@click.option("--known-at", "--on", metavar="DATE", help="When it was known, if not now.")
@click.option("--decided-at", metavar="DATE", help="When it could no longer change.")
@click.option("--evidence", multiple=True, help="What shows it: words, an address, or both.")
@click.option("--settled-by", metavar="EVENT", help="The event that settled it, if not its own.")
@click.option("--note", help="Anything to say about it.")
@click.option("--key", help="A name of this request: sent twice, it is recorded once.")
@zoned
@common
@click.pass_context
def command(ctx: click.Context, /, proposition: str, outcome: str, **given: Any) -> None:  # noqa: ANN401  # as click passes options
    """Say how a proposition turned out.

    OUTCOME is yes or no, an option, a number or a day; or void (its condition failed), ambiguous
    (the evidence does not settle it), annulled (it was a bad question). Saying it again keeps both,
    and the latest counts. Before the deadline it needs evidence.
    """
    desk = Desk(ctx)
    name = find_id(desk.store, proposition)
    book = desk.store.slice([f"proposition:{name}"])
    claim, before = book.propositions[name], book.resolutions_of.get(name, [])
    found = finding(desk, outcome, claim.answers, given)

    def do(batch: Batch) -> None:
        resolve(batch, name, found)

    asked: list[Json] = [
        name,
        outcome,
        *(str(given[each]) for each in sorted(given) if each in ASKED),
    ]
    done = ask(desk.store, desk.request(asked, given["key"]), do)
    [made] = [each for each in done.records if isinstance(each, Resolution)]
    shown = wording.outcome(made.outcome, made.answer, desk.words)
    if given["as_json"]:
        said_before = [each.outcome for each in before]
        desk.give("resolve", {"id": name} | outcome_as_data(made) | {"before": said_before})
    else:
        text = wording.text_of(claim.text, desk.words)
        desk.say(desk.words.say("done.resolved", id=name, text=text, outcome=shown))
    if before and not done.repeated:
        was = wording.outcome(before[-1].outcome, before[-1].answer, desk.words)
        desk.warn(desk.words.say("warn.again", outcome=was))


ASKED = ("known_at", "decided_at", "evidence", "settled_by", "note")


def finding(desk: Desk, outcome: str, answers: Answers, given: dict[str, Any]) -> Finding:
    """Read what was typed."""
    setting, note = desk.setting, checked(given["note"], "note")
    read = read_outcome(outcome, answers, today=setting.today, zone=setting.zone)
    return Finding(
        outcome=read[0],
        answer=read[1],
        known_at=moment(given["known_at"], setting, "known-at") or desk.moment,
        decided_at=moment(given["decided_at"], setting, "decided-at"),
        settled_by=checked(given["settled_by"], "settled-by"),
        evidence=given["evidence"],
        note=note,
        language=language_of(note, setting.language) if note else setting.language,
    )
