"""Looking at a page as a reader's browser shows it: Debian's Chromium, headless."""

import html
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / ".cache" / "node"
AXE = TOOLS / "node_modules" / "axe-core" / "axe.min.js"
AXE_VERSION = "4.14.1"
DARK = ("--force-dark-mode", "--blink-settings=preferredColorScheme=0")
REQUIRED = "BRIERBOOK_BROWSER_TESTS"
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
CHECK = """
axe.run(document, {resultTypes: ["violations"]}).then(found => {
  const said = found.violations.map(each => [each.id, each.nodes.map(node => node.html)]);
  document.body.innerHTML = "<pre id=found></pre>";
  document.getElementById("found").textContent =
    JSON.stringify({violations: said, passes: found.passes.length});
});
"""


def tool(*names: str) -> str:
    """Find a program; without one the test is left out, unless it must not be."""
    for name in names:
        if found := shutil.which(name):
            return found
    if os.environ.get(REQUIRED):
        pytest.fail(f"none of {', '.join(names)} is installed, and {REQUIRED} is set")
    pytest.skip(f"none of {', '.join(names)} is installed")


def shown(page: Path, home: Path, *arguments: str) -> str:
    """Give the page as it stands in the browser once it has settled."""
    command = [
        tool("chromium", "chromium-browser"),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={home}",
        "--virtual-time-budget=60000",
        *arguments,
        "--dump-dom",
        page.as_uri(),
    ]
    done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8", timeout=180)
    return done.stdout


def axe() -> str:
    """Give the source of axe-core, which npm puts into the checkout's own cache."""
    if not AXE.is_file():
        npm = tool("npm")
        command = [npm, "install", "--prefix", str(TOOLS), "--no-save", "--ignore-scripts"]
        subprocess.run([*command, f"axe-core@{AXE_VERSION}"], check=True, capture_output=True)
    return AXE.read_text(encoding="utf-8")


def accessibility(page: str, folder: Path, *arguments: str) -> dict[str, Any]:
    """Have axe look at a page in the browser; the page's own policy would not let it in."""
    opened, count = POLICY.subn("", page)
    assert count == 1
    return violations(opened, folder / "axe.html", folder / "profile", *arguments)


def violations(page: str, path: Path, home: Path, *arguments: str) -> dict[str, Any]:
    """Have axe look at a page that lies at a path, beside what it refers to."""
    scripts = f"<script>{axe()}</script><script>{CHECK}</script>"
    path.write_text(page.replace("</body>", f"{scripts}</body>"), encoding="utf-8")
    dom = shown(path, home, *arguments)
    found = re.search(r'<pre id="found">(.*?)</pre>', dom, re.DOTALL)
    assert found is not None, dom[-500:]
    said: dict[str, Any] = json.loads(html.unescape(found[1]))
    return said
