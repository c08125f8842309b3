"""Whether the documents of a book are the files in seeds/, and every quote stands at its span."""

from pathlib import Path

from brierbook.errors import BookError
from brierbook.forecasts.book import Book
from brierbook.forecasts.problems import Problems, problem
from brierbook.forecasts.records import Document, Statement
from brierbook.forecasts.seeds import Seed, Text, read_catalogue, read_text
from brierbook.forecasts.workspace import Workspace

CONTEXT = 32  # characters kept on each side of a quote, as in the W3C Web Annotation model


def problems_of_sources(book: Book, workspace: Workspace) -> list[BookError]:
    """Compare the documents and quotes of a book with its files."""
    found: list[BookError] = []
    texts = {
        document.id: text
        for document in book.every(Document)
        if (text := opened(document, workspace, found)) is not None
    }
    found += problems_of_catalogue(book, workspace)
    for statement in book.every(Statement):
        if statement.document in texts:
            found += misplaced(statement, texts[statement.document].content)
    return found


def opened(document: Document, workspace: Workspace, found: list[BookError]) -> Text | None:
    """Read a document; note what is wrong with it."""
    try:
        text = read_text(inside(document, workspace), document.file)
    except BookError as error:
        found.append(problem(document, "file", f"{document.file} {error.problem}"))
        return None
    found += changed(document, text)
    return text if text.sha256 == document.sha256 else None


def inside(document: Document, workspace: Workspace) -> Path:
    """Refuse a path that leads out of the workspace."""
    try:
        path = (workspace.root / document.file).resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise BookError(document.file, None, None, "is not the path of a file") from error
    if not path.is_relative_to(workspace.root.resolve()):
        raise BookError(document.file, None, None, "leads out of the workspace")
    return path


def changed(document: Document, text: Text) -> Problems:
    """Compare hash and length."""
    if text.sha256 != document.sha256:
        message = f"{document.file} has changed: its SHA-256 is {text.sha256}; restore the file"
        yield problem(document, "sha256", message)
    elif text.characters != document.characters:
        message = f"is {document.characters}; {document.file} has {text.characters}"
        yield problem(document, "characters", message)


def problems_of_catalogue(book: Book, workspace: Workspace) -> Problems:
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
            yield problem(document, "file", f"{document.file} is not in {name}")
        else:
            yield from disagreeing(document, seed, name)


def disagreeing(document: Document, seed: Seed, name: str) -> Problems:
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
            yield problem(document, field, f"is {ours}, but {name} says {theirs}")


def misplaced(statement: Statement, content: str) -> Problems:
    """Compare a quote, what surrounds it, and its cues with the document."""
    start, end = statement.start, statement.end
    if content[start:end] != statement.quote:
        message = f"is not what stands at {start}-{end} of {statement.document}"
        where = content.find(statement.quote)
        hint = f"; it stands at {where}-{where + len(statement.quote)}" if where >= 0 else ""
        yield problem(statement, "quote", message + hint)
        return
    if content[max(0, start - CONTEXT) : start] != statement.prefix:
        yield problem(statement, "prefix", f"is not what stands before {start}")
    if content[end : end + CONTEXT] != statement.suffix:
        yield problem(statement, "suffix", f"is not what stands after {end}")
    for cue in statement.cues:
        if content[cue.start : cue.end] != cue.text:
            yield problem(statement, "cues", f"{cue.text!r} is not at {cue.start}-{cue.end}")
