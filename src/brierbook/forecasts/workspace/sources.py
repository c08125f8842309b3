"""Whether the documents of a book are the files in seeds/, and every quote stands at its span."""

from hashlib import sha256
from pathlib import Path

from brierbook.errors import BookError, Message, message_of_system, quote_value
from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.entries.problems import Problems, field_error
from brierbook.forecasts.entries.records import Document, Export, Statement
from brierbook.forecasts.workspace.folders import Workspace
from brierbook.forecasts.workspace.seeds import (
    CatalogueEntry,
    DocumentText,
    read_catalogue,
    read_seed_text,
)

__all__ = [
    "CONTEXT",
    "find_missing_documents",
    "find_source_problems",
    "path_inside_workspace",
]

KEPT = "imports/"  # where files of platforms lie
CATALOGUE = "seeds.toml"
CONTEXT = 32  # characters kept on each side of a quote, as in the W3C Web Annotation model


def find_source_problems(
    book: Book, workspace: Workspace, *, with_missing: bool = True
) -> list[BookError]:
    """Compare the documents and quotes of a book with its files.

    Without the missing ones only what is there is compared: a book whose documents were not copied
    with it can be read, and its quotes are not.
    """
    found: list[BookError] = []
    absent = set() if with_missing else set(find_missing_documents(book, workspace))
    texts = {
        document.id: text
        for document in book.every(Document)
        if document.file not in absent
        and (text := _open_document(document, workspace, found)) is not None
    }
    found += _find_export_problems(book, workspace)
    if with_missing or (workspace.seeds / CATALOGUE).exists():
        found += (
            each
            for each in _find_catalogue_problems(book, workspace)
            if each.line is None or getattr(book.records[each.line - 1], "file", None) not in absent
        )
    for statement in book.every(Statement):
        if statement.document in texts:
            found += _check_quote_place(statement, texts[statement.document].content)
    return found


def find_missing_documents(book: Book, workspace: Workspace) -> list[str]:
    """Name the documents of a book that are not in seeds/."""
    return [each.file for each in book.every(Document) if not _is_there(workspace.root / each.file)]


def _is_there(path: Path) -> bool:
    """Whether there is anything at a path; what is no path is not missing, but wrong."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, ValueError):
        return True
    return True


def _open_document(
    document: Document, workspace: Workspace, found: list[BookError]
) -> DocumentText | None:
    """Read a document; note what is wrong with it."""
    try:
        text = read_seed_text(path_inside_workspace(document, workspace), document.file)
    except BookError as error:
        found.append(
            field_error(
                document,
                "file",
                "{file} {problem}",
                code="source.problem",
                file=document.file,
                problem=error.problem,
            )
        )
        return None
    found += _compare_bytes(document, text)
    found += _compare_original(document, workspace)
    return text if text.sha256 == document.sha256 else None


def path_inside_workspace(document: Document, workspace: Workspace) -> Path:
    """Refuse a path that leads out of the workspace."""
    try:
        path = (workspace.root / document.file).resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise BookError(
            document.file, None, None, "is not the path of a file", code="source.no_path"
        ) from error
    if not path.is_relative_to(workspace.root.resolve()):
        raise BookError(
            document.file, None, None, "leads out of the workspace", code="source.outside"
        )
    return path


def _compare_bytes(document: Document, text: DocumentText) -> Problems:
    """Compare hash and length."""
    if text.sha256 != document.sha256:
        yield field_error(
            document,
            "sha256",
            "{file} has changed: its SHA-256 is {sha256}; restore the file",
            code="source.changed",
            file=document.file,
            sha256=text.sha256,
        )
    elif text.characters != document.characters:
        yield field_error(
            document,
            "characters",
            "is {n}; {file} has {real}",
            code="source.length",
            n=document.characters,
            file=document.file,
            real=text.characters,
        )


def _compare_original(document: Document, workspace: Workspace) -> Problems:
    """Compare the bytes from which a text was taken with their hash."""
    if document.original is None:
        return
    path = (workspace.root / document.original).resolve()
    if not path.is_relative_to(workspace.root.resolve()):
        yield field_error(document, "original", "leads out of the workspace", code="source.outside")
        return
    try:
        found = sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        yield field_error(document, "original", message_of_system(error))
        return
    if found != document.original_sha256:
        yield field_error(
            document,
            "original_sha256",
            "{file} has changed: its SHA-256 is {sha256}; restore the file",
            code="source.changed",
            file=document.original,
            sha256=found,
        )


def _find_export_problems(book: Book, workspace: Workspace) -> Problems:
    """Compare the files that platforms wrote, where they are kept, with their hashes."""
    kept = (each for each in book.every(Export) if each.file.startswith(KEPT))
    for export in kept:
        path = (workspace.root / export.file).resolve()
        if not path.is_relative_to(workspace.root.resolve()) or not path.is_file():
            continue
        digest = sha256(path.read_bytes()).hexdigest()
        if digest != export.sha256:
            yield field_error(
                export,
                "sha256",
                "{file} has changed: its SHA-256 is {sha256}; restore the file",
                code="source.changed",
                file=export.file,
                sha256=digest,
            )


def _find_catalogue_problems(book: Book, workspace: Workspace) -> Problems:
    """Compare seeds.toml with the documents of the book."""
    name = "seeds/seeds.toml"
    try:
        seeds = {seed.file: seed for seed in read_catalogue(workspace.seeds / "seeds.toml", name)}
    except BookError as error:
        yield error
        return
    for document in book.every(Document):
        seed = seeds.get(document.file.removeprefix("seeds/"))
        if seed is None:
            yield field_error(
                document,
                "file",
                "{file} is not in {name}",
                code="source.not_in",
                file=document.file,
                name=name,
            )
        else:
            yield from _compare_with_catalogue(document, seed, name)


def _compare_with_catalogue(document: Document, seed: CatalogueEntry, name: str) -> Problems:
    """Compare one entry of seeds.toml with its document."""
    pairs = {
        "sha256": (document.sha256, seed.sha256),
        "language": (document.language, seed.language),
        "title": (document.title, seed.title),
        "published": (document.published.text, seed.published),
        "likeliest": (document.likeliest.text, seed.likeliest),
    }
    for field, (ours, theirs) in pairs.items():
        if ours != theirs:
            yield field_error(
                document,
                field,
                "is {ours}, but {name} says {theirs}",
                code="source.differs",
                ours=ours,
                name=name,
                theirs=theirs,
            )


def _explain_moved_quote(statement: Statement, content: str) -> Message:
    """Say that a quote is not where it should be, and where it is."""
    facts = {"start": statement.start, "end": statement.end, "document": statement.document}
    where = content.find(statement.quote)
    if where < 0:
        return Message(
            "is not what stands at {start}-{end} of {document}", "source.not_there", facts
        )
    return Message(
        "is not what stands at {start}-{end} of {document}; it stands at {where}-{until}",
        "source.elsewhere",
        facts | {"where": where, "until": where + len(statement.quote)},
    )


def _check_quote_place(statement: Statement, content: str) -> Problems:
    """Compare a quote, what surrounds it, and its cues with the document."""
    start, end = statement.start, statement.end
    if content[start:end] != statement.quote:
        yield field_error(statement, "quote", _explain_moved_quote(statement, content))
        return
    if content[max(0, start - CONTEXT) : start] != statement.prefix:
        yield field_error(
            statement,
            "prefix",
            "is not what stands before {start}",
            code="source.not_before",
            start=start,
        )
    if content[end : end + CONTEXT] != statement.suffix:
        yield field_error(
            statement, "suffix", "is not what stands after {end}", code="source.not_after", end=end
        )
    for cue in statement.cues:
        if content[cue.start : cue.end] != cue.text:
            yield field_error(
                statement,
                "cues",
                "{text} is not at {start}-{end}",
                code="source.not_at",
                text=quote_value(cue.text),
                start=cue.start,
                end=cue.end,
            )
