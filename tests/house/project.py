"""Where the project's own files are, and the order of its rooms, read from the import contracts."""

import subprocess
from functools import cache
from pathlib import Path

from django.conf import settings

from tests.house.modules import CODE, IMPORTS

ROOT = Path(settings.BASE_DIR)


@cache
def versioned() -> tuple[Path, ...]:
    """Every file that git knows or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        timeout=60,
    ).stdout.decode()
    return tuple(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


@cache
def code_files() -> tuple[Path, ...]:
    """The Python files of the site, migrations left out."""
    return tuple(
        path
        for path in versioned()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in CODE and "migrations" not in path.parts
    )


@cache
def python_files() -> tuple[Path, ...]:
    """The Python files of the site and of its tests, migrations left out."""
    tests = (path for path in versioned() if path.suffix == ".py" and path.is_relative_to(ROOT / "tests"))
    return (*code_files(), *tests)


@cache
def floors() -> tuple[tuple[str, ...], ...]:
    """The rooms from the roof to the ground, as the import contract orders them; rooms of one floor together."""
    layers = IMPORTS["contracts"][0]["layers"]
    return tuple(tuple(room.strip() for room in layer.replace("|", ":").split(":")) for layer in layers)


def room_of(file: Path, inside_fiches: bool = False) -> str:
    """The room that a module stands in: `dts_platform.web`, `fiches`; `fiches.documents` too when asked."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    if parts[0] == "dts_platform":
        return ".".join(part for part in parts[:2] if part != "__init__")
    if inside_fiches and parts[:2] in (("fiches", "documents"), ("fiches", "selection")):
        return ".".join(parts[:2])
    return parts[0]


def is_below_the_models(file: Path) -> bool:
    """Does a file stand in a room that knows no table of the trade? The loader of content names its fields."""
    order = [room for floor in floors() for room in floor]
    room = room_of(file)
    return room in order[order.index("dts_platform.editorial") + 1 :] and room != "dts_platform.content"
