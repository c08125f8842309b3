"""Every error that brierbook raises on purpose.

    BrierbookError
    ├── ArgumentError      a value given to a function is outside its domain (also a ValueError)
    ├── BookError          an entry of a book, or a file it names, is not valid
    ├── UnfittedError      a model is asked before it has learnt (also a ValueError)
    └── WorkspaceError     a workspace, a book or a place to write cannot be used

A message says what was wrong and what to do; it fits on one line.
"""


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
    """

    def __init__(self, file: str, line: int | None, field: str | None, problem: str) -> None:
        place = file if line is None else f"{file}:{line}"
        super().__init__(f"{place}: {field}: {problem}" if field else f"{place}: {problem}")
        self.file = file
        self.line = line
        self.field = field
        self.problem = problem


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
