"""A person with a book of three forecasts, a home of her own, and a command line."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from brierbook.cli.main import main

BOOK = "rain-2027"
SAID = ("Rain falls p=12% by:2027-12-31", "Snow falls p=30% by:2027-12-31", "Hail 5% by:2027-12-31")


@dataclass(frozen=True)
class Done:
    """What a command did."""

    code: object
    out: str
    err: str


@dataclass(frozen=True)
class Person:
    """Somebody at a terminal, in a folder."""

    home: Path
    monkeypatch: pytest.MonkeyPatch
    capfd: pytest.CaptureFixture[str]

    @property
    def book(self) -> Path:
        """The workspace."""
        return self.home / "book"

    @property
    def keys(self) -> Path:
        """The folder of private keys."""
        return self.home / "config" / "brierbook" / "keys"

    def does(self, *arguments: str, at: Path | None = None) -> Done:
        """Run a command."""
        self.monkeypatch.chdir(at or self.book)
        self.capfd.readouterr()
        with pytest.raises(SystemExit) as caught:
            main(list(arguments))
        printed = self.capfd.readouterr()
        return Done(caught.value.code, printed.out, printed.err)

    def can(self, *arguments: str, at: Path | None = None) -> str:
        """Run a command that must succeed; give what it printed."""
        done = self.does(*arguments, at=at)
        assert done.code == 0, done
        return done.out

    def cannot(self, code: int, *arguments: str, at: Path | None = None) -> str:
        """Run a command that must fail; give the one line in which it says why."""
        done = self.does(*arguments, at=at)
        assert (done.code, done.out) == (code, ""), done
        assert done.err.count("\n") == 1
        return done.err.removeprefix("brierbook: ").removesuffix("\n")


@pytest.fixture
def stranger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Person:
    """Somebody who has nothing yet."""
    for name in ("BRIERBOOK_BOOK", "BRIERBOOK_AS", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    places = {"HOME": "", "XDG_CONFIG_HOME": "config"}
    for name, place in places.items():
        monkeypatch.setenv(name, str(tmp_path / place))
    for name, value in {"BRIERBOOK_LANG": "en", "TZ": "UTC", "LOGNAME": "ada"}.items():
        monkeypatch.setenv(name, value)
    return Person(tmp_path, monkeypatch, capfd)


@pytest.fixture
def ada(stranger: Person) -> Person:
    """Somebody with a book: a header, a forecaster, three propositions with a forecast each."""
    stranger.can("init", "book", "--name", BOOK, at=stranger.home)
    for said in SAID:
        stranger.can("log", said)
    return stranger


@pytest.fixture
def signing(ada: Person) -> Person:
    """Give her a key."""
    ada.can("keys", "new")
    return ada
