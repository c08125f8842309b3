"""Kill clients of a PostgreSQL server, then the server, sixty times each; count what was lost.

Run it with ``python -m benchmarks.kills_server`` from the root of the checkout; it fails if an
acknowledged entry is missing, if an entry was kept that its writer was told was not, or if
verification finds anything.
"""

import sys
import tempfile
from pathlib import Path

from tests.forecasts.store.killing_servers import Outcome, kill_clients, kill_server
from tests.forecasts.store.server import binaries, running_server

ROUNDS, WRITERS, SERVER_KILLS, SEED = 8, 8, 60, 20261201


def report(what: str, found: Outcome) -> bool:
    """Print what a series of kills came to; tell whether anything was lost."""
    print(f"{what}: {found.kills} kills, {found.acknowledged} entries acknowledged")
    print(f"  lost {found.lost}, kept and said not to be {found.false}")
    print(f"  said not to be known {found.unknown}, problems found by verify {found.problems}")
    return bool(found.lost or found.false or found.problems)


def main() -> None:
    """Print the figures; fail if anything was lost."""
    folder = binaries()
    if folder is None:
        sys.exit("no PostgreSQL server is installed here")
    with tempfile.TemporaryDirectory() as place, running_server(folder) as running:
        clients = kill_clients(running, Path(place), ROUNDS, WRITERS, SEED)
        servers = kill_server(running, Path(place), SERVER_KILLS, 3, SEED + 1)
    if any([report("clients", clients), report("servers", servers)]):
        sys.exit("something was lost")


if __name__ == "__main__":
    main()
