"""Whether entries that were taken over from an older version say what they said there."""

from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.entries.problems import Problems, field_error
from brierbook.forecasts.entries.records import Entry, Migration, Redacted
from brierbook.forecasts.entries.version_1 import OLD_VERSION, version_1_line
from brierbook.forecasts.integrity.merkle import leaf_hash, root_of_leaf_hashes

__all__ = ["check_migration"]


def check_migration(book: Book) -> Problems:
    """23. What was taken over from an older version has the leaves and the root it had there."""
    old = {
        leaf: record.old_leaf
        for record, leaf in zip(book.records, book.leaves, strict=True)
        if record.old_leaf is not None
    }
    if old:
        yield from _check_old_leaves(book, old)
    for record in book.records:
        if isinstance(record, Migration):
            yield from _check_old_root(book, record)


def _check_old_leaves(book: Book, old: dict[str, str]) -> Problems:
    """Write each entry as it was, and hash that."""
    for record, line in zip(book.records, book.lines, strict=True):
        if record.old_leaf is None or isinstance(record, Redacted):
            continue
        if leaf_hash(version_1_line(line, old)).hex() != record.old_leaf:
            yield field_error(
                record,
                "old_leaf",
                "is not the hash of what this entry was in version 1; restore a copy",
                code="rule.old_leaf",
            )


def _check_old_root(book: Book, said: Migration) -> Problems:
    """Compare the root of the entries that were taken over."""
    before: list[Entry] = [each for each in book.records if each.origin.line < said.origin.line]
    leaves = [each.old_leaf for each in before if each.old_leaf is not None]
    if said.version != OLD_VERSION:
        yield field_error(
            said,
            "version",
            "is {version}; only {known} came before",
            code="rule.old_version",
            version=said.version,
            known=OLD_VERSION,
        )
    elif said.size != len(before) or len(leaves) != len(before):
        yield field_error(
            said,
            "size",
            "is {size}; {n} entries have an old leaf",
            code="rule.old_size",
            size=said.size,
            n=len(leaves),
        )
    elif root_of_leaf_hashes([bytes.fromhex(leaf) for leaf in leaves]).hex() != said.root:
        yield field_error(
            said, "root", "is not that of the old leaves; restore a copy", code="rule.old_root"
        )
