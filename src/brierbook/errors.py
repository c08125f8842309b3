"""Every error that brierbook raises on purpose.

    BrierbookError
    ├── ArgumentError      a value given to a function is outside its domain (also a ValueError)
    ├── InputError         what was typed cannot be read, or not in one way (also a ValueError)
    │   ├── AmbiguousError        it can be read in two ways; whoever typed it may be asked
    │   └── UnreadError           something in it cannot be read, or is missing
    ├── FormError          a text is not in its form; its place is not known yet (also a ValueError)
    ├── FieldError         a field of an entry is wrong; its file and line are not known yet
    ├── BookError          an entry of a book, or a file it names, is not valid
    ├── ConflictError      what was asked does not fit what the book holds by now
    ├── IntegrityError     a proof, signature, timestamp or seal does not hold
    │   ├── MalformedError        its text cannot be read
    │   ├── UnknownSignerError    no key that is trusted signed it
    │   └── TimestampPendingError no timestamp was given; ask again later
    ├── RecordError        a frozen record is made or changed wrongly (also a TypeError)
    ├── UnfittedError      a model is asked before it has learnt (also a ValueError)
    └── WorkspaceError     a workspace, a book or a place to write cannot be used

A message says what was wrong and what to do; it fits on one line. It is English, and knows besides
the code and the facts from which it can be said in another language:

>>> str(InputError("query", "a:b", "has no field {name}", code="query.field", name="a"))
"query 'a:b': has no field a"
"""

from collections.abc import Mapping
from errno import errorcode
from typing import Self

__all__ = [
    "AmbiguousError",
    "ArgumentError",
    "BookError",
    "BrierbookError",
    "ConflictError",
    "FieldError",
    "FormError",
    "InputError",
    "IntegrityError",
    "LostCommitError",
    "MalformedError",
    "Message",
    "RecordError",
    "TimestampPendingError",
    "UnfittedError",
    "UnknownSignerError",
    "UnreadError",
    "WorkspaceError",
    "message_of",
    "message_of_system",
    "quote_value",
]

SHOWN = 60  # characters of a value that a message repeats
MANY_BITS = 200


class Message(str):
    """An English text that knows from which code and facts it was made.

    Parameters
    ----------
    template : str
        The English text; with a code, the facts fill its braces, otherwise it stands as it is.
    code : str, optional
        Under it stand the same texts of the other languages.
    facts : Mapping
        What fills the braces; a fact may be a message itself.
    """

    __slots__ = ("code", "facts")

    code: str | None
    facts: Mapping[str, object]

    def __new__(
        cls, template: str, code: str | None = None, facts: Mapping[str, object] | None = None
    ) -> Self:
        """Fill in the facts; a message that is given without a code stays what it is."""
        if code is None:
            code, facts = getattr(template, "code", None), getattr(template, "facts", None)
            text = str(template)
        else:
            text = template.format_map(facts or {})
        made = super().__new__(cls, text)
        made.code, made.facts = code, facts or {}
        return made


def message_of_system(error: OSError) -> Message:
    """Give what the operating system said, under the name of its number.

    >>> message_of_system(FileNotFoundError(2, "No such file or directory")).code
    'system.ENOENT'
    """
    name = errorcode.get(error.errno or 0)
    text = error.strerror or type(error).__name__
    # braces of the system are no places for facts
    return Message("{text}", f"system.{name}", {"text": text}) if name else Message(text)


class BrierbookError(Exception):
    """The root of the tree; catching it catches everything raised on purpose.

    Parameters
    ----------
    problem : str
        What was wrong and what to do, in English.
    code : str, optional
        Under it stand the texts of the other languages.
    **facts : object
        What fills the braces of `problem`; without a code it has none.
    """

    place = ""

    def __init__(self, problem: str = "", /, *, code: str | None = None, **facts: object) -> None:
        self.problem = Message(problem, code, facts)
        super().__init__(f"{self.place}{self.problem}")


def message_of(error: BrierbookError) -> Message:
    """Give all that an error says, with its place, to stand inside another message.

    >>> message_of(InputError("query", "a:b", "has no field a"))
    "query 'a:b': has no field a"
    """
    return Message("{error}", "error.inside", {"error": error})


class ArgumentError(BrierbookError, ValueError):
    """A value given to a function is outside its domain.

    Parameters
    ----------
    argument : str
        Name of the argument as the caller wrote it.
    problem : str
        What is wrong with it, and what to give instead.
    index : tuple of int, optional
        Where in the array the first offending value stands.
    """

    def __init__(
        self,
        argument: str,
        problem: str,
        index: tuple[int, ...] | None = None,
        /,
        *,
        code: str | None = None,
        **facts: object,
    ) -> None:
        at = "" if index is None else "[" + ", ".join(map(str, index)) + "]"
        self.argument, self.index = argument, index
        self.place = f"{argument}{at}: "
        super().__init__(problem, code=code, **facts)


class InputError(BrierbookError, ValueError):
    """What a person typed cannot be read, or can be read in two ways.

    Parameters
    ----------
    field : str
        What was being read: "probability", "deadline", "text" ...
    value : object
        What was typed; the message shows the beginning of it, with invisible characters escaped.
    problem : str
        What is wrong with it, and what to write instead.
    """

    def __init__(
        self,
        field: str,
        value: object,
        problem: str,
        /,
        *,
        code: str | None = None,
        **facts: object,
    ) -> None:
        self.field, self.value = field, value
        self.place = f"{field} {quote_value(value)}: "
        super().__init__(problem, code=code, **facts)


class AmbiguousError(InputError):
    """What was typed can be read in two ways, which the message gives."""


class UnreadError(InputError):
    """Something in what was typed cannot be read, or is missing."""


def quote_value(value: object) -> str:
    """Show the beginning of a value on one line; of a strange object, its type."""
    if isinstance(value, str):
        return repr(value) if len(value) <= SHOWN else f"{value[:SHOWN]!r}..."
    if isinstance(value, bool | float | None):
        return repr(value)
    # the digits of an integer that is too long cannot even be written
    if isinstance(value, int) and value.bit_length() < MANY_BITS:
        return repr(value)
    return f"of type {type(value).__name__}"


class FormError(BrierbookError, ValueError):
    """A text is not in the form that it must have; whoever knows its place says it besides."""


class FieldError(BrierbookError):
    """A field of an entry is missing, unknown, or holds what it may not.

    Parameters
    ----------
    field : str
        The field of the entry, with dots for nesting.
    problem : str
        What is wrong, and what to write instead.
    """

    def __init__(
        self, field: str, problem: str, /, *, code: str | None = None, **facts: object
    ) -> None:
        self.field, self.place = field, f"{field}: "
        super().__init__(problem, code=code, **facts)


class BookError(BrierbookError):
    """An entry of a book, or a file it names, is not valid.

    Parameters
    ----------
    file : str
        The file, as the user named it.
    line : int or None
        The line, counted from 1.
    field : str or None
        The field of the entry, with dots for nesting.
    problem : str
        What is wrong, and what to write instead.

    Attributes
    ----------
    entry : int or None
        Which of the entries to be appended it is, counted from 0.
    """

    entry: int | None = None

    def __init__(
        self,
        file: str,
        line: int | None,
        field: str | None,
        problem: str,
        /,
        *,
        code: str | None = None,
        **facts: object,
    ) -> None:
        self.file, self.line, self.field = file, line, field
        at = file if line is None else f"{file}:{line}"
        self.place = f"{at}: {field}: " if field else f"{at}: "
        super().__init__(problem, code=code, **facts)


class ConflictError(BrierbookError):
    """What was asked does not fit what the book holds by now; look, and ask again."""


class IntegrityError(BrierbookError):
    """A proof, signature, timestamp or seal does not hold."""


class MalformedError(IntegrityError):
    """The text of a checkpoint, proof, key or timestamp cannot be read.

    Parameters
    ----------
    what : str
        What was to be read, as a word for the user.
    line : int or None
        The line of it, counted from 1.
    problem : str
        What is wrong with it.
    """

    def __init__(
        self,
        what: str,
        line: int | None,
        problem: str,
        /,
        *,
        code: str | None = None,
        **facts: object,
    ) -> None:
        self.what, self.line = what, line
        self.place = f"{what}: " if line is None else f"{what}, line {line}: "
        super().__init__(problem, code=code, **facts)


class UnknownSignerError(IntegrityError):
    """No key that is trusted signed it; perhaps another verifier key must be given."""


class TimestampPendingError(IntegrityError):
    """An authority gave no timestamp; what was logged stays logged, and may be stamped later."""


class RecordError(BrierbookError, TypeError, AttributeError):
    """A frozen record is made with other fields than it has, or is to be changed."""


class UnfittedError(BrierbookError, ValueError, AttributeError):
    """A model is asked before it has learnt.

    Parameters
    ----------
    model : str
        The class of the model.
    """

    def __init__(self, model: str) -> None:
        self.model = model
        super().__init__(
            "{model} has learnt nothing yet; call fit(p, y) first",
            code="unfitted.model",
            model=model,
        )


class WorkspaceError(BrierbookError):
    """A workspace, a book or a place to write cannot be used."""


class LostCommitError(WorkspaceError):
    """The connection broke while a server was keeping entries: it is not known whether it did."""
