"""The door from words to the book: a line of a person, or a record of a program, ready to log."""

from collections.abc import Mapping

from brierbook.forecasts.canonical import Json
from brierbook.forecasts.frozen import frozen_record
from brierbook.forecasts.life.claims import ForecastBelief, PropositionClaim
from brierbook.forecasts.life.readers.reading import (
    ForecastInput,
    ReadingContext,
    input_as_data,
    read_claim_and_belief,
)

__all__ = ["ForecastRequest", "read_request"]


@frozen_record
class ForecastRequest:
    """A proposition and a forecast of it as they were understood, ready to be logged.

    ``asked`` is the same when the same is asked for again; ``renamed`` holds tags that were made
    to fit, with what they are now.
    """

    claim: PropositionClaim
    belief: ForecastBelief
    asked: Json
    renamed: tuple[tuple[str, str], ...] = ()


def read_request(
    told: ForecastInput, context: ReadingContext, record: Mapping[str, object] | None = None
) -> ForecastRequest:
    """Read a line with its options; with a record, `told` is what it leaves unsaid.

    Raises
    ------
    InputError
        If something cannot be read, or in two ways.
    """
    if record is None:
        claim, belief = read_claim_and_belief(told, context)
        return ForecastRequest(claim, belief, input_as_data(told))
    from brierbook.forecasts.life.readers.records import read_record  # not for lines of people

    found = read_record(record, told, context)
    asked: Json = {"shared": input_as_data(told), "record": _record_as_data(record)}
    return ForecastRequest(found.claim, found.belief, asked, found.renamed)


def _record_as_data(value: object) -> Json:
    """Give a record as data that is the same when it is told again."""
    if isinstance(value, Mapping):
        return {str(name): _record_as_data(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_record_as_data(each) for each in value]
    return value if isinstance(value, bool | None) else str(value)
