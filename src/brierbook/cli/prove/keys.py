"""``brierbook keys``: the keys that sign checkpoints of the book."""

import click

from brierbook.cli.shared.options import add_common_options
from brierbook.cli.shared.printable import as_printable
from brierbook.cli.shared.proof_files import read_verifier_key
from brierbook.cli.shared.session import Session
from brierbook.errors import ConflictError, InputError
from brierbook.forecasts.integrity.keys import KeyPair, VerifierKey, is_key_name
from brierbook.forecasts.proving import private_keys as custody
from brierbook.forecasts.proving.known_keys import TRUSTED, find_key, key_label, key_states
from brierbook.forecasts.proving.signed_heads import read_book_name
from brierbook.forecasts.rules.checks_of_proofs import NEXT
from brierbook.forecasts.store.appending import NewEntry, append_entries
from brierbook.forecasts.store.store import Store

__all__ = ["command"]

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
@add_common_options
@click.pass_context
def _make_new_key(
    ctx: click.Context, /, name: str | None, *, as_json: bool, **_: str | None
) -> None:
    """Make a key, and print its verifier key, which others need.

    Checkpoints need one with the name of the book, which is the default. A new key of the same
    name is a rotation: retire the old one then.
    """
    session = Session(ctx)
    book = read_book_name(session.store)
    if name is not None and not is_key_name(name):
        raise InputError(
            "name",
            name,
            "must be a word without spaces and plus, like example.org",
            code="key.name",
        )
    made = KeyPair.generate(name or book)
    path = custody.write_private_key(made)
    try:
        _record_key_state(session, made.verifier, TRUSTED)
    except BaseException:
        path.unlink()
        raise
    if as_json:
        facts: dict[str, object] = {"file": str(path), "key": _key_as_data(made.verifier, TRUSTED)}
        session.give("keys", facts)
        return
    session.say(made.verifier.text)
    key = key_label(made.verifier)
    session.warn(session.proofs.say("keys.made", signer=key, book=book, path=path))


@command.command("list")
@add_common_options
@click.pass_context
def _list_keys(ctx: click.Context, /, *, as_json: bool, **_: str | None) -> None:
    """List the keys of the book, what became of each, and which can sign here."""
    session = Session(ctx)
    known = key_states(session.store)
    if as_json:
        rows = [_key_as_data(key, last.state, last.reason) for key, last in known.items()]
        session.give("keys", {"keys": rows})
    elif not known:
        session.warn(session.proofs.say("keys.none"))
    else:
        for key, last in known.items():
            notes = [session.proofs.say(f"keys.{last.state}")]
            notes += [session.proofs.say("keys.here")] if custody.has_private_key(key) else []
            notes += [as_printable(last.reason)] if last.reason else []
            session.say(f"{as_printable(key.text)}  {', '.join(notes)}")


@command.command("trust")
@click.argument("verifier")
@add_common_options
@click.pass_context
def _trust_key(ctx: click.Context, /, verifier: str, *, as_json: bool, **_: str | None) -> None:
    """Take a verifier key into use: one of somebody else, or one that was retired.

    VERIFIER is the key itself, or a file that holds it.
    """
    _change_key_state(Session(ctx), read_verifier_key(verifier), TRUSTED, None, as_json=as_json)


@command.command("retire")
@click.argument("name")
@REASON
@add_common_options
@click.pass_context
def _retire_key(
    ctx: click.Context, /, name: str, *, reason: str, as_json: bool, **_: str | None
) -> None:
    """Sign with a key no more; what it signed stays good.

    NAME is its name, name+id, or the whole verifier key.
    """
    session = Session(ctx)
    _change_key_state(session, find_key(session.store, name), "retired", reason, as_json=as_json)


@command.command("compromised")
@click.argument("name")
@REASON
@add_common_options
@click.pass_context
def _mark_compromised(
    ctx: click.Context, /, name: str, *, reason: str, as_json: bool, **_: str | None
) -> None:
    """Say that somebody else may hold a key: nothing that it signed is trusted any more.

    NAME is its name, name+id, or the whole verifier key. Checkpoints with a timestamp from before
    still show what the book was.
    """
    session = Session(ctx)
    _change_key_state(
        session, find_key(session.store, name), "compromised", reason, as_json=as_json
    )


def _change_key_state(
    session: Session, key: VerifierKey, state: str, reason: str | None, *, as_json: bool
) -> None:
    """Record what becomes of a key, and say so."""
    _record_key_state(session, key, state, reason)
    if as_json:
        session.give("keys", {"key": _key_as_data(key, state, reason)})
    else:
        session.say(f"{as_printable(key_label(key))}: {session.proofs.say(f'keys.{state}')}")


def _record_key_state(
    session: Session, key: VerifierKey, state: str, reason: str | None = None
) -> None:
    """Append what becomes of a key, if that can follow."""

    def compose(store: Store) -> list[NewEntry]:
        last = key_states(store).get(key)
        before = last.state if last else None
        if state not in NEXT[before]:
            raise ConflictError(
                "{key} is {before}; it cannot be {state} now",
                code="key.state",
                key=key_label(key),
                before=before or "no key of this book",
                state=state,
            )
        why = {"reason": reason} if reason else {}
        return [NewEntry("key", {"verifier": key.text, "state": state, **why})]

    append_entries(session.store, session.request(["key", key.text, state]), compose)


def _key_as_data(key: VerifierKey, state: str, reason: str | None = None) -> dict[str, object]:
    """Give a key as data."""
    facts = {"name": key.name, "id": key.id.hex(), "verifier": key.text, "state": state}
    return facts | {"reason": reason, "here": custody.has_private_key(key)}
