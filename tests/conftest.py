"""A small valid workspace, written as text, that a test can spoil in one place."""

import hashlib
import io
import itertools
import json
import os
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import pytest
from hypothesis import HealthCheck, settings

from brierbook.cli.main import main
from brierbook.forecasts.store.loading import ExaminedBook, examine_book
from brierbook.forecasts.workspace.folders import Workspace

UKRAINIAN = "Уночі може піти дощ.\nМіст, певно, відкриють у травні, каже інженерка.\n"
ENGLISH = "Rain is coming 🌧. The bridge will open in May, says the mayor.\n"
CONTEXT = 32
# where the body of each kind names the proposition that it tells of
IN_ENVELOPE = {"proposition": "id"} | dict.fromkeys(
    (
        *("forecast", "resolution", "withdrawal", "reveal"),
        *("retraction", "redaction", "revision"),
    ),
    "proposition",
)

CATALOGUE = """\
[[seed]]
file = "rain.uk.txt"
sha256 = "{uk}"
language = "uk"
published = "2026-04-01/2026-04-02[Europe/Kyiv]"
likeliest = "2026-04-01[Europe/Kyiv]"
basis = "The text says so."

[[seed]]
file = "rain.en.txt"
sha256 = "{en}"
language = "en"
title = "Rain and a bridge"
published = "2026-04-02[Europe/Kyiv]"
likeliest = "2026-04-02[Europe/Kyiv]"
basis = "The text says so."
"""

# a busy machine must not fail the property tests, nor luck: each run draws the same cases, and
# `make search` draws others
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("search", unhurried)
settings.register_profile("same cases", unhurried, derandomize=True)
settings.load_profile("same cases")

# nor a locale: commands talk its language
for name in ("BRIERBOOK_LANG", "LC_ALL", "LC_MESSAGES"):
    os.environ.pop(name, None)
os.environ["LANG"] = "C.UTF-8"

# what time it is in these tests; processes that they start have the machine's clock
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)

type Body = dict[str, Any]
type SetClock = Callable[[datetime], None]


def canonical_line(entry: object) -> str:
    return json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def entry(kind: str, body: Body) -> dict[str, Any]:
    recorded = "2026-07-01T12:00:00Z"
    return {"v": 2, "kind": kind, "recorded_at": recorded, "by": "tester", "body": body}


def entry_line(made: dict[str, Any]) -> str:
    """Write an entry: the proposition that it tells of moves from the body into the envelope."""
    field = IN_ENVELOPE.get(made["kind"])
    body = made["body"]
    if field is None or not isinstance(body, dict) or field not in body:
        return canonical_line(made)
    rest = {name: value for name, value in body.items() if name != field}
    return canonical_line(made | {"body": rest, "proposition": body[field]})


def entry_envelope(made: dict[str, Any]) -> str:
    """Put SHA-256(0x02 || body) in the place of the body."""
    whole = json.loads(entry_line(made))
    body = canonical_line(whole["body"]).encode()
    return canonical_line(whole | {"body": hashlib.sha256(b"\x02" + body).hexdigest()})


def entry_leaf(made: dict[str, Any]) -> str:
    """Hash an entry: SHA-256(0x00 || envelope), as RFC 6962 hashes a leaf."""
    return hashlib.sha256(b"\x00" + entry_envelope(made).encode()).hexdigest()


def told_proposition(made: dict[str, Any]) -> str | None:
    """Name the proposition that an entry tells of, if it does."""
    field = IN_ENVELOPE.get(made["kind"])
    return made["body"].get(field) if field else None


def document(language: str, text: str, published: str, **more: str) -> dict[str, Any]:
    body = {
        "id": f"doc-{language}",
        "file": f"seeds/rain.{language}.txt",
        "sha256": digest(text),
        "characters": len(text),
        "language": language,
        "published": published,
        "basis": "The text says so.",
    }
    return entry("document", body | more)


def statement(  # one for each part
    name: str, source: str, text: str, quote: str, cue: str, *speakers: str
) -> dict[str, Any]:
    start = text.index(quote)
    end = start + len(quote)
    at = text.index(cue)
    body = {
        "id": name,
        "document": source,
        "start": start,
        "end": end,
        "quote": quote,
        "prefix": text[max(0, start - CONTEXT) : start],
        "suffix": text[end : end + CONTEXT],
        "kind": "forecast",
        "manner": "author",
        "attribution": ["author", *speakers],
        "cues": [{"text": cue, "start": at, "end": at + len(cue)}],
    }
    return entry("statement", body)


def proposition(name: str, reading: str, deadline: str, event: str, **more: str) -> dict[str, Any]:
    body = {
        "id": name,
        "claim": name.partition("@")[0],
        "reading": reading,
        "text": {"en": f"{name} happens."},
        "criteria": {"en": "Two people saw it.", "uk": "Двоє це бачили."},
        "deadline": deadline,
        "event": event,
        "tags": ["test"],
    }
    return entry("proposition", body | more)


def forecast(name: str, target: str, forecaster: str, made_at: str, p: str) -> dict[str, Any]:
    body = {
        "id": name,
        "proposition": target,
        "forecaster": forecaster,
        "made_at": made_at,
        "confidence": {"how": "stated", "p": p},
    }
    return entry("forecast", body)


def resolution(target: str, outcome: str, decided: str, known: str) -> dict[str, Any]:
    source = {"name": "A diary", "url": "https://example.org/diary"}
    body = {
        "proposition": target,
        "outcome": outcome,
        "decided_at": decided,
        "known_at": known,
        "evidence": [{"says": "It was seen.", "when": "then", "sources": [source]}],
    }
    return entry("resolution", body)


def small_book() -> list[dict[str, Any]]:
    worded = forecast("f-rain", "rain@7d", "author", "2026-04-01/2026-04-02[Europe/Kyiv]", "0")
    worded["body"]["statement"] = "s-rain"
    worded["body"]["confidence"] = {
        "how": "worded",
        "phrase": "може",
        "lexicon": "brierbook-words-1",
        "word": "uk.may",
        "mean_logit": "-0.406",
        "sd_logit": "1.352",
    }
    opens = forecast("f-opens", "opens", "mayor", "2026-04-02[Europe/Kyiv]", "0.9")
    opens["body"]["statement"] = "s-bridge"
    name = {"en": "the author", "uk": "авторка"}
    return [
        entry("book", {"name": "rain-2026", "title": {"en": "Rain", "uk": "Дощ", "ru": "Дождь"}}),
        document(
            "uk",
            UKRAINIAN,
            "2026-04-01/2026-04-02[Europe/Kyiv]",
            likeliest="2026-04-01[Europe/Kyiv]",
        ),
        document(
            "en",
            ENGLISH,
            "2026-04-02[Europe/Kyiv]",
            likeliest="2026-04-02[Europe/Kyiv]",
            title="Rain and a bridge",
        ),
        entry("forecaster", {"id": "author", "kind": "author", "name": name, "document": "doc-uk"}),
        entry("forecaster", {"id": "mayor", "kind": "speaker", "name": {"en": "the mayor"}}),
        entry("event", {"id": "storm", "title": {"en": "The storm of April"}}),
        entry("event", {"id": "bridge", "title": {"en": "The bridge"}}),
        statement("s-rain", "doc-uk", UKRAINIAN, "Уночі може піти дощ", "може"),
        statement("s-bridge", "doc-en", ENGLISH, "The bridge will open in May", "will", "mayor"),
        proposition("rain@7d", "primary", "2026-04-09[Europe/Kyiv]", "storm"),
        proposition("rain@30d", "horizon", "2026-05-02[Europe/Kyiv]", "storm"),
        proposition("opens", "primary", "2026-05-31[Europe/Kyiv]", "bridge", condition="rain@7d"),
        proposition("collapses", "primary", "2026-12-31[Europe/Kyiv]", "bridge"),
        worded,
        opens,
        forecast("f-collapses", "collapses", "mayor", "2026-04-02T09:30:00Z", "0.05"),
        resolution("rain@7d", "yes", "2026-04-05[Europe/Kyiv]", "2026-04-06[Europe/Kyiv]"),
        resolution("opens", "no", "2026-05-31[Europe/Kyiv]", "2026-06-01T06:00:00Z"),
    ]


@dataclass
class Draft:
    """A workspace on disk and its entries in memory; change an entry, then save."""

    root: Path
    entries: list[dict[str, Any]]

    @property
    def book(self) -> Path:
        """The file of the book."""
        return self.root / "forecasts" / "book.jsonl"

    @property
    def workspace(self) -> Workspace:
        """The workspace as brierbook sees it."""
        return Workspace(self.root, self.book)

    def entry(self, kind: str, name: str | None = None) -> dict[str, Any]:
        """Find an entry by kind and by id; a resolution goes by its proposition."""
        key = "proposition" if kind == "resolution" else "id"
        return next(
            each
            for each in self.entries
            if each["kind"] == kind
            and isinstance(each["body"], dict)
            and name in (None, each["body"].get(key))
        )

    def body(self, kind: str, name: str | None = None) -> Body:
        """Find the body of an entry."""
        body: Body = self.entry(kind, name)["body"]
        return body

    def line(self, kind: str, name: str | None = None) -> int:
        """Tell on which line an entry stands."""
        return self.entries.index(self.entry(kind, name)) + 1

    def add(self, kind: str, body: Body) -> dict[str, Any]:
        """Append an entry."""
        made = entry(kind, body)
        self.entries.append(made)
        return made

    def copy(self, kind: str, name: str, **changes: object) -> Body:
        """Append an entry like another, with some fields changed; None drops a field."""
        body = json.loads(json.dumps(self.body(kind, name))) | changes
        self.add(kind, {key: value for key, value in body.items() if value is not None})
        return self.body(kind, name)

    def redact(self, entry: dict[str, Any], **said: str) -> None:
        """Leave only the envelope of an entry, and say why."""
        told = {"kind": entry["kind"], "proposition": told_proposition(entry)} | said
        named = {name: value for name, value in told.items() if value is not None}
        self.entries[self.entries.index(entry)] = json.loads(entry_envelope(entry))
        reason = "It named a person."
        self.add("redaction", {"entry": entry_leaf(entry), "reason": reason, **named})

    def lines(self) -> list[str]:
        """Print the entries."""
        return [entry_line(each) for each in self.entries]

    def save(self) -> None:
        """Write the book."""
        self.book.parent.mkdir(exist_ok=True)
        self.book.write_bytes("".join(line + "\n" for line in self.lines()).encode())

    def examine(self) -> ExaminedBook:
        """Save, and have the workspace examined."""
        self.save()
        return examine_book(self.workspace)

    def problems(self) -> list[tuple[int | None, str | None, str]]:
        """Save, examine, and give line, field and text of every problem."""
        return [(each.line, each.field, each.problem) for each in self.examine().problems]


def draft_at(root: Path) -> Draft:
    """Write the small workspace into a folder."""
    seeds = root / "seeds"
    seeds.mkdir(parents=True)
    (seeds / "rain.uk.txt").write_bytes(UKRAINIAN.encode())
    (seeds / "rain.en.txt").write_bytes(ENGLISH.encode())
    catalogue = CATALOGUE.format(uk=digest(UKRAINIAN), en=digest(ENGLISH))
    (seeds / "seeds.toml").write_text(catalogue, encoding="utf-8")
    draft = Draft(root, small_book())
    draft.save()
    return draft


@pytest.fixture
def workspace(tmp_path: Path) -> Draft:
    return draft_at(tmp_path / "workspace")


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Name folders that are not there yet, one after the other."""
    parent = tmp_path_factory.mktemp("config")
    return (parent / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def settings_of_nobody(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep keys and heads of books out of the folder of whoever runs the tests."""
    home = next(homes)  # not by `mktemp`, which reads the names of all that were made before
    home.mkdir()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))


@pytest.fixture(autouse=True)
def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Stop the clock, and give a function that sets it."""

    def stop_at(instant: datetime) -> None:
        monkeypatch.setattr("brierbook.forecasts.clock._machine", instant.astimezone)

    stop_at(NOON)
    return stop_at


type Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def somebody(tmp_path: Path) -> dict[str, str]:
    """Give the environment of a person with a home of her own."""
    home = tmp_path / "home"
    home.mkdir()
    places = {name: str(home) for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "TMPDIR")}
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("BRIERBOOK_", "COV_"))}
    return clean | places


@pytest.fixture
def run(workspace: Draft, somebody: dict[str, str]) -> Run:
    """Give a function that runs the command line in the small workspace, in this process."""

    def call(
        *arguments: str,
        cwd: Path = workspace.root,
        env: dict[str, str] = somebody,
        stdin: bytes = b"",
    ) -> subprocess.CompletedProcess[str]:
        with pytest.MonkeyPatch.context() as patch:
            out, err = _streams(patch, stdin)
            _surround(patch, cwd, env)
            code = _exit_code(arguments)
            return subprocess.CompletedProcess(arguments, code, _text_of(out), _text_of(err))

    return call


def _streams(patch: pytest.MonkeyPatch, stdin: bytes) -> tuple[io.BytesIO, io.BytesIO]:
    """Put files in the place of the standard streams, with what comes in."""
    out, err = io.BytesIO(), io.BytesIO()
    for name, stream in {"stdin": io.BytesIO(stdin), "stdout": out, "stderr": err}.items():
        patch.setattr(sys, name, io.TextIOWrapper(stream, encoding="utf-8", write_through=True))
    return out, err


def _surround(patch: pytest.MonkeyPatch, cwd: Path, env: dict[str, str]) -> None:
    """Go to a folder, and have this environment and no other."""
    patch.chdir(cwd)
    for name in os.environ.keys() - env.keys():
        patch.delenv(name)
    for name, value in env.items():
        patch.setenv(name, value)


def _exit_code(arguments: tuple[str, ...]) -> int:
    """Run the command line, as its own process would."""
    try:
        main(list(arguments))
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else 1
    except Exception:  # noqa: BLE001  # of --debug
        traceback.print_exc()
    return 1


def _text_of(stream: io.BytesIO) -> str:
    return stream.getvalue().decode()


@pytest.fixture
def process(workspace: Draft, somebody: dict[str, str]) -> Run:
    """Give a function that starts the real command in the small workspace: for what needs one."""

    def call(
        *arguments: str,
        cwd: Path = workspace.root,
        env: dict[str, str] = somebody,
        stdout: int | IO[bytes] = subprocess.PIPE,
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "brierbook", *arguments],
            check=False,
            cwd=cwd,
            env=env,
            stdout=stdout,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            timeout=120,
        )

    return call
