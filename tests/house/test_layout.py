"""The house itself: rooms, sizes, names, templates, what the repository holds."""

import gzip
import re
import subprocess
import sys

import pytest
from django.core.management import call_command, load_command_class

from dts_platform.editorial.states import diagram
from dts_platform.web.templates import _remembered
from tests.house.project import ROOT, code_files, versioned

TEMPLATES = [
    file for file in versioned() if "templates" in file.parts and file.suffix in (".html", ".xml", ".svg", ".txt")
]


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_published_state_is_named_in_one_module_only():
    names_a_state = re.compile(r"statut(__\w+)?=|Statut\.PUBLIE\b")
    found = {
        str(f.relative_to(ROOT)).removeprefix("dts_platform/")
        for f in code_files()
        if names_a_state.search(f.read_text())
    }
    # Rights deal with every state; a measure makes texts of each.
    allowed = {"editorial/permissions.py", "management/commands/bench_finder.py"}
    assert found - allowed == {"editorial/states.py"}


def test_no_template_is_too_long_or_too_wide():
    templates = {file: file.read_text().splitlines() for file in TEMPLATES}
    assert [file for file, lines in templates.items() if len(lines) > 120] == []
    assert [file for file, lines in templates.items() if any(len(line) > 120 for line in lines)] == []


def test_templates_pass_djlint():
    command = [sys.executable, "-m", "djlint", "templates", "dts_platform/templates", "--lint", "--quiet"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert result.returncode == 0, result.stdout


def test_templates_hold_french_typography():
    """No ordinary space where a no-break one is due, outside tags and expressions."""
    code = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|<[^>]*>)", re.S)
    faults = {}
    for template in TEMPLATES:
        texts = code.split(template.read_text())[::2]
        if found := [t.strip()[:40] for t in texts if re.search(r"« | »| [:;?!](\s|$)", t)]:
            faults[template.name] = found
    assert faults == {}


def test_typed_text_leaves_the_memory_of_templates_bounded(client, db):
    before = 0
    for number in range(31):
        if number == 1:  # the boxes of the list, each printed once
            before = _remembered.cache_info().currsize
        client.get(f"/{'x' * 500}{number}/")
        client.get("/fiches/", {"q": f"{'mobilite ' * 50}{number}"})
    assert _remembered.cache_info().currsize - before < 400


def test_buttons_and_fields_of_visitors_are_all_drawn_by_a_style_sheet():
    """A new kind of field, or a button without class, shows as the browser has it: small, grey, of another house."""
    pages = [file.read_text() for file in TEMPLATES if file.is_relative_to(ROOT / "templates")]
    sheet = (ROOT / "static" / "css" / "foundations.css").read_text()
    typed = {kind for page in pages for kind in re.findall(r'<input[^>]* type="(\w+)"', page)}
    assert {k for k in typed - {"hidden", "checkbox", "password"} if f'[type="{k}"]' not in sheet} == set()
    assert [b for page in pages for b in re.findall(r"<button(?:(?! class=)[^>])*>", page)] == []


def test_every_template_is_used():
    templates = {str(f.relative_to(ROOT / "templates")) for f in (ROOT / "templates").rglob("*.*")}
    texts = "\n".join(f.read_text() for f in [*code_files(), *(ROOT / "templates").rglob("*.*")])
    orphans = {g for g in templates if f'"{g}"' not in texts} - {
        "400.html",
        "403.html",
        "404.html",
        "500.html",
        "403_csrf.html",
    }
    assert orphans == set()


def test_every_command_loads_and_has_a_help():
    for file in (ROOT / "dts_platform" / "management" / "commands").glob("[a-z]*.py"):
        assert load_command_class("dts_platform", file.stem).help, file.stem


@pytest.mark.parametrize(
    ("scripts", "most"),
    [
        ({"theme.js", "folds.js", "search.js", "selection.js", "region.js", "steps.js", "aloud.js"}, 10_000),
        ({"kept.js"}, 6_000),
    ],
)
def test_scripts_of_visitors_and_editors_stay_light(scripts, most):
    found = {script.name: len(gzip.compress(script.read_bytes(), 9)) for script in (ROOT / "static").rglob("*.js")}
    assert set(found) == {
        "theme.js",
        "folds.js",
        "search.js",
        "selection.js",
        "region.js",
        "steps.js",
        "aloud.js",
        "kept.js",
    }
    assert 0 < sum(found[name] for name in scripts) < most


def test_state_diagram_of_the_docs_equals_the_transition_table():
    assert diagram() in (ROOT / "docs" / "architecture.md").read_text()


def test_repository_names_no_machine_and_no_registry():
    pattern = re.compile(
        rb"(?<![\w.])/(?:work|root|farm)/[a-z]|https?://(?:pypi|files\.pythonhosted|registry\.npmjs|deb\.debian|security\.debian)"
    )
    at_fault = [
        f
        for f in versioned()
        if f.suffix not in {".woff2", ".png"} and f.name != "test_layout.py" and pattern.search(f.read_bytes())
    ]
    assert at_fault == []
