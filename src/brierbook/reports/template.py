"""A template of one's own: texts, order of sections and looks, from a folder, without code.

    DIR/en.toml, uk.toml, ru.toml    texts that replace those of the same key; [own.NAME] adds a
                                     section with ``heading`` and ``paragraphs``
    DIR/sections.toml                sections = ["answer", "own.NAME", ...], in this order
    DIR/report.html.jinja, report.css   the page

Whatever is not there stays as it is. A key that brierbook does not have, a text with a value that
it does not give, and a text of another shape are refused.
"""

import string
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from brierbook.errors import BookError, WorkspaceError
from brierbook.forecasts.entries.records import LANGUAGES
from brierbook.reports.confined import refuse_unfit_file
from brierbook.speech.catalogue import CHANGED
from brierbook.speech.messages import Messages, read_messages

__all__ = ["OWN", "PLAIN", "Template", "read_template", "use_template"]

OWN = "own"
PAGE = ("report.html.jinja", "report.css")
KNOWN = {*(f"{language}.toml" for language in LANGUAGES), "sections.toml", *PAGE}


@dataclass(frozen=True, slots=True)
class Template:
    """What a folder changes: the texts of each language, the sections, and where the page is."""

    texts: Mapping[str, Messages] = field(default_factory=dict)
    sections: tuple[str, ...] | None = None
    folder: Path | None = None


PLAIN = Template()


def read_template(folder: Path) -> Template:
    """Read a folder whole, or refuse it and say which file and key is wrong."""
    if not folder.is_dir():
        raise WorkspaceError(
            "{folder}: is no folder; name one that holds a template",
            code="report.no_folder",
            folder=folder,
        )
    for path in sorted(folder.iterdir()):
        if path.name not in KNOWN:
            raise _template_error(
                path,
                None,
                "is no part of a template; use {known}",
                code="template.no_part",
                known=", ".join(sorted(KNOWN)),
            )
        refuse_unfit_file(folder, path)
    files = {language: folder / f"{language}.toml" for language in LANGUAGES}
    texts = {name: _override_messages(path, name) for name, path in files.items() if path.is_file()}
    return Template(texts, _read_sections(folder / "sections.toml"), folder)


def _template_error(
    path: Path, key: str | None, problem: str, *, code: str, **facts: object
) -> BookError:
    """Say what is wrong with a file of a template."""
    return BookError(str(path), None, key, problem, code=code, **facts)


def _read_toml(path: Path) -> dict[str, Any]:
    """Read a file of TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise _template_error(
            path, None, "cannot be read: {why}", code="file.unreadable", why=str(error)
        ) from error


def _read_sections(path: Path) -> tuple[str, ...] | None:
    """Read the order of the sections, if there is one."""
    if not path.is_file():
        return None
    found = _read_toml(path)
    names = found.get("sections")
    if [*found] != ["sections"] or not _is_text_list(names):
        raise _template_error(
            path,
            "sections",
            "is not a list of names; write sections = [...] alone",
            code="template.sections",
        )
    return tuple(map(str, found["sections"]))


def _is_text_list(value: Any) -> bool:  # noqa: ANN401  # TOML holds anything
    """Whether a value is a list of texts with at least one."""
    return isinstance(value, list) and bool(value) and all(isinstance(each, str) for each in value)


def _override_messages(path: Path, language: str) -> Messages:
    """Put the texts of a file in place of ours."""
    given = _read_toml(path)
    own = given.pop(OWN, {})
    return _merge_messages(read_messages(language, "reports"), given, path, "") | {
        OWN: _check_own_sections(own, path)
    }


def _merge_messages(ours: Messages, given: Messages, path: Path, above: str) -> dict[str, Any]:
    """Replace texts key by key."""
    made = dict(ours)
    for name, value in given.items():
        key = f"{above}{name}"
        if name not in ours:
            raise _template_error(
                path,
                key,
                "is no key of brierbook; take one from its own texts",
                code="template.key",
            )
        if isinstance(ours[name], dict) and isinstance(value, dict):
            made[name] = _merge_messages(ours[name], value, path, f"{key}.")
        else:
            made[name] = _check_message_shape(ours[name], value, path, key)
    return made


def _check_message_shape(ours: Any, value: Any, path: Path, key: str) -> Any:  # noqa: ANN401  # TOML holds anything
    """Refuse what has not the shape of ours, or asks for a value that is not given."""
    if type(value) is not type(ours) or value in ("", []):
        raise _template_error(
            path,
            key,
            "is not a {kind} with something in it",
            code="template.kind",
            kind=type(ours).__name__,
        )
    if isinstance(ours, list) and not all(isinstance(each, str) and each for each in value):
        raise _template_error(path, key, "holds something else than texts", code="template.texts")
    lacking = _format_fields(value, path, key) - _format_fields(ours, path, key)
    if lacking:
        raise _template_error(
            path,
            key,
            "asks for {name}, which is not given here",
            code="template.not_given",
            name=f"{{{min(lacking)}}}",
        )
    return value


def _format_fields(text: Any, path: Path, key: str) -> set[str]:  # noqa: ANN401  # the same
    """List the names in braces; anything else in braces is refused."""
    parts = text if isinstance(text, list) else [text]
    try:
        found = [each for part in parts for each in string.Formatter().parse(str(part))]
    except ValueError as error:
        raise _template_error(
            path,
            key,
            "has braces that do not match ({why}); write {braces}",
            code="template.braces",
            why=str(error),
            braces="{{",
        ) from error
    if any(spec or how for _, _, spec, how in found):
        raise _template_error(
            path, key, "has a format in braces; write the name alone", code="template.format"
        )
    return {name for _, name, _, _ in found if name is not None}


def _check_own_sections(own: Any, path: Path) -> dict[str, Any]:  # noqa: ANN401  # the same
    """Refuse sections of one's own that are not a heading with paragraphs."""
    for name, section in own.items() if isinstance(own, dict) else [("", own)]:
        if not _is_own_section(section):
            raise _template_error(
                path,
                f"{OWN}.{name}",
                "needs heading = text and paragraphs = [texts]",
                code="template.own_section",
            )
    return dict(own)


def _is_own_section(section: Any) -> bool:  # noqa: ANN401  # the same
    """Whether this is a heading with paragraphs."""
    if not isinstance(section, dict) or {*section} != {"heading", "paragraphs"}:
        return False
    heading = section["heading"]
    return isinstance(heading, str) and bool(heading) and _is_text_list(section["paragraphs"])


@contextmanager
def use_template(template: Template) -> Iterator[None]:
    """Speak with the texts of a template inside."""
    token = CHANGED.set(template.texts)
    try:
        yield
    finally:
        CHANGED.reset(token)
