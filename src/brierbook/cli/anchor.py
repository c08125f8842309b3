"""``brierbook anchor``: have an outside authority vouch for when the book existed."""

from pathlib import Path
from typing import Any

import click

from brierbook.cli.bench import FILE, NEW, Bench, read_whole, write_new
from brierbook.cli.desk import common
from brierbook.cli.plain import plain
from brierbook.cli.verify import anchor_as_data, anchored
from brierbook.errors import ConflictError
from brierbook.forecasts.integrity.timestamps import (
    TimestampRequest,
    ask_authority,
    timestamp_request,
    verify_timestamp,
)
from brierbook.forecasts.life.history import anchors as anchors_of
from brierbook.forecasts.proving.anchors import Checked, new_anchor
from brierbook.forecasts.proving.heads import sign, tree_of
from brierbook.forecasts.proving.making import fitting
from brierbook.forecasts.records import Anchor
from brierbook.forecasts.store.appending import NewEntry, append
from brierbook.forecasts.store.store import Store

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
@common
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
        raise click.UsageError("give one of --request, --take and --authority")
    if (request or take) and not checkpoint:
        raise click.UsageError("name the CHECKPOINT that the timestamp is of")
    if (take or authority) and not roots:
        raise click.UsageError("give the certificates of the authority with --roots")
    bench = Bench(ctx)
    if request and checkpoint:
        ask_later(bench, checkpoint, request, as_json=as_json)
    elif take and checkpoint and roots:
        keep(bench, read_whole(checkpoint), read_whole(take), read_whole(roots), as_json=as_json)
    elif authority and roots:
        store = bench.store
        note = read_whole(checkpoint) if checkpoint else sign(store, tree_of(store))
        asked, pem = timestamp_request(note), read_whole(roots)
        answer = ask_authority(authority, asked)
        keep(bench, note, answer, pem, asked, as_json=as_json)
    else:
        show(bench, as_json=as_json)


def ask_later(bench: Bench, checkpoint: Path, path: Path, *, as_json: bool) -> None:
    """Write a request for a checkpoint of this book."""
    note = read_whole(checkpoint)
    head = fitting(tree_of(bench.store), note, "checkpoint")
    write_new(path, timestamp_request(note).der)
    if as_json:
        bench.give("anchor", {"request": str(path), "size": head.size})
    else:
        names = {"path": plain(str(path)), "checkpoint": plain(str(checkpoint))}
        bench.say(bench.proofs.say("anchor.request", **names))


def keep(
    bench: Bench,
    note: bytes,
    answer: bytes,
    roots: bytes,
    asked: TimestampRequest | None = None,
    *,
    as_json: bool,
) -> None:
    """Verify an answer, and append it to the book."""
    head = fitting(tree_of(bench.store), note, "checkpoint")
    made = new_anchor(head, note, answer, verify_timestamp(answer, note, roots, asked))

    def compose(store: Store) -> list[NewEntry]:
        token = made.body["token"]
        if any(each.token == token for each in anchors_of(store)):
            raise ConflictError("this timestamp is in the book already")
        return [made]

    done = append(bench.store, bench.request(["anchor", made.body]), compose)
    [anchor] = [each for each in done.records if isinstance(each, Anchor)]
    if as_json:
        bench.give("anchor", {"anchor": anchor_as_data(Checked(anchor, verified=True))})
    else:
        facts: dict[str, Any] = {"size": anchor.size, "at": anchor.at.text}
        facts |= {"authority": plain(anchor.authority), "place": anchor.origin.line}
        bench.say(bench.proofs.say("anchor.taken", **facts))


def show(bench: Bench, *, as_json: bool) -> None:
    """List the timestamps of the book, none of them verified, and what none covers."""
    anchors = anchors_of(bench.store)
    later = bench.store.frontier().size - max((each.size for each in anchors), default=0)
    checked = [Checked(each, verified=False) for each in anchors]
    if as_json:
        rows = [anchor_as_data(each) for each in checked]
        bench.give("anchor", {"anchors": rows, "uncovered": later})
        return
    for each in checked:
        bench.say(anchored(bench, each))
    if not anchors:
        bench.warn(bench.proofs.say("anchor.none"))
    elif later:
        entries = bench.proofs.count("entries", later)
        bench.warn(bench.proofs.say("anchor.later", entries=entries))
