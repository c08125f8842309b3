"""Feed every reader with bytes that are nearly right, and count what it does with them.

Run it with ``python -m benchmarks.fuzz [SECONDS]`` from the root of the checkout. Valid samples are
flipped, cut, repeated, spliced and salted with what readers stumble over; a reader may accept, or
refuse with an error of brierbook, and nothing else. It prints the executions of each reader, and
fails with the input at the first other error.
"""

import sys
import tempfile
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from random import Random

from benchmarks.books import lines

from brierbook.errors import BrierbookError
from brierbook.forecasts.canonical import parse_canonical
from brierbook.forecasts.entries.book import parse_book
from brierbook.forecasts.entries.parsing import parse_line
from brierbook.forecasts.entries.records import Origin
from brierbook.forecasts.integrity.checkpoint import Checkpoint, read_checkpoint, sign_checkpoint
from brierbook.forecasts.integrity.commitments import SealOpening, seal_body
from brierbook.forecasts.integrity.keys import KeyPair, VerifierKey
from brierbook.forecasts.integrity.proofs import InclusionProof, format_proof, parse_proof
from brierbook.forecasts.integrity.timestamps import verify_timestamp
from brierbook.forecasts.lines.dates import read_deadline
from brierbook.forecasts.lines.distributions import read_options, read_quantiles
from brierbook.forecasts.lines.grammar import read_line
from brierbook.forecasts.query.syntax import parse_query
from brierbook.forecasts.rules.checks import find_book_problems
from brierbook.forecasts.when import parse_moment
from brierbook.forecasts.workspace.seeds import read_catalogue

SECONDS = 120.0  # of processor time
SEED = 20261201
TODAY, ZONE = date(2026, 12, 1), "Europe/Kyiv"
SALT = (
    *(b"\0", b"\xff", b"\xf4\x90\x80\x80", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\r\n", b"\n\n"),
    *(b"1e-999999999", b"-0.0", b"NaN", b"Infinity", b"9" * 400, b"[" * 400, b'{"a":', b"\\u0000"),
    *("\u202e".encode(), "\u200b".encode(), "ї".encode(), b"=1+1", b"%", b"2026-02-30", b"24:00"),
    *(b"../../etc/passwd", b"\x1b[31m", b"'; DROP TABLE entry;--", b"null", b"true", b'""', b"{}"),
)

type Reader = Callable[[bytes], object]


def readers(folder: Path) -> dict[str, tuple[Reader, list[bytes]]]:
    """Give every reader with samples that it accepts."""
    book = list(lines(60))
    typed = ("Rain 30% by:2027-01-31 #weather", "Мабуть, піде дощ до п’ятниці", "1:7 ok", "p=.3 a")
    key, opening = KeyPair.generate("book"), seal_body({"proposition": "1", "confidence": "x"})[1]
    note = sign_checkpoint(Checkpoint("book", 1, bytes(32)), key)
    proof = format_proof(InclusionProof(bytes(32), 0, (), note, None))
    seeds = b'[[seed]]\nfile = "a.txt"\nsha256 = "00"\nlanguage = "en"\npublished = "2026-01-01"\n'
    place = folder / "seeds.toml"
    return {
        "line of a book": (lambda each: parse_line(each, Origin("b", 1)), book),
        "canonical JSON": (parse_canonical, book),
        "whole book": (_read_book, [b"\n".join(book[:12]) + b"\n"]),
        "checkpoint": (read_checkpoint, [note]),
        "proof": (parse_proof, [proof]),
        "verifier key": (_as_text(VerifierKey.parse), [key.verifier.text.encode()]),
        "private key": (_as_text(KeyPair.parse), [key.text.encode()]),
        "opening of a seal": (SealOpening.from_bytes, [opening.to_bytes()]),
        "timestamp": (
            lambda each: verify_timestamp(each, note, b""),
            [b64encode(note), b"0\x03\x02\x01\x00", b"0\x82\x01\x000\x03\x02\x01\x00"],
        ),
        "moment": (_as_text(parse_moment), [b"2026-01-01T00:00:00Z", b"2026-01-01[Europe/Kyiv]"]),
        "deadline": (
            _as_text(lambda each: read_deadline(each, today=TODAY, zone=ZONE)),
            [b"31 May 2027", "через півроку".encode(), b"EOY", b"in 3 weeks", b"2027-05-31 18:00"],
        ),
        "typed line": (
            _as_text(lambda each: read_line(each, today=TODAY, zone=ZONE)),
            [each.encode() for each in typed],
        ),
        "options": (_as_text(read_options), [b"A 20%, B 30%, other 50%"]),
        "quantiles": (_as_text(read_quantiles), [b"10%: 55; 50%: 62; 90%: 70"]),
        "query": (
            _as_text(lambda each: parse_query(each, today=TODAY, zone=ZONE)),
            [b"status:open p<0.2 #a -lang:uk by<=2031-01-31", 'автор:"Борис" дощ'.encode()],
        ),
        "list of documents": (lambda each: _read_file(place, each), [seeds]),
    }


def _as_text(read: Callable[[str], object]) -> Reader:
    """Read bytes as the command line gets them."""
    return lambda content: read(content.decode(errors="surrogateescape"))


def _read_book(content: bytes) -> object:
    """Read a text and apply every rule, as import does."""
    book, problems = parse_book(content, "b")
    return problems or find_book_problems(book)


def _read_file(path: Path, content: bytes) -> object:
    """Read a file."""
    path.write_bytes(content)
    return read_catalogue(path, "seeds.toml")


def spoil(random: Random, samples: list[bytes]) -> bytes:
    """Change a sample in some places."""
    content = bytearray(random.choice(samples))
    for _ in range(random.choice((1, 1, 1, 2, 3, 8))):
        at = random.randrange(len(content) + 1)
        end = min(len(content), at + random.choice((1, 1, 2, 8, 40)))
        match random.randrange(6):
            case 0:
                content[at:end] = bytes(random.randrange(256) for _ in range(end - at))
            case 1:
                del content[at:end]
            case 2:
                content[at:at] = random.choice(SALT)
            case 3:
                content[at:at] = content[at:end] * random.choice((2, 50))
            case 4:
                other = random.choice(samples)
                content[at:] = other[random.randrange(len(other) + 1) :]
            case _:
                content[at:end] = random.choice(SALT)
    return bytes(content)


def main(seconds: float) -> None:
    """Print the executions; stop at an error that is not of brierbook."""
    random = Random(SEED)  # noqa: S311  # not for secrets
    counts: Counter[str] = Counter()
    accepted: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        every = readers(Path(folder))
        share = seconds / len(every)
        for name, (read, samples) in every.items():
            until = time.process_time() + share
            while time.process_time() < until:
                content = spoil(random, samples)
                counts[name] += 1
                try:
                    with suppress(BrierbookError):
                        read(content)
                        accepted[name] += 1
                except Exception as error:  # noqa: BLE001  # that is what is sought
                    sys.exit(f"{name}: {type(error).__name__}: {error}\n{content!r}")
    for name, count in counts.items():
        print(f"{name:<20} {count:>9,} executions, {accepted[name]:>8,} accepted")
    print(f"{'in all':<20} {counts.total():>9,} executions in {seconds:.0f} s of processor time")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS)
