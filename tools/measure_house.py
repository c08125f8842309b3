"""Measure the house: names, privacy, sizes of rooms, contracts written again.

    uv run python tools/measure_house.py [FOLDER ...] [--names SEED]

A folder is a checkout; without one it is this one. Several are printed side by side, so that a
change is seen. With --names fifty functions are drawn for a reading test.
"""

import argparse
import ast
import io
import random
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import chain
from pathlib import Path

HERE = Path(__file__).parents[1]
PACKAGE = "src/brierbook"
BLOCK = 12  # lines from which on a repetition counts
DRAWN = 50
# words that are the past participle of a verb, standing alone as a name
IRREGULAR = frozenset(
    """
    begun bound broken brought built chosen cut done drawn felt found given gone grown held
    hidden hung kept known laid led left lost made meant met paid put read said seen sent set
    shown spoken spread stood struck sworn taken taught thought told typed understood won worn
    written
    """.split()  # noqa: SIM905  # a list of words reads better as words
)
# words in -ed that are nouns or adjectives of the field
NOT_PARTICIPLES = frozenset({"seed", "speed", "need", "feed", "embed"})
# one function of this name in each module is the rule, not a clash
SHARED_NAMES = frozenset({"command"})


class Module:
    """One file of the package."""

    def __init__(self, path: Path, root: Path) -> None:
        self.path = path.relative_to(root)
        self.text = path.read_text(encoding="utf-8")
        self.tree = ast.parse(self.text)

    @property
    def functions(self) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
        """The functions at the top of the module; of overloads, the one that does something."""
        found = {
            each.name: each
            for each in self.tree.body
            if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        return list(found.values())

    @property
    def classes(self) -> list[str]:
        """The names of the classes at the top of the module."""
        return [each.name for each in self.tree.body if isinstance(each, ast.ClassDef)]

    @property
    def overloads(self) -> int:
        """How often a signature is written again."""
        return sum(
            "overload" in {ast.unparse(each) for each in node.decorator_list}
            for node in ast.walk(self.tree)
            if isinstance(node, ast.FunctionDef)
        )

    @property
    def has_surface(self) -> bool:
        """Whether it says which names others may use."""
        return any(
            isinstance(target, ast.Name) and target.id == "__all__"
            for node in self.tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
        )

    @cached_property
    def code_lines(self) -> list[tuple[int, str]]:
        """The lines of code, without blanks, comments, docstrings and imports."""
        hidden = set(self._lines_without_code())
        lines = enumerate(self.text.splitlines(), start=1)
        return [(n, line.strip()) for n, line in lines if line.strip() and n not in hidden]

    def _lines_without_code(self) -> Iterator[int]:
        for node in ast.walk(self.tree):
            if not isinstance(node, ast.Expr | ast.Import | ast.ImportFrom):
                continue
            if not isinstance(node, ast.Expr) or isinstance(node.value, ast.Constant):
                yield from range(node.lineno, (node.end_lineno or node.lineno) + 1)
        for token in tokenize.generate_tokens(io.StringIO(self.text).readline):
            if token.type == tokenize.COMMENT and token.line.strip().startswith("#"):
                yield token.start[0]


class House:
    """All modules of a checkout."""

    def __init__(self, root: Path) -> None:
        package = root / PACKAGE
        self.modules = [Module(path, package) for path in sorted(package.rglob("*.py"))]

    @property
    def functions(self) -> list[tuple[Path, str]]:
        """Every function at the top of a module, with its module."""
        return [(each.path, node.name) for each in self.modules for node in each.functions]

    @property
    def folders(self) -> Counter[Path]:
        """How many modules each folder holds, without its `__init__`."""
        named = (each.path for each in self.modules if each.path.name != "__init__.py")
        return Counter(path.parent for path in named)

    def measures(self) -> dict[str, str]:
        """Give every measure as a text."""
        names = [name for _, name in self.functions]
        total = len(names)
        homes = self.shared_names()
        clashes = sum(name in homes for name in names)
        largest, size = self.folders.most_common(1)[0]
        twice = sorted(name for name, n in self.class_counts().items() if n > 1)
        return {
            "modules": str(len(self.modules)),
            "functions": str(total),
            "one-word names": _share(map(is_one_word, names), total),
            "bare participles": str(sum(map(is_participle, names))),
            "names in several modules": f"{100 * clashes / total:.1f} %",
            "private": _share((name.startswith("_") for name in names), total),
            "largest folder": f"{size} ({largest})",
            "overloads": str(sum(each.overloads for each in self.modules)),
            "lines of crps*": str(self._lines_of("crps")),
            f"blocks over {BLOCK} lines twice": str(len(self.repeated_blocks())),
            "classes that share a name": f"{len(twice)} {' '.join(twice)}".strip(),
            "modules without __all__": str(
                sum(not each.has_surface for each in self.modules if each.tree.body)
            ),
            "words.py": str(sum(each.path.name == "words.py" for each in self.modules)),
        }

    def shared_names(self) -> dict[str, set[Path]]:
        """Give the names that stand in several modules, with those modules."""
        homes: dict[str, set[Path]] = defaultdict(set)
        for path, name in self.functions:
            homes[name].add(path)
        return {
            name: places
            for name, places in homes.items()
            if len(places) > 1 and name not in SHARED_NAMES and not name.startswith("plot_")
        }

    def class_counts(self) -> Counter[str]:
        """Count how often each class name is given."""
        return Counter(chain.from_iterable(each.classes for each in self.modules))

    def _lines_of(self, stem: str) -> int:
        found = [each for each in self.modules if each.path.name.startswith(stem)]
        return sum(len(each.text.splitlines()) for each in found)

    def repeated_blocks(self) -> list[tuple[str, str]]:
        """List the stretches of more than twelve lines of code that stand twice."""
        seen: dict[tuple[str, ...], tuple[int, int]] = {}
        found: list[tuple[str, str]] = []
        last: tuple[int, int, int, int] | None = None
        for here, module in enumerate(self.modules):
            lines = module.code_lines
            for place in range(len(lines) - BLOCK):
                block = tuple(line for _, line in lines[place : place + BLOCK + 1])
                there, first = seen.setdefault(block, (here, place))
                if (there, first) == (here, place):
                    continue
                if last != (here, place - 1, there, first - 1):
                    found.append((self._place(there, first), self._place(here, place)))
                last = (here, place, there, first)
        return found

    def _place(self, module: int, line: int) -> str:
        found = self.modules[module]
        return f"{found.path}:{found.code_lines[line][0]}"


def is_one_word(name: str) -> bool:
    """Whether a name is one word; those that Python calls itself do not count."""
    return "_" not in name.strip("_") and not name.startswith("__")


def is_participle(name: str) -> bool:
    """Whether a name is one participle and nothing else, so that it does not say of what."""
    word = name.strip("_")
    ends = word.endswith("ed") and word not in NOT_PARTICIPLES
    return "_" not in word and (word in IRREGULAR or ends)


def _share(those: Iterable[bool], total: int) -> str:
    return f"{100 * sum(those) / total:.1f} %"


def print_side_by_side(roots: list[Path]) -> None:
    """Print the measures of each checkout in a column of its own."""
    columns = [House(root).measures() for root in roots]
    for name in columns[0]:
        print(f"{name:28}", *(f"{each[name]:>28}" for each in columns))


def draw_names(root: Path, seed: int) -> list[str]:
    """Draw functions for somebody who has not seen the code to say what each does."""
    found = [f"{path}: {name}" for path, name in House(root).functions]
    return random.Random(seed).sample(found, min(DRAWN, len(found)))  # noqa: S311  # a sample, not a secret


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path, default=[HERE])
    parser.add_argument("--names", type=int, metavar="SEED", help="draw fifty functions")
    parser.add_argument("--blocks", action="store_true", help="list what stands twice")
    asked = parser.parse_args()
    if asked.names is not None:
        print(f"seed {asked.names}", *draw_names(asked.folders[-1], asked.names), sep="\n")
    elif asked.blocks:
        for pair in House(asked.folders[-1]).repeated_blocks():
            print(*pair)
    else:
        print_side_by_side(asked.folders)


if __name__ == "__main__":
    main()
