"""What was read of a source, as data."""

from decimal import Decimal

from brierbook.forecasts.canonical import Json
from brierbook.forecasts.exchange.gathering import Gathered
from brierbook.forecasts.exchange.reading import SourceRead
from brierbook.forecasts.exchange.rows import ForecastRow, OutcomeRow, QuestionRow, Time

__all__ = ["count_rows", "source_as_data"]


def source_as_data(read: SourceRead) -> dict[str, Json]:
    """Give all rows with what became of them, and what was assumed."""
    found = read.gathered.collection
    kept = read.gathered
    forecasts: list[Json] = [_forecast(row, kept) for row in kept.forecasts]
    outcomes: list[Json] = [_outcome(row, kept) for rows in kept.outcomes.values() for row in rows]
    return {
        "format": read.format.name,
        "source": read.source,
        "files": [{"file": each.name, "sha256": each.sha256} for each in read.files],
        "propositions": [_question(row) for row in kept.questions.values()],
        "forecasts": forecasts,
        "resolutions": outcomes,
        "rejected": [
            {
                "at": each.at,
                "field": each.error.field,
                "reason": str(each.error.problem),
                "say": str(each.error),
            }
            for each in found.rejected
        ],
        "dropped": [{"at": each.at, "same_as": each.same_as} for each in found.dropped],
        "left_out": [{"at": each.at, "why": str(each.why)} for each in found.left_out],
        "assumptions": [
            {"about": each.about, "value": each.value, "say": str(each.say)}
            for each in found.assumptions
        ],
        "notices": [
            {"about": each.about, "count": each.count, "say": str(each.say)}
            for each in found.notices
        ],
        "counts": count_rows(read),
    }


def count_rows(read: SourceRead) -> dict[str, Json]:
    """Count what was read."""
    kept, found = read.gathered, read.gathered.collection
    return {
        "propositions": len(kept.questions),
        "forecasts": len(kept.forecasts),
        "counting": len(kept.forecasts) - len(kept.late),
        "hindsight": len(kept.late),
        "forecasters": len({row.person.id for row in kept.forecasts}),
        "resolutions": sum(map(len, kept.outcomes.values())),
        "rejected": len(found.rejected),
        "dropped": len(found.dropped),
        "left_out": len(found.left_out),
    }


def _time(time: Time | None) -> Json:
    """Write a time exactly."""
    return time.exact if time else None


def _end(time: Time | None) -> Json:
    """Write the first instant after a time."""
    from brierbook.forecasts.exchange.rows import exact_text

    return exact_text(time.last) if time else None


def _day(name: str, time: Time | None) -> dict[str, Json]:
    """Name the day, where only that is known."""
    return {name: time.moment.text} if time and time.is_day else {}


def _question(row: QuestionRow) -> dict[str, Json]:
    """Give a question."""
    optional: dict[str, Json] = {
        "group": row.group,
        "criteria": row.criteria,
        "tags": list(row.tags),
        "options": list(row.options),
        "unit": row.unit,
        "ordered": row.ordered or None,
    }
    bounds: dict[str, Json] = {"lower": row.low, "upper": row.high}
    optional["range"] = {name: value for name, value in bounds.items() if value is not None} or None
    said = {name: value for name, value in optional.items() if value not in (None, [])}
    always: dict[str, Json] = {
        "id": row.id,
        "at": row.at,
        "text": row.text,
        "kind": row.kind,
        "opened": _time(row.opened),
        "deadline": _end(row.deadline),
    }
    return always | said | _day("deadline_day", row.deadline) | row.facts


def _forecast(row: ForecastRow, kept: Gathered) -> dict[str, Json]:
    """Give a forecast."""
    why = kept.late.get(row.at[0])
    always: dict[str, Json] = {
        "at": row.at[0] if len(row.at) == 1 else list(row.at),
        "proposition": row.question,
        "forecaster": row.person.name,
        "made_at": row.made.exact,
        "id": row.id,
        "standing": "hindsight" if why else "counts",
    }
    optional: dict[str, Json] = {
        "why": why,
        "reason": row.reason,
        "until": _time(row.until),
        "again": _time(row.again),
    }
    said = {name: value for name, value in optional.items() if value is not None}
    facts = {name: value for name, value in row.facts.items() if name != "said"}
    return always | _confidence(row) | said | _day("made_day", row.made) | facts


def _confidence(row: ForecastRow) -> dict[str, Json]:
    """Give what was held."""
    body = row.confidence
    if "p" in body:
        return {"p": _decimal(body["p"])}
    if "said" in row.facts:
        return {"options": row.facts["said"]}
    if isinstance(shares := body.get("shares"), list):
        return {
            "options": {
                str(each["option"]): _decimal(each["p"])
                for each in shares
                if isinstance(each, dict)
            }
        }
    at = body.get("at")
    listed = at if isinstance(at, list) else []
    return {
        "quantiles": {str(each["p"]): each["value"] for each in listed if isinstance(each, dict)}
    }


def _decimal(said: Json) -> str:
    """Write a decimal without zeros that say nothing."""
    text = f"{Decimal(str(said)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _outcome(row: OutcomeRow, kept: Gathered) -> dict[str, Json]:
    """Give an outcome in one word, with its value."""
    del kept
    settled = {"option": row.answer, "value": row.answer}
    said: dict[str, Json] = {
        "at": row.at,
        "proposition": row.question,
        "outcome": settled.get(
            row.outcome, "partial" if row.outcome == "fraction" else row.outcome
        ),
        "decided_at": _time(row.decided),
        "known_at": _time(row.known),
    }
    optional: dict[str, Json] = {
        "value": row.answer if row.outcome == "fraction" else None,
        "evidence": row.evidence,
        "why": row.why,
    }
    return (
        said
        | {name: value for name, value in optional.items() if value}
        | _day("known_day", row.known)
    )
