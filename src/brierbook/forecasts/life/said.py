"""What a person asks to be written down, read but not yet placed in a book."""

from pathlib import Path

from brierbook.forecasts.canonical import Json
from brierbook.forecasts.frozen import frozen, frozen_by_name
from brierbook.forecasts.when import Moment

type Body = dict[str, Json]


@frozen
class Span:
    """A stretch of a document, in code points, by the name of its file."""

    file: str
    start: int
    end: int


@frozen_by_name
class Belief:
    """Somebody's confidence at a time; without a time it is that of now.

    What a document says, its author or one whom it ``quoted``, was held when it was published.
    """

    confidence: Body
    forecaster: str
    made_at: Moment | None = None
    reason: str | None = None
    span: Span | None = None
    quoted: bool = False
    seal: Path | None = None


@frozen_by_name
class Claim:
    """A proposition to be, in one language."""

    text: str
    language: str
    deadline: Moment | None = None
    tags: tuple[str, ...] = ()
    criteria: str | None = None
    answers: Body | None = None
    event: str | None = None
    condition: str | None = None
    id: str | None = None
