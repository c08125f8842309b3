"""Text from books and files, made safe to show on a terminal."""

__all__ = ["as_printable", "as_printable_lines"]


def as_printable(text: str) -> str:
    r"""Show what cannot be printed as an escape: controls, bidirectional marks, line ends.

    >>> as_printable("Міст\x1b[31m")
    'Міст\\x1b[31m'
    """
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in text)


def as_printable_lines(text: str) -> str:
    """Show a text of several lines, each made safe; blanks that do not break are blanks."""
    return "\n".join(
        as_printable(line.replace("\N{NO-BREAK SPACE}", " ")) for line in text.split("\n")
    )
