"""JSON records: PredictionBook, Forecast Ledger, ForecastBench."""

import json
from collections.abc import Iterable
from decimal import Decimal
from hashlib import sha256

from brierbook.errors import InputError, Message
from brierbook.forecasts.canonical import Json
from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.entries.records import (
    Proposition,
    QuantileAnswer,
    Resolution,
    Shares,
    Stated,
)
from brierbook.forecasts.exchange.writers.rows import (
    Written,
    WrittenRow,
    by_question,
    count_lost,
    instant_text,
    list_rows,
    only_stated,
    outcomes_lost,
    text_of,
)
from brierbook.forecasts.when import Moment

__all__ = ["write_forecast_ledger", "write_forecastbench", "write_predictionbook"]

FOREVER = "9999-01-01T00:00:00.000Z"
STATUSES = {"annulled": "void", "ambiguous": "ambiguous", "void": "not_applicable"}
KINDS = {"binary": "binary", "categorical": "categorical", "numeric": "numeric", "date": "date"}


def _dump(value: object) -> str:
    """Write JSON that people can read."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _number(value: Decimal) -> float | int:
    """Write an exact number as JSON has it."""
    return int(value) if value == value.to_integral_value() else float(value)


def _when(moment: Moment, *, end: bool = False) -> str:
    """Write a time as Ruby does."""
    return instant_text(moment, end=end).replace("Z", ".000Z")


def write_predictionbook(book: Book) -> Written:
    """Write predictions with their responses."""
    rows, lost = only_stated(list_rows(book))
    lost += outcomes_lost(rows, ("yes", "no", "ambiguous", "annulled"))
    predictions = [
        _prediction(number, proposition, group)
        for number, (proposition, group) in enumerate(by_question(rows), start=1)
    ]
    uneven = sum(row.p is not None and (row.p * 100) % 1 != 0 for row in rows)
    lost += count_lost(
        uneven,
        lambda n: Message(
            "probabilities of no whole percent, which the site itself rounds: {n}",
            "export.lost_percents",
            {"n": n},
        ),
    )
    return Written({"predictionbook.json": _dump({"predictions": predictions})}, tuple(lost))


def _prediction(number: int, proposition: Proposition, rows: list[WrittenRow]) -> dict[str, Json]:
    """Write a question with its forecasts."""
    first = min((row.forecast.made_at for row in rows), key=lambda each: each.first)
    resolution = rows[0].resolution
    outcome = rows[0].outcome
    judged = (
        resolution.known_at
        if resolution and outcome in ("yes", "no", "ambiguous", "annulled")
        else None
    )
    said = rows[0].question_id
    return {
        "id": int(said) if said.isascii() and said.isdecimal() else number,
        "description": text_of(proposition.text),
        "created_at": _when(proposition.opened or first),
        "deadline": _when(proposition.deadline, end=True) if proposition.deadline else FOREVER,
        "outcome": {"yes": True, "no": False}.get(outcome),
        "last_judgement_at": _when(judged) if judged else None,
        "withdrawn": outcome == "annulled",
        "version": 1,
        "responses": [_response(row) for row in rows],
    }


def _response(row: WrittenRow) -> dict[str, Json]:
    """Write a forecast."""
    return {
        "id": _response_id(row),
        "confidence": _number((row.p or Decimal(0)) * 100),  # type: ignore[dict-item]  # a number of JSON
        "created_at": _when(row.forecast.made_at),
        "user_label": row.who,
        "comment": row.forecast.reason,
    }


def _response_id(row: WrittenRow) -> int:
    """Give the number of a response: its own, else one made of its id."""
    named = row.forecast.platform_id.id if row.forecast.platform_id else row.forecast.id
    if named.isascii() and named.isdecimal():
        return int(named)
    return int(sha256(named.encode()).hexdigest()[:12], 16)


def write_forecast_ledger(book: Book) -> Written:
    """Write a ledger, which is of one forecaster, with probabilities as exact texts."""
    every = list_rows(book)
    people = list(dict.fromkeys(row.who for row in every))
    if len(people) > 1:
        raise InputError(
            "forecaster",
            ", ".join(people[:10]),
            "are several, and a ledger is of one; name one with --as",
            code="export.one_person",
        )
    rows = [
        row
        for row in every
        if isinstance(row.forecast.confidence, Stated | Shares | QuantileAnswer)
    ]
    lost = count_lost(
        len(every) - len(rows),
        lambda n: Message("forecasts of ranges and words: {n}", "export.lost_words", {"n": n}),
    )
    lost += outcomes_lost(rows, ("yes", "no", "option", "value", *STATUSES))
    ledger: dict[str, object] = {
        "schema_version": "2.2.0",
        "ledger_id": book.header.name,
        "created_at": instant_text(book.header.recorded_at),
        "default_timezone": "UTC",
        "forecaster": {
            "id": people[0] if people else "nobody",
            "kind": "individual",
            "name": people[0] if people else "nobody",
        },
        "questions": [_ledger_question(*each) for each in by_question(rows)],
        "relationships": [],
    }
    return Written({"ledger.json": _dump(ledger)}, tuple(lost))


def _ledger_question(proposition: Proposition, rows: list[WrittenRow]) -> dict[str, object]:
    """Write a question with its forecasts."""
    name = rows[0].question_id
    opened = proposition.opened or rows[0].forecast.made_at
    answers = proposition.answers
    domain: dict[str, object] = {"kind": KINDS[answers.kind]}
    if answers.options:
        options = [
            {"id": f"o{n}", "label": each} for n, each in enumerate(answers.options, start=1)
        ]
        domain["option_set"] = {"id": f"{name}-options", "version": 1, "options": options}
        domain["kind"] = "ordinal" if answers.ordered else "categorical"
    bounds = {
        key: {"value": value, "inclusive": True}
        for key, value in (("lower", answers.low), ("upper", answers.high))
        if value
    }
    domain |= {"bounds": bounds} if bounds else {}
    domain |= {"unit": {"name": answers.unit, "symbol": answers.unit}} if answers.unit else {}
    revision = {
        "id": f"{name}-1",
        "effective_at": instant_text(opened),
        "recorded_at": instant_text(opened),
        "title": text_of(proposition.text),
        "resolution_criteria": text_of(proposition.criteria) if proposition.criteria else "",
        "expected_resolution_at": instant_text(proposition.deadline, end=True)
        if proposition.deadline
        else None,
        "outcome_space": {"kind": domain["kind"]},
        "domain": domain,
    }
    return {
        "id": name,
        "status": "resolved" if rows[0].resolution else "open",
        "created_at": instant_text(opened),
        "current_revision_id": revision["id"],
        "revisions": [revision],
        "tags": list(proposition.tags),
        "forecasts": [_ledger_forecast(row, str(revision["id"])) for row in rows],
        **(
            {"resolution": _ledger_outcome(rows[0].resolution, proposition)}
            if rows[0].resolution
            else {}
        ),
    }


def _ledger_forecast(row: WrittenRow, revision: str) -> dict[str, object]:
    """Write a forecast."""
    named = row.forecast.platform_id.id if row.forecast.platform_id else row.forecast.id
    made = instant_text(row.forecast.made_at)
    return {
        "id": named,
        "question_revision_id": revision,
        "forecasted_at": made,
        "recorded_at": made,
        "visibility": "public",
        "representations": [_representation(row)],
        **({"rationale": row.forecast.reason} if row.forecast.reason else {}),
    }


def _representation(row: WrittenRow) -> dict[str, object]:
    """Write what was held."""
    said = row.forecast.confidence
    if isinstance(said, Stated):
        return {"kind": "probability", "outcome": True, "probability": f"{said.p:f}"}
    if isinstance(said, Shares):
        ids = {name: f"o{n}" for n, name in enumerate(row.proposition.answers.options, start=1)}
        entries = [{"option_id": ids[name], "probability": f"{p:f}"} for name, p in said.p]
        return {"kind": "pmf", "entries": entries}
    points = [
        {"level": f"{p:f}", "value": value}
        for p, value in (said.at if isinstance(said, QuantileAnswer) else ())
    ]
    return {"kind": "quantiles", "interpolation": "none", "points": points}


def _ledger_outcome(resolution: Resolution, proposition: Proposition) -> dict[str, object]:
    """Write an outcome."""
    known = instant_text(resolution.known_at)
    if resolution.outcome in STATUSES:
        return {"status": STATUSES[resolution.outcome], "recorded_at": known}
    outcome: object = {"yes": True, "no": False}.get(resolution.outcome, resolution.answer)
    if resolution.outcome == "option":
        outcome = f"o{proposition.answers.options.index(resolution.answer or '') + 1}"
    if outcome is None:
        return {"status": "open"}
    return {
        "status": "resolved",
        "outcome": outcome,
        "outcome_known_at": known,
        "recorded_at": known,
    }


def write_forecastbench(book: Book) -> Written:
    """Write a question set, its outcomes, and a file of answers for each forecaster and day."""
    rows, lost = only_stated(list_rows(book))
    lost += outcomes_lost(rows, ("yes", "no", "fraction"))
    lost.append(Message("the hour at which forecasts were made", "export.lost_hours"))
    due = min((row.forecast.made_at.first_day for row in rows), default=None)
    shared: dict[str, object] = {
        "forecast_due_date": due.isoformat() if due else None,
        "question_set": "questions.json",
    }
    questions = [_bench_question(*each) for each in by_question(rows)]
    outcomes = [each for _, group in by_question(rows) if (each := _bench_outcome(group[0]))]
    files = {
        "questions.json": _dump(shared | {"questions": questions}),
        "resolutions.json": _dump(shared | {"resolutions": outcomes}),
    }
    for name, answers in _bench_answers(rows):
        files[name] = _dump(answers)
    return Written(files, tuple(lost))


def _bench_question(proposition: Proposition, rows: list[WrittenRow]) -> dict[str, object]:
    """Write a question as one of a market, which resolves once."""
    closes = proposition.deadline
    return {
        "id": rows[0].question_id,
        "source": "brierbook",
        "question": text_of(proposition.text),
        "resolution_criteria": text_of(proposition.criteria) if proposition.criteria else "N/A",
        "market_info_open_datetime": instant_text(proposition.opened)
        if proposition.opened
        else "N/A",
        "market_info_close_datetime": instant_text(closes, end=True) if closes else "N/A",
        "freeze_datetime_value": "N/A",
        "resolution_dates": "N/A",
    }


def _bench_outcome(row: WrittenRow) -> dict[str, object] | None:
    """Write an outcome; what is not settled has none."""
    resolution = row.resolution
    if resolution is None or resolution.outcome not in ("yes", "no", "fraction"):
        return None
    value = {"yes": 1.0, "no": 0.0}.get(resolution.outcome, float(resolution.answer or 0))
    return {
        "id": row.question_id,
        "source": "brierbook",
        "direction": None,
        "resolution_date": resolution.known_at.last_day.isoformat(),
        "resolved_to": value,
        "resolved": True,
    }


def _bench_answers(rows: Iterable[WrittenRow]) -> Iterable[tuple[str, dict[str, object]]]:
    """Write the answers of each forecaster on each day."""
    groups: dict[tuple[str, str], list[dict[str, object]]] = {}
    for row in rows:
        day = row.forecast.made_at.first_day.isoformat()
        groups.setdefault((day, row.who), []).append(
            {
                "id": row.question_id,
                "source": "brierbook",
                "forecast": _number(row.p or Decimal(0)),
                "resolution_date": None,
                "reasoning": row.forecast.reason or "",
            }
        )
    for number, ((day, who), answers) in enumerate(groups.items(), start=1):
        value: dict[str, object] = {
            "model": who,
            "forecast_due_date": day,
            "question_set": "questions.json",
            "forecasts": answers,
        }
        yield f"{day}.{number}.json", value
