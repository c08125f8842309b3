"""``brierbook verify``: whether a book, or a proof from one, is what it says."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from brierbook.cli.bench import FILE, Bench, read_key, read_whole
from brierbook.cli.desk import common
from brierbook.cli.main import FAILED, INVALID
from brierbook.cli.plain import plain
from brierbook.errors import WorkspaceError
from brierbook.forecasts.integrity.keys import VerifierKey
from brierbook.forecasts.proving.against import Against
from brierbook.forecasts.proving.anchors import Checked
from brierbook.forecasts.proving.whole import Whole, as_it_is, own_keys, verify_whole
from brierbook.forecasts.workspace import find_workspace

EXAMPLES = """\b
Examples:
  brierbook verify
  brierbook verify --against january.checkpoint --against february.checkpoint
  brierbook verify --roots authority.pem --deep
  brierbook verify --proof forecast.proof --key "forecasts-2027+1a2b3c4d+AQ..."
"""


@click.command("verify", epilog=EXAMPLES)
@click.option("--against", type=FILE, multiple=True, help="A checkpoint that was kept elsewhere.")
@click.option("--deep", is_flag=True, help="Compare every table with one made anew.")
@click.option("--proof", "proofs", type=FILE, multiple=True, help="A proof; needs no book.")
@click.option(
    "--key",
    "keys",
    multiple=True,
    metavar="VERIFIER",
    help="A verifier key that is trusted, or a file that holds it; else those of the book.",
)
@click.option("--roots", type=FILE, help="Certificates (PEM) of authorities of time.")
@click.option("--timestamp", type=FILE, help="The timestamp of the checkpoint in a proof.")
@common
@click.pass_context
def command(  # one for each option
    ctx: click.Context,
    /,
    *,
    against: tuple[Path, ...],
    deep: bool,
    proofs: tuple[Path, ...],
    keys: tuple[str, ...],
    roots: Path | None,
    timestamp: Path | None,
    as_json: bool,
    **_: str | None,
) -> None:
    """Verify the book: every hash, every rule, and every table with --deep.

    Whoever owns a book can change it and hash it anew; only a checkpoint that somebody else kept
    shows that, with --against. The last one that was signed on this machine is always looked at.

    With --proof it verifies what somebody handed over: no book is needed, only a verifier key.
    """
    bench = Bench(ctx)
    given = [read_key(each) for each in keys]
    if not proofs:
        if timestamp:
            raise click.UsageError("--timestamp belongs to a --proof; the book holds its own")
        tell(bench, against, given, roots, deep=deep, as_json=as_json)
        return
    if against or deep:
        raise click.UsageError("--proof needs no book, so it takes neither --against nor --deep")
    if (timestamp is None) != (roots is None):
        raise click.UsageError("give --timestamp and --roots together")
    from brierbook.cli.verify_proof import Stamped, tell_proofs  # noqa: PLC0415  # without a book

    stamped = Stamped(read_whole(timestamp), read_whole(roots)) if timestamp and roots else None
    tell_proofs(bench, proofs, given or keys_around(ctx), stamped, as_json=as_json)


def keys_around(ctx: click.Context) -> list[VerifierKey]:
    """Give the keys of the book around, if there is one."""
    try:
        store = as_it_is(find_workspace(ctx.obj["book"]))
    except WorkspaceError:
        return []
    ctx.call_on_close(store.database.close)
    return own_keys(store)


def tell(
    bench: Bench,
    against: Sequence[Path],
    keys: Sequence[VerifierKey] = (),
    roots: Path | None = None,
    *,
    deep: bool = False,
    as_json: bool = False,
) -> None:
    """Verify the book, say what was found, and end with the exit code for it."""
    notes = [(str(path), read_whole(path)) for path in against]
    pem = read_whole(roots) if roots else None
    whole = verify_whole(bench.workspace, notes, keys, pem, deep=deep)
    if as_json:
        bench.give("verify", as_data(whole))
    else:
        bench.say("\n".join(lines(bench, whole)))
    if whole.verified.problems:
        bench.ctx.exit(INVALID)
    if whole.faults:
        bench.ctx.exit(FAILED)


def lines(bench: Bench, whole: Whole) -> Iterator[str]:
    """Say what was found, for a person: what does not hold first."""
    words = bench.proofs
    yield from (plain(str(each)) for each in whole.verified.problems)
    yield from (plain(each) for each in whole.faults)
    if whole.verified.problems:
        return
    entries = words.count("entries", whole.verified.entries)
    yield words.say("verify.whole", book=whole.book, entries=entries)
    yield f"  {words.say('verify.root', root=whole.verified.root)}"
    for each in whole.against:
        if not each.said:
            entries = words.count("entries", each.checkpoint.size)
            yield f"  {words.say('verify.same', file=plain(each.name), entries=entries)}"
    yield from (f"  {anchored(bench, each)}" for each in whole.anchors if not each.said)
    if not whole.anchors:
        yield f"  {words.say('verify.no_anchor')}"


def anchored(bench: Bench, checked: Checked) -> str:
    """Say what a timestamp shows."""
    anchor, kind = checked.anchor, "anchored" if checked.verified else "unverified"
    facts = {"size": anchor.size, "at": anchor.at.text, "authority": plain(anchor.authority)}
    return bench.proofs.say(f"verify.{kind}", **facts)


def as_data(whole: Whole) -> dict[str, Any]:
    """Give what was found, as data."""
    problems = [
        {"file": each.file, "line": each.line, "field": each.field, "problem": each.problem}
        for each in whole.verified.problems
    ]
    return {
        "book": whole.book,
        "entries": whole.verified.entries,
        "root": None if problems else whole.verified.root,
        "problems": problems,
        "faults": whole.faults,
        "against": [against_as_data(each) for each in whole.against],
        "anchors": [anchor_as_data(each) for each in whole.anchors],
    }


def against_as_data(found: Against) -> dict[str, Any]:
    """Give what a checkpoint says of the book, as data."""
    head = found.checkpoint
    facts = {"file": found.name, "size": head.size, "root": head.root.hex()}
    return facts | {"verdict": found.verdict, "said": found.said or None}


def anchor_as_data(checked: Checked) -> dict[str, Any]:
    """Give a timestamp as data."""
    anchor = checked.anchor
    facts = {"entry": anchor.origin.line, "size": anchor.size, "root": anchor.root}
    facts |= {"at": anchor.at.text, "authority": anchor.authority}
    return facts | {"verified": checked.verified, "said": checked.said or None}
