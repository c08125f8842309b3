"""Times the import of a record of 50,000 forecasts, as PredictionBook writes it.

    uv run python benchmarks/imports.py [FORECASTS]

Prints CPU seconds, the most memory, and entries a second, of `brierbook import` and of `log -`.
"""

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

PEOPLE, PER_QUESTION = 900, 2.7
START = datetime(2012, 1, 1, tzinfo=UTC)


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def make_record(forecasts: int, seed: int = 1) -> list[dict[str, object]]:
    """Make predictions with responses, judged or open, some late, some of one person again."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    predictions: list[dict[str, object]] = []
    number = 0
    while number < forecasts:
        opened = START + timedelta(hours=draw.randrange(24 * 3000))
        days = 1 + int(draw.expovariate(1 / 90))
        truth = draw.random()
        judged = draw.random() < 0.9
        responses = []
        for _ in range(min(1 + int(draw.expovariate(1 / (PER_QUESTION - 1))), forecasts - number)):
            number += 1
            made = opened + timedelta(seconds=draw.randrange(int(86400 * days * 1.04)))
            confidence = round(100 * min(1, max(0, draw.gauss(truth, 0.2))))
            responses.append(
                {
                    "id": number,
                    "confidence": confidence,
                    "created_at": _stamp(made),
                    "user_id": (user := draw.randrange(PEOPLE)),
                    "user_label": f"person {user}",
                    "comment": None,
                }
            )
        known = opened + timedelta(days=days + 1)
        predictions.append(
            {
                "id": len(predictions) + 1,
                "description": f"{draw.choice(WORDS)} {draw.choice(WORDS)} no. {number}",
                "created_at": _stamp(opened),
                "deadline": _stamp(opened + timedelta(days=days)),
                "outcome": draw.random() < truth if judged else None,
                "last_judgement_at": _stamp(known) if judged else None,
                "responses": responses,
            }
        )
    return predictions


WORDS = [
    f"{a}{b}"
    for a in ("sea", "land", "wind", "star", "snow")
    for b in ("bird", "gate", "fall", "mark", "song")
]


def _run(folder: Path, *arguments: str, stdin: Path | None = None) -> tuple[float, float]:
    """Run a command; give its CPU seconds and megabytes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    source = stdin.open("rb") if stdin else subprocess.DEVNULL
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, *arguments],
        cwd=folder,
        stdin=source,
        stdout=subprocess.PIPE,
        check=False,
        env=os.environ | {"XDG_CONFIG_HOME": str(folder / "config")},
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(done.returncode)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, float(done.stdout.splitlines()[-1]) / 1024


MEASURE = """
import resource, sys
from brierbook.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit as done:
    print()
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    raise
"""


def main() -> None:
    """Measure both ways."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        predictions = make_record(n)
        (folder / "pb.json").write_text(json.dumps({"predictions": predictions}), encoding="utf-8")
        with (folder / "lines.jsonl").open("w", encoding="utf-8") as file:
            for each in predictions:
                for response in each["responses"]:  # type: ignore[attr-defined]
                    line = {
                        "text": f"{each['description']} ({response['id']})",
                        "p": response["confidence"] / 100,
                        "made_at": response["created_at"],
                        "as": response["user_label"],
                    }
                    file.write(json.dumps(line) + "\n")
        for what in ("import", "log"):
            place = folder / what
            place.mkdir()
            _run(place, "init")
            if what == "import":
                cpu, most = _run(place, "import", str(folder / "pb.json"))
            else:
                cpu, most = _run(place, "log", "-", "--yes", stdin=folder / "lines.jsonl")
            print(f"{what}: {n:,} forecasts, {cpu:.1f} CPU s, {most:.0f} MB")


if __name__ == "__main__":
    main()
