"""``brierbook keys``: the keys that sign checkpoints of the book."""

import click

from brierbook.cli.bench import Bench, read_key
from brierbook.cli.desk import common
from brierbook.cli.plain import plain
from brierbook.errors import ConflictError, InputError
from brierbook.forecasts.checks_of_proofs import NEXT
from brierbook.forecasts.integrity.keys import KeyPair, VerifierKey, is_name
from brierbook.forecasts.proving import custody
from brierbook.forecasts.proving.heads import name_of
from brierbook.forecasts.proving.known_keys import TRUSTED, find_key, short, states
from brierbook.forecasts.store.appending import NewEntry, append
from brierbook.forecasts.store.store import Store

EXAMPLES = """\b
Examples:
  brierbook keys new
  brierbook keys list
  brierbook keys trust "$(cat ada.verifier)"
  brierbook keys retire forecasts-2027 --reason "A new laptop."
"""
REASON = click.option("--reason", required=True, help="Why; it stays in the book.")


@click.group("keys", epilog=EXAMPLES)
def command() -> None:
    """Keep the keys that sign checkpoints: make, list, trust, and give up keys.

    The book names the verifier keys, and says when one was given up. Private keys are in the
    folder of the user, never in the workspace.
    """


@command.command("new")
@click.argument("name", required=False)
@common
@click.pass_context
def new(ctx: click.Context, /, name: str | None, *, as_json: bool, **_: str | None) -> None:
    """Make a key, and print its verifier key, which others need.

    Checkpoints need one with the name of the book, which is the default. A new key of the same
    name is a rotation: retire the old one then.
    """
    bench = Bench(ctx)
    book = name_of(bench.store)
    if name is not None and not is_name(name):
        raise InputError("name", name, "must be a word without spaces and plus, like example.org")
    made = KeyPair.generate(name or book)
    path = custody.keep(made)
    try:
        say_of(bench, made.verifier, TRUSTED)
    except BaseException:
        path.unlink()
        raise
    if as_json:
        facts: dict[str, object] = {"file": str(path), "key": as_data(made.verifier, TRUSTED)}
        bench.give("keys", facts)
        return
    bench.say(made.verifier.text)
    key = short(made.verifier)
    bench.warn(bench.proofs.say("keys.made", signer=key, book=book, path=path))


@command.command("list")
@common
@click.pass_context
def listing(ctx: click.Context, /, *, as_json: bool, **_: str | None) -> None:
    """List the keys of the book, what became of each, and which can sign here."""
    bench = Bench(ctx)
    known = states(bench.store)
    if as_json:
        rows = [as_data(key, last.state, last.reason) for key, last in known.items()]
        bench.give("keys", {"keys": rows})
    elif not known:
        bench.warn(bench.proofs.say("keys.none"))
    else:
        for key, last in known.items():
            notes = [bench.proofs.say(f"keys.{last.state}")]
            notes += [bench.proofs.say("keys.here")] if custody.is_here(key) else []
            notes += [plain(last.reason)] if last.reason else []
            bench.say(f"{plain(key.text)}  {', '.join(notes)}")


@command.command("trust")
@click.argument("verifier")
@common
@click.pass_context
def trust(ctx: click.Context, /, verifier: str, *, as_json: bool, **_: str | None) -> None:
    """Take a verifier key into use: one of somebody else, or one that was retired.

    VERIFIER is the key itself, or a file that holds it.
    """
    change(Bench(ctx), read_key(verifier), TRUSTED, None, as_json=as_json)


@command.command("retire")
@click.argument("name")
@REASON
@common
@click.pass_context
def retire(
    ctx: click.Context, /, name: str, *, reason: str, as_json: bool, **_: str | None
) -> None:
    """Sign with a key no more; what it signed stays good.

    NAME is its name, name+id, or the whole verifier key.
    """
    bench = Bench(ctx)
    change(bench, find_key(bench.store, name), "retired", reason, as_json=as_json)


@command.command("compromised")
@click.argument("name")
@REASON
@common
@click.pass_context
def compromised(
    ctx: click.Context, /, name: str, *, reason: str, as_json: bool, **_: str | None
) -> None:
    """Say that somebody else may hold a key: nothing that it signed is trusted any more.

    NAME is its name, name+id, or the whole verifier key. Checkpoints with a timestamp from before
    still show what the book was.
    """
    bench = Bench(ctx)
    change(bench, find_key(bench.store, name), "compromised", reason, as_json=as_json)


def change(
    bench: Bench, key: VerifierKey, state: str, reason: str | None, *, as_json: bool
) -> None:
    """Record what becomes of a key, and say so."""
    say_of(bench, key, state, reason)
    if as_json:
        bench.give("keys", {"key": as_data(key, state, reason)})
    else:
        bench.say(f"{plain(short(key))}: {bench.proofs.say(f'keys.{state}')}")


def say_of(bench: Bench, key: VerifierKey, state: str, reason: str | None = None) -> None:
    """Append what becomes of a key, if that can follow."""

    def compose(store: Store) -> list[NewEntry]:
        last = states(store).get(key)
        before = last.state if last else None
        if state not in NEXT[before]:
            message = f"{short(key)} is {before or 'no key of this book'}; it cannot be {state} now"
            raise ConflictError(message)
        why = {"reason": reason} if reason else {}
        return [NewEntry("key", {"verifier": key.text, "state": state, **why})]

    append(bench.store, bench.request(["key", key.text, state]), compose)


def as_data(key: VerifierKey, state: str, reason: str | None = None) -> dict[str, object]:
    """Give a key as data."""
    facts = {"name": key.name, "id": key.id.hex(), "verifier": key.text, "state": state}
    return facts | {"reason": reason, "here": custody.is_here(key)}
