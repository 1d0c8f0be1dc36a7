"""What the documents of the project name exists: files, modules, commands and their options, targets of make, links.

Decisions are history and keep the names of their day: of one that says so, only what it says of today is checked.
"""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from dts_platform.web.bundles import BUNDLES
from tests.house.modules import CODE, rooms
from tests.house.project import ROOT, python_files, versioned

HERE = Path(__file__)
OF_THE_DAY = "Names are those of the day; today: "
PACKAGES = "|".join((*CODE, "tests"))
TOPS = f"{PACKAGES}|templates|static|fixtures|docs"
PATH = re.compile(rf"(?<![\w/.<>-])(?:(?:{TOPS})/|\.ci/)[\w./*-]*")
MODULE = re.compile(rf"(?<![\w/.-])(?:{PACKAGES})(?:\.[a-z_]\w*)+(?![\w/-])")
FILE_NAME = re.compile(r"[\w./*-]+\.(?:py|html|css|js|json|ya?ml|toml|md|svg|txt)")
PATCH = re.compile(r"^```diff\n.*?^```$", re.M | re.S)
MADE_BY_A_PATCH = re.compile(r"^--- /dev/null\n\+\+\+ b/(\S+)$", re.M)
TABLE = re.compile(r"(?:^\|.*\n)+", re.M)
CODE_QUOTED = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\((?![a-z]+:|#|/)([^)#\s]+)")
DECISIONS = ROOT / "docs" / "decisions"
DECISION = re.compile(r"\[(\d{4})\]\(\1-[a-z0-9-]+\.md\)")
DOCUMENTS = [file for file in versioned() if file.suffix == ".md" and "words" not in file.parts]
MACHINERY = [ROOT / "Makefile", ROOT / ".env.example", *(file for file in versioned() if ".ci" in file.parts)]


def read(document: Path) -> str:
    """The text of a document without its patches; of a decision with names of its day, what these are today."""
    text = PATCH.sub("", document.read_text())
    if document.parent.name == "decisions" and OF_THE_DAY in text:
        return text.split(OF_THE_DAY)[1].split("\n\n")[0]
    return text


@cache
def paths() -> frozenset[str]:
    """Every file and folder of the project."""
    files = {file.relative_to(ROOT) for file in versioned()}
    return frozenset(str(path) for file in files for path in (file, *file.parents))


def exists(path: str) -> bool:
    """Is there such a file or folder? `*`, `NN` and `slug` stand for anything; a bare name may stand anywhere."""
    pattern = re.sub(r"\\\*|NN|\bslug\b", "[^/]*", re.escape(path.rstrip("/."))) + "$"
    return any(re.match(rf"(?:.*/)?{pattern}", known) for known in paths())


def module_exists(name: str) -> bool:
    """Is there such a module, or one that holds such a name?"""
    path = name.replace(".", "/")
    return any(exists(found) for found in (path, f"{path}.py", f"{path.rpartition('/')[0]}.py"))


def missing_names(text: str) -> list[str]:
    quoted = [name for name in re.findall(r"`([^`\s]+)`", text) if FILE_NAME.fullmatch(name) and name[0] != "/"]
    files = [name for name in (*PATH.findall(text), *quoted) if not exists(name)]
    return files + [name for name in MODULE.findall(text) if not module_exists(name)]


def commands_with_options(text: str) -> list[tuple[str, set[str]]]:
    """Each command of `manage.py` that a text gives, with its options: after `manage.py`, or first in backticks."""
    own = "|".join(name for name, app in get_commands().items() if app == "dts_platform")
    lines = re.findall(r"manage\.py ([a-z_]+)([^`\n|;#]*)", text) + re.findall(rf"`({own})\b([^`\n]*)`", text)
    return [(command, set(re.findall(r"(?<=\s)--[a-z-]+", rest))) for command, rest in lines]


def unknown_commands(text: str) -> list[str]:
    faults = []
    for command, options in commands_with_options(text):
        if (app := get_commands().get(command)) is None:
            faults.append(command)
            continue
        loaded = load_command_class(app, command) if isinstance(app, str) else app
        known = set(loaded.create_parser("manage.py", command)._option_string_actions)
        faults += [f"{command} {option}" for option in options - known]
    return faults


@pytest.mark.parametrize("document", DOCUMENTS + MACHINERY, ids=lambda file: str(file.relative_to(ROOT)))
def test_document_names_only_what_exists(document):
    text = read(document)
    made = set(MADE_BY_A_PATCH.findall(document.read_text()))
    assert set(missing_names(text)) - made == set()
    assert unknown_commands(text) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(document):
    links = LINK.findall(PATCH.sub("", document.read_text()))
    assert [link for link in links if not (document.parent / link).exists()] == []


def faults_of_tables(text: str) -> list[str]:
    """Rows with more cells or fewer than the head of their table, and names that begin two of its rows."""
    faults = []
    for table in TABLE.findall(re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)):
        rows = [re.split(r"(?<!\\)\|", CODE_QUOTED.sub("code", row))[1:-1] for row in table.splitlines()]
        faults += [row for row, cells in zip(table.splitlines(), rows, strict=True) if len(cells) != len(rows[0])]
        named = [name for row in table.splitlines() for name in CODE_QUOTED.findall(row.split(" | ")[0])]
        faults += [name for name, times in Counter(named).items() if times > 1]
    return faults


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_tables_have_whole_rows_and_name_each_thing_once(document):
    assert faults_of_tables(document.read_text()) == []


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        ("| a | b |\n|---|---|\n| `/x/` | `y | z` |\n| new | base |\n| new | other |\n", []),
        ("| a | b |\n|---|---|\n| c | d | e |\n", ["| c | d | e |"]),
        ("| a | b |\n|---|---|\n| `/x/` | b |\n| `/y/` `/x/` | c |\n", ["/x/"]),
    ],
)
def test_a_row_with_a_cell_too_many_or_given_twice_is_seen(rows, faults):
    assert faults_of_tables(rows) == faults


def decisions_of_the_index() -> dict[str, tuple[str, list[str]]]:
    """{number: title, later decisions that correct it}, as the index of decisions gives them."""
    rows = re.findall(r"^\| \[(\d{4})\]\S+ \| (.+) \| (.*)\|$", (DECISIONS / "README.md").read_text(), re.M)
    return {number: (title, DECISION.findall(later)) for number, title, later in rows}


def heads_of_decisions() -> dict[str, tuple[str, list[str]]]:
    """{number: title, decisions named under it}, as each decision gives them."""
    heads = [file.read_text().partition("\n## ")[0] for file in DECISIONS.glob("[0-9]*.md")]
    titles = [re.match(r"# (\d{4})\. (.+)\n", head).groups() for head in heads]
    return {number: (title, DECISION.findall(head)) for (number, title), head in zip(titles, heads, strict=True)}


def test_index_of_decisions_has_each_with_those_that_correct_it():
    heads = heads_of_decisions().items()
    later = {number: (title, [other for other in named if other > number]) for number, (title, named) in heads}
    assert decisions_of_the_index() == later
    assert {file.name[:4] for file in DECISIONS.glob("[0-9]*.md")} == set(later)


def test_decision_that_corrects_another_is_named_by_it():
    heads = heads_of_decisions()
    ways = [(number, other) for number, (_, named) in heads.items() for other in named if other < number]
    assert ways
    assert [way for way in ways if way[0] not in heads[way[1]][1]] == []


def test_map_of_the_tree_has_every_app_and_every_room():
    rows = (ROOT / "README.md").read_text().partition("## Map of the tree")[2].partition("\n## ")[0]
    named = {Path(name).name for name in re.findall(r"`([a-z_/]+/)`", rows)}
    assert {room.removeprefix("dts_platform.") for room in rooms()} - named == set()


def test_architecture_says_what_each_script_of_visitors_does():
    text = (ROOT / "docs" / "architecture.md").read_text()
    told = text.partition("No page needs JavaScript (")[2].partition(")")[0]
    assert {Path(name).name for name in re.findall(r"`([a-z/]+\.js)`", told)} == {
        Path(name).name for name in BUNDLES["js/site.js"]
    }


def test_targets_of_make_exist():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    named = {name for document in DOCUMENTS for name in re.findall(r"(?:`|^)make ([a-z]+)", document.read_text(), re.M)}
    assert named - targets == set()


def test_docstrings_name_only_files_that_exist():
    quoted = re.compile(rf"`((?:{TOPS})/[\w./*-]+)`")
    named = {name for file in python_files() if file != HERE for name in quoted.findall(file.read_text())}
    assert {name for name in named if not exists(name)} == set()


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("see `dts_platform/editorial/states.py` and `states.py`", []),
        ("see `dts_platform/core/states.py`", ["dts_platform/core/states.py"] * 2),
        ("`fixtures/fiches/fiche-NN-slug.yaml`, docs/decisions/", []),
        ("run `python -m tests.contenu.regles`", ["tests.contenu.regles"]),
        ("`dts_platform.wsgi:application`, `fiches.models.Fiche`", []),
    ],
)
def test_a_name_of_nothing_is_seen(text, faults):
    assert missing_names(text) == faults


@pytest.mark.parametrize("package", [*CODE, "tests"])
def test_a_name_of_nothing_is_seen_in_every_package(package):
    assert missing_names(f"{package}/nothing.py, {package}.nothing.more") == [
        f"{package}/nothing.py",
        f"{package}.nothing.more",
    ]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("`manage.py bench --fast`, `load_content --overwrite`", []),
        ("manage.py bench --vite", ["bench --vite"]),
        ("manage.py nothing", ["nothing"]),
    ],
)
def test_an_unknown_command_is_seen(text, faults):
    assert unknown_commands(text) == faults
