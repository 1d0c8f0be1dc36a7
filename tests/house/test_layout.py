"""The house itself: rooms, sizes, names, templates, what the repository holds."""

import gzip
import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command, load_command_class
from importlinter.cli import lint_imports

from dts_platform.editorial.states import diagram
from dts_platform.web.templates import _remembered

ROOT = Path(settings.BASE_DIR)
CODE = [f for d in ("dts_platform", "missions", "experiences", "fiches") for f in (ROOT / d).rglob("*.py")]


def committed_files() -> list[Path]:
    output = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, timeout=30
    ).stdout.decode()
    return [ROOT / name for name in output.split("\0") if name and (ROOT / name).is_file()]


def test_imports_go_down_only():
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml")) == 0


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_published_state_is_named_in_one_module_only():
    elsewhere = [
        f for f in CODE if f.name != "editorial.py" and re.search(r"statut(__\w+)?=|Statut\.PUBLIE\b", f.read_text())
    ]
    allowed = {"permissions.py", "administration.py", "bench_finder.py"}  # the last one makes texts of each state
    assert [f for f in elsewhere if f.name not in allowed and "migrations" not in f.parts] == []


def test_modules_have_no_vague_name():
    vague = {"services.py", "selectors.py", "utils.py", "helpers.py", "signals.py", "constants.py"}
    assert [f for f in CODE if f.name in vague] == []


def test_modules_and_templates_stay_below_their_size():
    templates = list((ROOT / "templates").rglob("*.html"))
    assert [f for f in CODE if "migrations" not in f.parts and len(f.read_text().splitlines()) > 400] == []
    assert [f for f in templates if len(f.read_text().splitlines()) > 120] == []


def test_templates_hold_french_typography():
    """No ordinary space where a no-break one is due, outside tags and expressions."""
    code = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|<[^>]*>)", re.S)
    faults = {}
    for template in (ROOT / "templates").rglob("*.html"):
        texts = code.split(template.read_text())[::2]
        if found := [t.strip()[:40] for t in texts if re.search(r"« | »| [:;?!](\s|$)", t)]:
            faults[template.name] = found
    assert faults == {}


def test_typed_text_leaves_the_memory_of_templates_bounded(client, db):
    before = _remembered.cache_info().currsize
    for number in range(30):
        client.get(f"/{'x' * 500}{number}/")
        client.get("/fiches/", {"q": f"{'mobilite ' * 50}{number}"})
    assert _remembered.cache_info().currsize - before < 150


def test_every_template_is_used():
    templates = {str(f.relative_to(ROOT / "templates")) for f in (ROOT / "templates").rglob("*.*")}
    texts = "\n".join(f.read_text() for f in [*CODE, *(ROOT / "templates").rglob("*.*")])
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


def test_visitor_scripts_weigh_less_than_ten_kilobytes():
    weight = sum(len(gzip.compress(script.read_bytes(), 9)) for script in (ROOT / "static").rglob("*.js"))
    assert 0 < weight < 10_000


def test_state_diagram_of_the_docs_equals_the_transition_table():
    assert diagram() in (ROOT / "docs" / "architecture.md").read_text()


def test_repository_names_no_machine_and_no_registry():
    pattern = re.compile(
        rb"(?<![\w.])/(?:work|root|farm)/[a-z]|https?://(?:pypi|files\.pythonhosted|registry\.npmjs|deb\.debian|security\.debian)"
    )
    at_fault = [
        f
        for f in committed_files()
        if f.suffix not in {".woff2", ".png"} and f.name != "test_layout.py" and pattern.search(f.read_bytes())
    ]
    assert at_fault == []
