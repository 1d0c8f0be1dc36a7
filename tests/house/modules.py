"""The rooms and their modules, from the roof to the ground, each with the first sentence of its docstring.

`python -m tests.house.modules` prints the table that stands in docs/architecture.md; `--write` puts it there.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).parents[2]
ARCHITECTURE = PROJECT / "docs" / "architecture.md"
START, END = "<!-- modules: begin -->\n", "<!-- modules: end -->\n"


IMPORTS = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["importlinter"]
CODE = tuple(IMPORTS["root_packages"])
"""The apps of the project."""


@cache
def layers(contract: int) -> tuple[str, ...]:
    """What an import contract puts in order, from the highest, one after another."""
    floors = IMPORTS["contracts"][contract]["layers"]
    return tuple(name.strip() for floor in floors for name in re.split(r"[:|]", floor))


def rooms() -> tuple[str, ...]:
    """What stands above all rooms, then the rooms from the roof to the ground."""
    return ("dts_platform", *(room for room in layers(0) if room != "dts_platform.urls"))


def modules() -> dict[str, Path]:
    """Every module of the code by its dotted name, migrations left out."""
    files = (path for package in CODE for path in (PROJECT / package).rglob("*.py"))
    return {
        ".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in files
        if "migrations" not in path.parts
    }


def first_sentence(path: Path) -> str:
    """The first sentence of the docstring of a module, on one line; nothing when it has none."""
    text = " ".join((ast.get_docstring(ast.parse(path.read_text())) or "").split("\n\n")[0].split())
    return re.split(r"(?<=[.?!]) (?=[A-Z`])", text, maxsplit=1)[0]


def room_of(module: str) -> str:
    """The room that a module stands in: the longest that begins its name."""
    return max((room for room in rooms() if f"{module}.".startswith(f"{room}.")), key=len)


def height(module: str) -> tuple:
    """Where a module stands in the table: by room, by layer inside the fiches, by name."""
    inside = [
        rank for rank, layer in enumerate(layers(1), 1) if module != "fiches" and f"{module}.".startswith(f"{layer}.")
    ]
    return rooms().index(room_of(module)), *(inside or [0]), module


def lines() -> Iterator[str]:
    """The lines of the table; a room is in bold, its modules follow."""
    yield "| module | what it is |"
    yield "|---|---|"
    found = modules()
    for module in sorted(found, key=height):
        name = f"**`{module}`**" if module in rooms() else f"`{module}`"
        yield f"| {name} | {first_sentence(found[module])} |"


def table() -> str:
    return "\n".join(lines()) + "\n"


def table_of_docs() -> str:
    """The table that stands in docs/architecture.md."""
    return ARCHITECTURE.read_text().split(START)[1].split(END)[0]


def write() -> None:
    """Put the table in docs/architecture.md."""
    before, _, rest = ARCHITECTURE.read_text().partition(START)
    ARCHITECTURE.write_text(before + START + table() + END + rest.split(END)[1])


if __name__ == "__main__":
    if "--write" in sys.argv:
        write()
    else:
        sys.stdout.write(table())
