"""Every error that brierbook raises on purpose.

    BrierbookError
    ├── ArgumentError      a value given to a function is outside its domain (also a ValueError)
    ├── InputError         what was typed cannot be read, or not in one way (also a ValueError)
    ├── BookError          an entry of a book, or a file it names, is not valid
    ├── ConflictError      what was asked does not fit what the book holds by now
    ├── IntegrityError     a proof, signature, timestamp or seal does not hold
    │   ├── MalformedError        its text cannot be read
    │   ├── UnknownSignerError    no key that is trusted signed it
    │   └── TimestampPendingError no timestamp was given; ask again later
    ├── UnfittedError      a model is asked before it has learnt (also a ValueError)
    └── WorkspaceError     a workspace, a book or a place to write cannot be used

A message says what was wrong and what to do; it fits on one line.
"""

SHOWN = 60  # characters of a value that a message repeats
MANY_BITS = 200


class BrierbookError(Exception):
    """The root of the tree; catching it catches everything raised on purpose."""


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

    def __init__(self, argument: str, problem: str, index: tuple[int, ...] | None = None) -> None:
        place = "" if index is None else "[" + ", ".join(map(str, index)) + "]"
        super().__init__(f"{argument}{place}: {problem}")
        self.argument = argument
        self.problem = problem
        self.index = index


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

    def __init__(self, field: str, value: object, problem: str) -> None:
        super().__init__(f"{field} {shown(value)}: {problem}")
        self.field = field
        self.value = value
        self.problem = problem


def shown(value: object) -> str:
    """Show the beginning of a value on one line; of a strange object, its type."""
    if isinstance(value, str):
        return repr(value) if len(value) <= SHOWN else f"{value[:SHOWN]!r}..."
    if isinstance(value, bool | float | None):
        return repr(value)
    # the digits of an integer that is too long cannot even be written
    if isinstance(value, int) and value.bit_length() < MANY_BITS:
        return repr(value)
    return f"of type {type(value).__name__}"


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

    def __init__(self, file: str, line: int | None, field: str | None, problem: str) -> None:
        place = file if line is None else f"{file}:{line}"
        super().__init__(f"{place}: {field}: {problem}" if field else f"{place}: {problem}")
        self.file = file
        self.line = line
        self.field = field
        self.problem = problem


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

    def __init__(self, what: str, line: int | None, problem: str) -> None:
        place = what if line is None else f"{what}, line {line}"
        super().__init__(f"{place}: {problem}")
        self.what = what
        self.line = line
        self.problem = problem


class UnknownSignerError(IntegrityError):
    """No key that is trusted signed it; perhaps another verifier key must be given."""


class TimestampPendingError(IntegrityError):
    """An authority gave no timestamp; what was logged stays logged, and may be stamped later."""


class UnfittedError(BrierbookError, ValueError, AttributeError):
    """A model is asked before it has learnt.

    Parameters
    ----------
    model : str
        The class of the model.
    """

    def __init__(self, model: str) -> None:
        super().__init__(f"{model} has learnt nothing yet; call fit(p, y) first")
        self.model = model


class WorkspaceError(BrierbookError):
    """A workspace, a book or a place to write cannot be used."""
