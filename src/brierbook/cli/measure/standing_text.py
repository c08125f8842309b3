"""On a terminal: which forecasts were scored, over how much of their time, and what waits."""

from typing import TYPE_CHECKING

from brierbook.cli.shared.printable import as_printable
from brierbook.speech.text_columns import align_columns

if TYPE_CHECKING:
    from brierbook.analysis.tables.standing.book_scores import BookScores, HeldBack
    from brierbook.speech.catalogue import Catalogue

__all__ = [
    "events_table",
    "held_back_block",
    "pace_lines",
    "standing_notes",
    "standings_table",
    "way_cells",
]

DIGITS = 3
MOST_HELD_BACK = 20
FEWEST_CLAIMS = 5  # of fewer a pace says nothing
STANDINGS = ("score", "limits", "events")
HELD_BACK = ("question", "forecaster", "said", "outcome", "missed", "counts")


def way_cells(row: dict[str, object], words: "Catalogue") -> list[str]:
    """Say how a line is scored, and how much of the windows that covers."""
    covered = words.percent(float(str(row["window_covered"])))
    if row["scored_as"] == "over_time":
        return [_name_standing(str(row["standing"]), words), covered]
    return [words.say(f"standing.{row['scored_as']}"), covered]


def standing_notes(found: "BookScores", words: "Catalogue") -> list[str]:
    """Say what the rows are, whether another standing was asked for, and where events are few."""
    ways = [way for way in found.lines["scored_as"].dropna().unique() if way]
    pooled = found.standing.name == "pooled"
    notes = [words.say(f"standing.note_{way}") for way in ways if pooled or way != "over_time"]
    if not pooled and "over_time" in ways:
        notes.append(words.say("standing.note_chosen", standing=_standing_name(found, words)))
    events = int(found.counts["events"].sum()) if len(found.counts) == 1 else len(found.events)
    return notes + _few_events_note(events, words)


def _few_events_note(events: int, words: "Catalogue") -> list[str]:
    """Say that there are too few events to judge anyone, if there are."""
    from brierbook.analysis.tables.standing.book_scores import FEW_EVENTS  # heavy

    if not 0 < events < FEW_EVENTS:
        return []
    return [words.say("standing.few", n=words.number(events), few=words.number(FEW_EVENTS))]


def _standing_name(found: "BookScores", words: "Catalogue") -> str:
    """Name the standing that was asked for."""
    return _name_standing(found.standing.text, words)


def _name_standing(standing: str, words: "Catalogue") -> str:
    """Name a standing."""
    name, _, days = standing.partition(":")
    return words.say(f"standing.{name}", n=days.removesuffix("d"))


def standings_table(found: "BookScores", words: "Catalogue") -> str:
    """Set the score of each standing beside its lead time; nothing where nothing was live."""
    if found.standings.empty:
        return ""
    head = [
        words.say("standing.of"),
        *(words.say(f"score.{name}") for name in STANDINGS),
        *(words.say(f"standing.{name}") for name in ("covered", "lead")),
    ]
    lines = [
        [
            _name_standing(row["standing"], words),
            words.number(row["score"], DIGITS),
            _limits(row["lower"], row["upper"], words),
            words.number(row["events"]),
            words.percent(row["window_covered"]),
            words.number(row["lead_days"], 1),
        ]
        for row in found.standings.to_dict("records")
    ]
    return f"{words.say('standing.heading')}\n{align_columns([head, *lines], 1)}"


def _limits(lower: float, upper: float, words: "Catalogue") -> str:
    """Write two limits, if they are known."""
    known = lower == lower and upper == upper  # noqa: PLR0124 - NaN equals nothing
    return words.between(lower, upper, DIGITS) if known else ""


def held_back_block(found: "BookScores", words: "Catalogue") -> str:
    """Show what has resolved so far, the worst first, with the day on which it will count."""
    held = found.held_back
    if held is None:
        return ""
    facts = {"questions": held.questions, "yes": held.yes, "missed": held.missed}
    heading = words.say("held_back.heading", **{name: words.number(n) for name, n in facts.items()})
    day = words.day(held.next_counts.date())
    note = words.say("held_back.note", brier=words.number(held.brier, DIGITS), day=day)
    return f"{heading}\n{note}\n{_held_back_table(held, words)}"


def _held_back_table(held: "HeldBack", words: "Catalogue") -> str:
    """List the forecasts that are held back."""
    head = [words.say(f"held_back.{name}") for name in HELD_BACK]
    lines = [
        [
            as_printable(row["proposition"]),
            as_printable(row["forecaster"]),
            words.percent(row["p"]),
            words.say(f"held_back.{row['outcome']}"),
            words.say("held_back.missed") if row["missed"] else "",
            words.day(row["planned_end"].date()),
        ]
        for row in held.rows.head(MOST_HELD_BACK).to_dict("records")
    ]
    rest = len(held.rows) - len(lines)
    more = [words.say("held_back.more", n=words.number(rest))] if rest else []
    return "\n".join([align_columns([head, *lines], 2), *more])


def pace_lines(found: "BookScores", words: "Catalogue") -> str:
    """Say how fast claims come true beside what was said; of whoever made several."""
    lines = [
        words.say(
            "held_back.pace",
            who=as_printable(row["forecaster"]),
            claims=words.number(row["claims"]),
            true=words.number(row["came_true"]),
            expected=words.number(row["expected"], 1),
            pace=words.number(row["pace"], 2),
            limits=words.between(row["lower"], row["upper"]),
        )
        for row in found.pace.to_dict("records")
        if row["claims"] >= FEWEST_CLAIMS
    ]
    return "\n".join([*lines, words.say("held_back.pace_note")]) if lines else ""


def events_table(found: "BookScores", words: "Catalogue") -> str:
    """Give each event its share of the weight."""
    names = ("event", "story", "scored_as", "weight")
    head = [words.say(f"standing.{name}") for name in names]
    lines = [
        [
            as_printable(row["event"]),
            as_printable(row["story"]),
            words.say(f"standing.{row['scored_as']}"),
            words.percent(row["weight"], 1),
        ]
        for row in found.events.to_dict("records")
    ]
    return align_columns([head, *lines], 3) if lines else ""
