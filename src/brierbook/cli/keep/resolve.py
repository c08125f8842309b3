"""``brierbook resolve``: say how a proposition turned out."""

from typing import TYPE_CHECKING, Any

import click

from brierbook.cli.shared import wording
from brierbook.cli.shared.completers import complete_proposition
from brierbook.cli.shared.options import add_common_options, add_zone_option
from brierbook.cli.shared.session import Session
from brierbook.cli.shared.texts.history_text import resolution_as_data as outcome_as_data
from brierbook.errors import Message
from brierbook.forecasts.entries.records import Answers, Resolution
from brierbook.forecasts.life.batch import Batch, append_batch
from brierbook.forecasts.life.finding import find_proposition_id
from brierbook.forecasts.life.readers.reading import read_optional_moment, refuse_unkeepable_text
from brierbook.forecasts.life.resolve import OutcomeFinding, add_resolution
from brierbook.forecasts.lines.language import language_of
from brierbook.forecasts.lines.outcomes import read_outcome

if TYPE_CHECKING:
    from brierbook.forecasts.canonical import Json

__all__ = ["command"]

STDIN = "-"
EXAMPLES = """\b
Examples:
  brierbook resolve 41 yes
  brierbook resolve 41 yes --known-at 2024-12-08 --evidence "State television said so. https://..."
  brierbook resolve 52 "Assad flees"
  brierbook resolve 53 61,4
  brierbook resolve 55 30%
  brierbook resolve 56 above
  brierbook resolve - < outcomes.txt
  brierbook resolve 54 void --note "The vote was called off."
"""


@click.command("resolve", epilog=EXAMPLES)
@click.argument("proposition", metavar="ID", shell_complete=complete_proposition)
@click.argument("outcome", metavar="OUTCOME", required=False)
@click.option("--known-at", "--on", metavar="DATE", help="When it was known, if not now.")
@click.option("--decided-at", metavar="DATE", help="When it could no longer change.")
@click.option("--evidence", multiple=True, help="What shows it: words, an address, or both.")
@click.option("--settled-by", metavar="EVENT", help="The event that settled it, if not its own.")
@click.option("--note", help="Anything to say about it.")
@click.option("--key", help="A name of this request: sent twice, it is recorded once.")
@add_zone_option
@add_common_options
@click.pass_context
def command(ctx: click.Context, /, proposition: str, outcome: str | None, **given: Any) -> None:  # noqa: ANN401  # as click passes options
    """Say how a proposition turned out.

    OUTCOME is yes or no, or 30% if it came true in part; an option, or several with commas where
    any may come true; a number or a day, or above or below where it lies beyond a bound of the
    question; or void (its condition failed), ambiguous (the evidence does not settle it), annulled
    (it was a bad question). Saying it again keeps both, and the latest counts. Before the deadline
    it needs evidence. With - as ID it reads many, one a line: an id and an outcome, or JSON.
    """
    session = Session(ctx)
    if proposition == STDIN:
        from brierbook.cli.shared.deed_lines import record_standard_input  # seldom needed

        record_standard_input(session, "resolve", key=given["key"], as_json=given["as_json"])
        return
    if outcome is None:
        raise click.UsageError(Message("Give an OUTCOME.", "usage.give_outcome"))
    name = find_proposition_id(session.store, proposition)
    book = session.store.slice([f"proposition:{name}"])
    claim, before = book.propositions[name], book.resolutions_of.get(name, [])
    found = _read_finding(session, outcome, claim.answers, given)

    def do(batch: Batch) -> None:
        add_resolution(batch, name, found)

    asked: list[Json] = [
        name,
        outcome,
        *(str(given[each]) for each in sorted(given) if each in ASKED),
    ]
    done = append_batch(session.store, session.request(asked, given["key"]), do)
    [made] = [each for each in done.records if isinstance(each, Resolution)]
    shown = wording.outcome_text(made, session.words)
    if given["as_json"]:
        said_before = [each.outcome for each in before]
        session.give("resolve", {"id": name} | outcome_as_data(made) | {"before": said_before})
    else:
        text = wording.text_in_language(claim.text, session.words)
        session.say(session.words.say("done.resolved", id=name, text=text, outcome=shown))
    if before and not done.repeated:
        was = wording.outcome_text(before[-1], session.words)
        session.warn(session.words.say("warn.again", outcome=was))


ASKED = ("known_at", "decided_at", "evidence", "settled_by", "note")


def _read_finding(
    session: Session, outcome: str, answers: Answers, given: dict[str, Any]
) -> OutcomeFinding:
    """Read what was typed."""
    setting, note = session.setting, refuse_unkeepable_text(given["note"], "note")
    read = read_outcome(outcome, answers, today=setting.today, zone=setting.zone)
    return OutcomeFinding(
        outcome=read.outcome,
        answer=read.answer,
        chosen=read.chosen,
        known_at=read_optional_moment(given["known_at"], setting, "known-at") or session.moment,
        decided_at=read_optional_moment(given["decided_at"], setting, "decided-at"),
        settled_by=refuse_unkeepable_text(given["settled_by"], "settled-by"),
        evidence=given["evidence"],
        note=note,
        language=language_of(note, setting.language) if note else setting.language,
    )
