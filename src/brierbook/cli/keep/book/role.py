"""``brierbook role``: who may do what in the book of a team."""

import click

from brierbook.cli.shared.options import add_common_options
from brierbook.cli.shared.printable import as_printable
from brierbook.cli.shared.session import Session
from brierbook.errors import ConflictError, quote_value
from brierbook.forecasts.entries.records import Role
from brierbook.forecasts.lines.texts import check_text
from brierbook.forecasts.rules.roles import OWNER, RESOLVER, find_breaches, roles_in_force
from brierbook.forecasts.store.appending import NewEntry, append_entries

__all__ = ["command"]

EXAMPLES = """\b
Examples:
  brierbook role give ada owner
  brierbook role give bob resolver
  brierbook role end bob resolver
  brierbook role list
"""
ROLES = click.Choice([OWNER, RESOLVER])


@click.group("role", epilog=EXAMPLES)
def command() -> None:
    """Say who may do what: owners everything, resolvers say how propositions turned out.

    Once there is an owner, the others log, withdraw and take back for themselves only. Nobody is
    kept from anything; what was done without the role for it is listed beside every score. Names
    are those under which entries are recorded, and nobody signs entries: roles are on trust.
    """


@command.command("give")
@click.argument("who")
@click.argument("role", type=ROLES)
@add_common_options
@click.pass_context
def _give_role(
    ctx: click.Context, /, who: str, role: str, *, as_json: bool, **_: str | None
) -> None:
    """Give somebody a role; the first one makes rules of roles, and must be that of an owner."""
    session = Session(ctx)
    if role != OWNER and not roles_in_force(session.book)[OWNER]:
        raise ConflictError(
            "the book has no owner yet; begin with brierbook role give NAME owner",
            code="role.no_owner",
        )
    _record_role(session, who, role, "given", as_json=as_json)


@command.command("end")
@click.argument("who")
@click.argument("role", type=ROLES)
@add_common_options
@click.pass_context
def _end_role(
    ctx: click.Context, /, who: str, role: str, *, as_json: bool, **_: str | None
) -> None:
    """End the role of somebody; a book keeps one owner at least."""
    session = Session(ctx)
    holders = roles_in_force(session.book)[role]
    if "-".join(who.casefold().split()) not in holders:
        raise ConflictError(
            "{who} is no {role}; brierbook role list names who is",
            code="role.none",
            who=quote_value(who),
            role=role,
        )
    if role == OWNER and len(holders) == 1:
        raise ConflictError(
            "{who} is the only owner; make another one first",
            code="role.last_owner",
            who=quote_value(who),
        )
    _record_role(session, who, role, "ended", as_json=as_json)


def _record_role(session: Session, who: str, role: str, state: str, *, as_json: bool) -> None:
    """Append what somebody may do from now on, or no more."""
    check_text(who, "name")
    entry = NewEntry("role", {"who": who, "role": role, "state": state})
    asked = session.request(["role", who, role, state])
    done = append_entries(session.store, asked, lambda _: [entry])
    [made] = [each for each in done.records if isinstance(each, Role)]
    if as_json:
        session.give("role", {"who": made.who, "role": made.role, "state": made.state})
    else:
        session.say(session.words.say(f"role.{state}_{role}", who=as_printable(made.who)))


@command.command("list")
@add_common_options
@click.pass_context
def _list_roles(ctx: click.Context, /, *, as_json: bool, **_: str | None) -> None:
    """List who has which role, and which entries were recorded without one."""
    session = Session(ctx)
    holders = {role: sorted(names) for role, names in roles_in_force(session.book).items()}
    lines = [each.origin.line for each in find_breaches(session.book)]
    if as_json:
        session.give("role", {"roles": holders, "without": lines})
        return
    for role, names in holders.items():
        for name in names:
            session.say(session.words.say(f"role.is_{role}", who=as_printable(name)))
    for line in lines:
        session.say(session.words.say("role.without", n=line))
    if not any(holders.values()):
        session.say(session.words.say("role.nobody"))
