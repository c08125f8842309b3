"""``brierbook anchor``: have an outside authority vouch for when the book existed."""

from pathlib import Path
from typing import Any

import click

from brierbook.cli.shared.options import add_common_options
from brierbook.cli.shared.printable import as_printable
from brierbook.cli.shared.proof_files import FILE, NEW, read_small_file, write_new_file
from brierbook.cli.shared.session import Session
from brierbook.cli.shared.texts.verification_text import anchor_as_data, anchor_text
from brierbook.errors import ConflictError, Message
from brierbook.forecasts.entries.records import Anchor
from brierbook.forecasts.integrity.timestamps import (
    TimestampRequest,
    ask_authority,
    make_timestamp_request,
    verify_timestamp,
)
from brierbook.forecasts.life.history import list_anchors as anchors_of
from brierbook.forecasts.proving.anchors import CheckedAnchor, make_anchor_entry
from brierbook.forecasts.proving.making_proofs import read_checkpoint_of_tree
from brierbook.forecasts.proving.signed_heads import build_tree, sign_head
from brierbook.forecasts.store.appending import NewEntry, append_entries
from brierbook.forecasts.store.store import Store

__all__ = ["command"]

EXAMPLES = """\b
Examples:
  brierbook checkpoint -o january.checkpoint
  brierbook anchor january.checkpoint --request january.tsq
  brierbook anchor january.checkpoint --take january.tsr --roots authority.pem
  brierbook anchor --authority https://example.org/tsa --roots authority.pem
  brierbook anchor
"""


@click.command("anchor", epilog=EXAMPLES)
@click.argument("checkpoint", type=FILE, required=False)
@click.option("--request", type=NEW, help="Write a request to this new file.")
@click.option("--take", type=FILE, help="Verify this answer, and keep it in the book.")
@click.option("--authority", metavar="URL", help="Ask this authority, over HTTPS.")
@click.option("--roots", type=FILE, help="Certificates (PEM) to verify the answer with.")
@add_common_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    *,
    checkpoint: Path | None,
    request: Path | None,
    take: Path | None,
    authority: str | None,
    roots: Path | None,
    as_json: bool,
    **_: str | None,
) -> None:
    """Have an authority of time (RFC 3161) vouch for when a checkpoint existed.

    The network is used only with --authority; the authority sees a hash alone. Without options
    the timestamps in the book are listed. An answer that is late or does not hold changes nothing.
    """
    if sum(each is not None for each in (request, take, authority)) > 1:
        raise click.UsageError(
            Message("give one of --request, --take and --authority", "usage.one_way")
        )
    if (request or take) and not checkpoint:
        raise click.UsageError(
            Message("name the CHECKPOINT that the timestamp is of", "usage.name_checkpoint")
        )
    if (take or authority) and not roots:
        raise click.UsageError(
            Message("give the certificates of the authority with --roots", "usage.give_roots")
        )
    session = Session(ctx)
    if request and checkpoint:
        _write_request(session, checkpoint, request, as_json=as_json)
    elif take and checkpoint and roots:
        _keep_answer(
            session,
            read_small_file(checkpoint),
            read_small_file(take),
            read_small_file(roots),
            as_json=as_json,
        )
    elif authority and roots:
        store = session.store
        note = read_small_file(checkpoint) if checkpoint else sign_head(store, build_tree(store))
        asked, pem = make_timestamp_request(note), read_small_file(roots)
        answer = ask_authority(authority, asked)
        _keep_answer(session, note, answer, pem, asked, as_json=as_json)
    else:
        _list_timestamps(session, as_json=as_json)


def _write_request(session: Session, checkpoint: Path, path: Path, *, as_json: bool) -> None:
    """Write a request for a checkpoint of this book."""
    note = read_small_file(checkpoint)
    head = read_checkpoint_of_tree(build_tree(session.store), note, "checkpoint")
    write_new_file(path, make_timestamp_request(note).der)
    if as_json:
        session.give("anchor", {"request": str(path), "size": head.size})
    else:
        names = {"path": as_printable(str(path)), "checkpoint": as_printable(str(checkpoint))}
        session.say(session.proofs.say("anchor.request", **names))


def _keep_answer(
    session: Session,
    note: bytes,
    answer: bytes,
    roots: bytes,
    asked: TimestampRequest | None = None,
    *,
    as_json: bool,
) -> None:
    """Verify an answer, and append it to the book."""
    head = read_checkpoint_of_tree(build_tree(session.store), note, "checkpoint")
    made = make_anchor_entry(head, note, answer, verify_timestamp(answer, note, roots, asked))

    def compose(store: Store) -> list[NewEntry]:
        token = made.body["token"]
        if any(each.token == token for each in anchors_of(store)):
            raise ConflictError("this timestamp is in the book already", code="anchor.known")
        return [made]

    done = append_entries(session.store, session.request(["anchor", made.body]), compose)
    [anchor] = [each for each in done.records if isinstance(each, Anchor)]
    if as_json:
        session.give("anchor", {"anchor": anchor_as_data(CheckedAnchor(anchor, verified=True))})
    else:
        facts: dict[str, Any] = {"size": anchor.size, "at": anchor.at.text}
        facts |= {"authority": as_printable(anchor.authority), "place": anchor.origin.line}
        session.say(session.proofs.say("anchor.taken", **facts))


def _list_timestamps(session: Session, *, as_json: bool) -> None:
    """List the timestamps of the book, none of them verified, and what none covers."""
    anchors = anchors_of(session.store)
    later = session.store.frontier().size - max((each.size for each in anchors), default=0)
    checked = [CheckedAnchor(each, verified=False) for each in anchors]
    if as_json:
        rows = [anchor_as_data(each) for each in checked]
        session.give("anchor", {"anchors": rows, "uncovered": later})
        return
    for each in checked:
        session.say(anchor_text(session, each))
    if not anchors:
        session.warn(session.proofs.say("anchor.none"))
    elif later:
        entries = session.proofs.count("entries", later)
        session.warn(session.proofs.say("anchor.later", entries=entries))
