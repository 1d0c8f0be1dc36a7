"""The recipes of CONTRIBUTING.md, followed to the letter on a copy of the project."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.deadlines import run

ROOT = Path(settings.BASE_DIR)
LONGEST = 120.0  # seconds for one command in the copy
# How many files each recipe touches, migrations left out. To be lowered, never raised.
FILES_TOUCHED = {
    "facet": 1,
    "field": 4,
    "format": 2,
    "page": 2,
}
TITLES = {"facet": "A facet", "field": "A field", "format": "A document format", "page": "A page"}


def patch_of(recipe: str) -> str:
    """The diff blocks of a recipe, one after another."""
    recipes = (ROOT / "CONTRIBUTING.md").read_text().split("\n## Recipes\n")[1].split("\n## ")[0]
    (body,) = (part for part in recipes.split("\n### ") if part.startswith(TITLES[recipe]))
    return "".join(re.findall(r"^```diff\n(.*?)^```$", body, re.M | re.S))


def copy_project(folder: Path) -> Path:
    """Every file that git knows, as it is now."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, timeout=60).stdout
    for name in filter(None, listed.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    return folder


class Copy:
    """A copy of the project where a recipe is followed, with the loaded content in a database of its own."""

    def __init__(self, folder: Path, content: Path):
        self.folder = copy_project(folder / "project")
        var = folder / "var"
        var.mkdir()
        shutil.copyfile(content, var / "db.sqlite3")
        self.env = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DATABASE_URL", "MEDIA_ROOT", "PYTHONPATH")
        } | {"VAR_DIR": str(var), "DJANGO_SETTINGS_MODULE": "dts_platform.settings", "PYTHONDONTWRITEBYTECODE": "1"}

    def apply(self, patch: str) -> None:
        run(["patch", "-p1", "--no-backup-if-mismatch"], LONGEST, cwd=self.folder, input=patch.encode())

    def manage(self, *arguments: str) -> None:
        run([sys.executable, "manage.py", *arguments], LONGEST, cwd=self.folder, env=self.env, text=True)

    def prove(self, recipe: str) -> dict:
        """The facts that `recipe_proofs` finds in the copy."""
        command = [sys.executable, "-m", "tests.house.recipe_proofs", recipe]
        return json.loads(run(command, LONGEST, cwd=self.folder, env=self.env, text=True).stdout.splitlines()[-1])


@pytest.fixture
def follow(tmp_path, kept_content):
    """Follow a recipe on a copy; what can then be run there."""
    if kept_content is None:
        pytest.skip("the copy has a copied SQLite database: once is enough")

    def followed(recipe: str) -> Copy:
        copy = Copy(tmp_path, kept_content)
        copy.apply(patch_of(recipe))
        return copy

    return followed


@pytest.mark.parametrize("recipe", FILES_TOUCHED)
def test_recipe_touches_as_few_files_as_known(recipe):
    touched = re.findall(r"^\+\+\+ b/(\S+)", patch_of(recipe), re.M)
    assert len(set(touched)) == len(touched) == FILES_TOUCHED[recipe]


def test_facet_of_the_recipe_counts_and_selects_exactly(follow):
    facts = follow("facet").prove("facet")
    before, after = facts["shapes"]
    assert after != before
    assert [case for case in facts["cases"] if case[0] != case[1]] == []
    assert facts["index"] == []


@pytest.mark.slow
def test_field_of_the_recipe_is_read_wherever_a_fiche_is(follow):
    copy = follow("field")
    copy.manage("makemigrations", "fiches", "--name", "fiche_materiel")
    copy.manage("migrate", "--verbosity", "0")
    facts = copy.prove("field")
    assert facts == dict.fromkeys(facts, True)


def test_document_format_of_the_recipe_is_served_and_offered(follow):
    facts = follow("format").prove("format")
    assert facts.pop("offered") == facts.pop("public")
    assert facts == {
        "status": 200,
        "type": "text/plain; charset=utf-8",
        "name": 'inline; filename="fiche-13-creer-une-ressourcerie.txt"',
        "words": [True, True],
        "tags": False,
        "on the page": True,
        "draft": 404,
    }


def test_page_of_the_recipe_is_in_every_list_of_pages(follow):
    assert follow("page").prove("page") == dict.fromkeys(("heading", "title", "site map", "footer", "tested"), True)
