"""Progress bars: for a terminal, and for nobody else."""

import os
import pty
import subprocess
import sys
import time

SCRIPT = """
import time
from brierbook.cli.shared.progress import progress_bar, iterate_with_bar
with progress_bar("Sampling") as update:
    for step in range(30):
        time.sleep(0.05)
        update(step + 1, 30)
print(sum(iterate_with_bar(range(3), 3, "Writing")))
"""


def on_terminal() -> str:
    """Run the script with a terminal for stderr, and give what it shows there."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT], stderr=theirs, stdout=subprocess.DEVNULL
    ) as process:
        os.close(theirs)
        shown = b""
        limit = time.monotonic() + 30
        while time.monotonic() < limit:
            try:
                part = os.read(ours, 4096)
            except OSError:  # how a terminal says that the other side is gone
                break
            shown += part
            if not part:
                break
        assert process.wait() == 0
    os.close(ours)
    return shown.decode()


def test_a_terminal_sees_a_bar_with_the_time_left() -> None:
    shown = on_terminal()
    assert "Sampling" in shown
    assert "100%" in shown
    assert "00:00:0" in shown
    assert "Writing" in shown


def test_a_pipe_sees_nothing() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], check=True, capture_output=True)
    assert (done.stdout.strip(), done.stderr) == (b"3", b"")
