"""What several formats assume, in the same words."""

from brierbook.errors import Message
from brierbook.forecasts.exchange.collecting import Collection

__all__ = [
    "say_day_order",
    "say_deadline_instant",
    "say_holder",
    "say_id",
    "say_known",
    "say_no_deadline",
    "say_options_apart",
    "say_people",
    "say_scale",
    "say_zone_utc",
    "say_zone_written",
]


def say_zone_utc(found: Collection) -> None:
    """Say that times without a zone are those of the site."""
    found.assume(
        "zone",
        "UTC",
        Message("times have no zone: read as UTC, the clock of the site", "import.says_utc"),
    )


def say_zone_written(found: Collection) -> None:
    """Say that times carry their zone."""
    found.assume(
        "zone", "as written", Message("times carry their own zone", "import.says_zone_written")
    )


def say_day_order(found: Collection, example: str, *, day_first: bool) -> None:
    """Say whether the day or the month comes first."""
    value = "day first" if day_first else "month first"
    say = (
        Message(
            "days are written day first, as {example} shows",
            "import.says_day_first",
            {"example": example},
        )
        if day_first
        else Message(
            "days are written month first, as {example} shows",
            "import.says_month_first",
            {"example": example},
        )
    )
    found.assume("order of day and month", value, say)


def say_scale(found: Collection, scale: str) -> None:
    """Say the scale that a program writes."""
    found.assume(
        "scale",
        scale,
        Message(
            "probabilities are {scale}, as this program writes them",
            "import.says_scale_of_program",
            {"scale": scale},
        ),
    )


def say_deadline_instant(found: Collection, field: str) -> None:
    """Say that a deadline is an instant."""
    found.assume(
        "deadline",
        "the instant as written",
        Message(
            "{field} is an instant: 00:00 is the start of that day",
            "import.says_instant",
            {"field": field},
        ),
    )


def say_known(found: Collection, field: str) -> None:
    """Say which time is taken for that at which an outcome was known."""
    found.assume(
        "known_at",
        field,
        Message(
            "when the outcome was decided is not in the file; {field} is taken as when it was "
            "known",
            "import.says_known",
            {"field": field},
        ),
    )


def say_people(found: Collection) -> None:
    """Say whose rows are taken."""
    people = {row.person.name for row in found.forecasts}
    me, others = found.answers.me, sum(found.others.values())
    if me is None:
        found.assume(
            "whose rows",
            "everybody",
            Message("people named in the file: {n}", "import.says_people", {"n": len(people)}),
        )
    else:
        found.assume(
            "whose rows",
            me,
            Message(
                "only those of {who}; rows of others: {n}",
                "import.says_only",
                {"who": me, "n": others},
            ),
        )


def say_holder(found: Collection) -> None:
    """Say who made forecasts of which the file names nobody."""
    who = found.answers.holder.name
    found.assume(
        "whose rows",
        who,
        Message(
            "the file names nobody: the forecasts are taken as those of {who}",
            "import.says_holder",
            {"who": who},
        ),
    )


def say_id(found: Collection, field: str) -> None:
    """Say by what a question is known."""
    found.assume(
        "id", field, Message("a question is known by {field}", "import.says_id", {"field": field})
    )


def say_options_apart(found: Collection) -> None:
    """Say that options are propositions of their own."""
    found.assume(
        "multiple choice",
        "one yes/no proposition per option",
        Message(
            "each option is a yes-or-no proposition of its own, in one event: "
            "shares are not made to sum to 1",
            "import.says_options_apart",
        ),
    )


def say_no_deadline(found: Collection, n: int) -> None:
    """Say that a deadline stands for none."""
    found.notice(
        "no deadline",
        n,
        Message(
            "questions without a deadline, or with one that stands for none: {n}",
            "import.says_no_deadline",
            {"n": n},
        ),
    )
