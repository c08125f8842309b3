"""Which version of the format a text is of; what is older is taken over when it is read."""

__all__ = ["is_version_1", "upgrade_text"]

ENDING = b',"v":1}'


def is_version_1(content: bytes) -> bool:
    """Whether the text of a book begins with an entry of version 1."""
    return content.partition(b"\n")[0].endswith(ENDING)


def upgrade_text(content: bytes, name: str) -> bytes:
    """Give a text in this version of the format; BookError names a line that has none."""
    if not is_version_1(content):
        return content
    from brierbook.forecasts.entries.version_1 import upgrade_old_text  # seldom needed

    return upgrade_old_text(content, name)
