"""Say in each module which of its names others use: `__all__`, kept by a script.

    uv run python tools/public_names.py            # names what is missing or too much
    uv run python tools/public_names.py --write    # mends it

A name is public if another file of the package, the tests, the tools, the benchmarks or the
documentation imports it, or if a registry finds it by its kind: `command` and `plot_*`.
"""

import argparse
import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
USERS = ("src", "tests", "tools", "benchmarks", "docs", "analysis", "README.md")
FROM = re.compile(r"^[>.#\s]*from\s+(brierbook[\w.]*)\s+import\s+(\([^)]*\)|[^\n#]*)", re.MULTILINE)
# "name": "home" in the tables by which `brierbook` and `brierbook.analysis` load on demand
HOME = re.compile(r'"(\w+)":\s*"(brierbook[\w.]+)"')


def module_name(path: Path) -> str:
    """Give the dotted name of a module."""
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def list_modules() -> list[Path]:
    """List the modules that define something; `__init__` files have a surface of their own."""
    return [
        path
        for path in sorted((SOURCE / "brierbook").rglob("*.py"))
        if path.name not in ("__init__.py", "__main__.py")
    ]


def defined_names(tree: ast.Module) -> set[str]:
    """Give the names that a module defines itself, without those that begin with a bar."""
    found: set[str] = set()
    for node in _top_statements(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                found.add(node.name)
            case ast.TypeAlias(name=ast.Name(id=name)):
                found.add(name)
            case ast.Assign():
                found |= {name for target in node.targets for name in _target_names(target)}
            case ast.AnnAssign():
                found |= set(_target_names(node.target))
    return {name for name in found if not name.startswith("_")}


def _top_statements(tree: ast.Module) -> Iterator[ast.stmt]:
    """Give the statements of a module, those under a condition or a trial included."""
    for node in tree.body:
        if isinstance(node, ast.If | ast.Try):
            yield from node.body
            yield from node.orelse
        else:
            yield node


def _target_names(target: ast.expr) -> list[str]:
    parts = target.elts if isinstance(target, ast.Tuple) else [target]
    return [each.id for each in parts if isinstance(each, ast.Name)]


def used_names() -> dict[str, set[str]]:
    """Give the names that are imported from each module, by whom does not matter."""
    used: dict[str, set[str]] = defaultdict(set)
    for path in _user_files():
        text = path.read_text(encoding="utf-8", errors="ignore")
        for module, names in FROM.findall(text):
            plain = re.sub(r"#[^\n]*|[>.]{3}", "", names.strip("()\n "))
            used[module] |= {name.split(" as ")[0].strip(" ()") for name in plain.split(",")}
        for name, module in HOME.findall(text):
            used[module].add(name)
        if path.suffix in (".py", ".md"):
            _add_attributes(used, text)
    return used


def _add_attributes(used: dict[str, set[str]], text: str) -> None:
    """Add names that are reached through a module: `wording.as_percent`, or by a dotted text."""
    imported = re.findall(
        r"from (brierbook[\w.]+) import (\w+)(?: as (\w+))?\s*(?:#|$)", text, re.MULTILINE
    )
    for package, name, alias in imported:
        for attribute in re.findall(rf"\b{alias or name}\.(\w+)", text):
            used[f"{package}.{name}"].add(attribute)
    for module, name in re.findall(r"\b(brierbook(?:\.\w+)+)\.(\w+)\b", text):
        used[module].add(name)


def _user_files() -> Iterator[Path]:
    for user in USERS:
        path = ROOT / user
        found = [path] if path.is_file() else sorted(path.rglob("*"))
        yield from (each for each in found if each.suffix in (".py", ".md", ".toml"))


def public_names(path: Path, used: dict[str, set[str]]) -> list[str]:
    """Give the names of a module that others use, as the linter sorts them."""
    defined = defined_names(ast.parse(path.read_text(encoding="utf-8")))
    by_kind = {name for name in defined if name == "command" or name.startswith("plot_")}
    return sorted((defined & used[module_name(path)]) | by_kind, key=_sorting)


def _sorting(name: str) -> tuple[int, str]:
    """Sort constants first, then classes, then the rest (RUF022)."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)


def stated_names(tree: ast.Module) -> list[str] | None:
    """Give what a module says that others may use."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            found: list[str] = ast.literal_eval(node.value)
            return found
    return None


def missing_names(path: Path, used: dict[str, set[str]]) -> list[str] | None:
    """Give the names that others use and a module does not state; None if it states nothing."""
    stated = stated_names(ast.parse(path.read_text(encoding="utf-8")))
    if stated is None:
        return None
    return [name for name in public_names(path, used) if name not in stated]


def write_names(path: Path, used: dict[str, set[str]]) -> None:
    """State the names of a module behind its imports."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    stated = stated_names(tree)
    names = sorted({*public_names(path, used), *(stated or [])}, key=_sorting)
    wide = f"__all__ = [{', '.join(map(_quoted, names))}]"
    tall = "\n".join(["__all__ = [", *(f"    {_quoted(name)}," for name in names), "]"])
    written = wide if len(wide) <= 100 else tall  # noqa: PLR2004  # the length of a line
    lines = text.splitlines()
    if stated is not None:
        [old] = [
            node
            for node in tree.body
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
        ]
        lines[old.lineno - 1 : old.end_lineno] = [written]
    else:
        place = _end_of_imports(tree)
        lines[place:place] = ["", written]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _quoted(name: str) -> str:
    return f'"{name}"'


def _end_of_imports(tree: ast.Module) -> int:
    """Find the line behind the imports at the top, or behind the docstring."""
    last = 0
    for node in tree.body:
        is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        is_typing = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        if not (is_text or is_typing or isinstance(node, ast.Import | ast.ImportFrom)):
            break
        last = node.end_lineno or node.lineno
    return last


def main() -> None:
    """Name what is missing, or mend it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="mend it")
    asked = parser.parse_args()
    used = used_names()
    for path in list_modules():
        missing = missing_names(path, used)
        if missing == []:
            continue
        print(path.relative_to(ROOT), "states nothing" if missing is None else missing)
        if asked.write:
            write_names(path, used)


if __name__ == "__main__":
    main()
