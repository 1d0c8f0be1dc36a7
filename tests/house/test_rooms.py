"""Named rooms: who may import whom, how big a room is, and that no room below names one above."""

import ast
import re
from collections import Counter
from pathlib import Path

from importlinter.cli import lint_imports

from tests.house.project import ROOT, code_files, floors, room_of

BIGGEST_ROOM = 0.27  # of the lines of code
MOST_LINES_OF_A_MODULE, MOST_LINES_OF_A_FUNCTION = 400, 40
ABOVE_ALL = {"dts_platform.settings", "dts_platform.wsgi", "dts_platform.asgi"}  # they name what they put together


def strings(tree: ast.AST) -> list[str]:
    """The strings of a module that are no docstring."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    ]


def rooms_named_above(file: Path) -> set[str]:
    """The rooms above the one of this file that a string of it names: as a module, a label, an address or a file."""
    order = [room for floor in floors() for room in floor]
    own = room_of(file)
    if own not in order:
        return set()
    level = next(level for level, floor in enumerate(floors()) if own in floor)
    above = {room for floor in floors()[:level] for room in floor}
    texts = strings(ast.parse(file.read_text()))
    return {room for room in above if any(_names(text, room, own) for text in texts)}


def _names(text: str, room: str, own: str) -> bool:
    """Does a string name a room? A room of the platform is named by its path; an app, by its label too.

    `references`, `missions` and `experiences` may say the plural of a noun of the trade, `references` is a word of
    CommonMark too, `territoires` is in the name of the site, and `contact` is a word of its pages: there, only a path or
    a module counts.
    """
    if room.startswith("dts_platform."):
        return re.search(room.replace(".", "[./]") + r"\b", text) is not None
    if own in ("references", "missions", "experiences") or room in ("references", "territoires", "contact"):
        return re.search(rf"(?<![\w-]){room}[./:_]\w", text) is not None
    return re.search(rf"(?<![\w-]){room}(?![\w-])", text) is not None


def test_rooms_import_only_from_rooms_below():
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml")) == 0


def test_no_string_names_a_room_above():
    named = {str(f.relative_to(ROOT)): rooms for f in code_files() if (rooms := rooms_named_above(f))}
    assert named == {}


def test_no_room_holds_more_than_its_share():
    lines = Counter()
    for file in code_files():
        lines[room_of(file, inside_fiches=True)] += len(file.read_text().splitlines())
    shares = {room: count / lines.total() for room, count in lines.items()}
    assert {room: round(share, 3) for room, share in shares.items() if share > BIGGEST_ROOM} == {}


def test_every_module_stands_in_a_room():
    rooms = {room for floor in floors() for room in floor}
    roof = {"dts_platform", "dts_platform.management"} | ABOVE_ALL
    roof |= {f"dts_platform.{name}" for name in ("admin", "apps", "searchables", "templatetags", "urls")}
    assert {room_of(file) for file in code_files()} - rooms - roof == set()


def test_no_module_has_a_vague_name():
    vague = {"services.py", "selectors.py", "utils.py", "helpers.py", "signals.py", "constants.py", "core.py"}
    assert [f for f in code_files() if f.name in vague] == []


def test_modules_can_be_held_in_mind():
    assert [f for f in code_files() if len(f.read_text().splitlines()) > MOST_LINES_OF_A_MODULE] == []


def test_functions_can_be_read_at_a_glance():
    long = {
        f"{file.relative_to(ROOT)}:{node.name}": node.end_lineno - node.lineno + 1
        for file in code_files()
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno >= MOST_LINES_OF_A_FUNCTION
    }
    assert long == {}
