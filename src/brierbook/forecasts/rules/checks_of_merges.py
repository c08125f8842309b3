"""Whether entries that came from another copy of the book stood there, at the times they say."""

from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.entries.moved import LEAF, original_leaf
from brierbook.forecasts.entries.problems import Problems, field_error
from brierbook.forecasts.entries.records import Merge, Redacted
from brierbook.forecasts.entries.version_1 import FIRST_RECORDED
from brierbook.forecasts.integrity.merkle import root_of_leaf_hashes

__all__ = ["check_merges", "leaves_there", "merged_lines"]


def check_merges(book: Book) -> Problems:
    """24. An entry says another time of recording only if it stood under another root then."""
    covered: set[int] = set()
    for merge in book.records:
        if isinstance(merge, Merge):
            covered |= set(merged_lines(merge))
            yield from _check_other_root(book, merge)
            yield from _check_renamed(book, merge)
    for record in book.records:
        if record.first_recorded_at is not None and record.origin.line not in covered:
            yield field_error(
                record,
                FIRST_RECORDED,
                "belongs to no merge of another book; leave it out",
                code="rule.no_merge",
            )


def merged_lines(merge: Merge) -> range:
    """Give the places of the entries that a merge brought."""
    return range(merge.origin.line + 1, merge.origin.line + 1 + merge.size - merge.common)


def leaves_there(book: Book, merge: Merge) -> list[bytes]:
    """Give the leaf hashes of the other copy, the common ones first."""
    names: dict[str, dict[str, str]] = {LEAF: {}}
    for kind, there, here in merge.renamed:
        names.setdefault(kind, {})[here] = there
    found = [bytes.fromhex(leaf) for leaf in book.leaves[: merge.common]]
    for line in merged_lines(merge):
        leaf = original_leaf(book.lines[line - 1], names)
        names[LEAF][book.leaves[line - 1]] = leaf.hex()
        found.append(leaf)
    return found


def _check_other_root(book: Book, merge: Merge) -> Problems:
    """Put the entries after the common ones, as they were there, and compare the root."""
    lines = merged_lines(merge)
    if not 0 < merge.common < merge.size or merge.common >= lines.start - 1:
        fits = False
    else:
        fits = lines.stop - 1 <= len(book.lines)
    if not fits:
        yield field_error(
            merge, "size", "does not fit the entries that follow", code="rule.merge_size"
        )
    elif root_of_leaf_hashes(leaves_there(book, merge)).hex() != merge.root:
        yield field_error(
            merge, "root", "is not that of the entries that follow", code="rule.merge_root"
        )


def _check_renamed(book: Book, merge: Merge) -> Problems:
    """Let a merge rename only what it brings: what stood here before keeps its names."""
    brought = book.records[merge.origin.line : merged_lines(merge).stop - 1]
    if any(isinstance(each, Redacted) for each in brought):
        return  # whose names went with their bodies
    made = {(type(each).__name__.lower(), getattr(each, "id", None)) for each in brought}
    made |= {("claim", getattr(each, "claim", None)) for each in brought}
    for kind, _, here in merge.renamed:
        if (kind, here) not in made:
            yield field_error(
                merge,
                "renamed",
                "names {here}, which is not among the entries that follow",
                code="rule.merge_renamed",
                here=here,
            )
