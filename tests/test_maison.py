"""The house itself: rooms, settings, names, documents of the project."""

import gzip
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command, load_command_class
from importlinter.cli import lint_imports

from dts_platform.editorial.states import diagram
from dts_platform.web.templates import _remembered

RACINE = Path(settings.BASE_DIR)
CODE = [f for d in ("dts_platform", "missions", "experiences", "fiches") for f in (RACINE / d).rglob("*.py")]


def versionnes() -> list[Path]:
    sortie = subprocess.run(["git", "ls-files", "-z"], cwd=RACINE, capture_output=True, check=True).stdout.decode()
    return [RACINE / nom for nom in sortie.split("\0") if nom and (RACINE / nom).is_file()]


def test_imports_go_down_only():
    assert lint_imports(config_filename=str(RACINE / "pyproject.toml")) == 0


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_published_is_said_once():
    ailleurs = [
        f for f in CODE if f.name != "editorial.py" and re.search(r"statut(__\w+)?=|Statut\.PUBLIE\b", f.read_text())
    ]
    autorises = {"permissions.py", "administration.py", "bench_finder.py"}  # the last one makes texts of each state
    assert [f for f in ailleurs if f.name not in autorises and "migrations" not in f.parts] == []


def test_no_room_has_a_vague_name():
    vagues = {"services.py", "selectors.py", "utils.py", "helpers.py", "signals.py", "constants.py"}
    assert [f for f in CODE if f.name in vagues] == []


def test_files_can_be_held_in_mind():
    gabarits = list((RACINE / "templates").rglob("*.html"))
    assert [f for f in CODE if "migrations" not in f.parts and len(f.read_text().splitlines()) > 400] == []
    assert [f for f in gabarits if len(f.read_text().splitlines()) > 120] == []


def test_templates_hold_french_typography():
    """No ordinary space where a no-break one is due, outside tags and expressions."""
    code = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|<[^>]*>)", re.S)
    fautes = {}
    for gabarit in (RACINE / "templates").rglob("*.html"):
        textes = code.split(gabarit.read_text())[::2]
        if trouvees := [t.strip()[:40] for t in textes if re.search(r"« | »| [:;?!](\s|$)", t)]:
            fautes[gabarit.name] = trouvees
    assert fautes == {}


def test_what_a_visitor_types_is_not_kept_for_ever(client, db):
    avant = _remembered.cache_info().currsize
    for numero in range(30):
        client.get(f"/{'x' * 500}{numero}/")
        client.get("/fiches/", {"q": f"{'mobilite ' * 50}{numero}"})
    assert _remembered.cache_info().currsize - avant < 150


def test_every_template_is_used():
    gabarits = {str(f.relative_to(RACINE / "templates")) for f in (RACINE / "templates").rglob("*.*")}
    textes = "\n".join(f.read_text() for f in [*CODE, *(RACINE / "templates").rglob("*.*")])
    orphelins = {g for g in gabarits if f'"{g}"' not in textes} - {
        "400.html",
        "403.html",
        "404.html",
        "500.html",
        "403_csrf.html",
    }
    assert orphelins == set()


def test_every_command_can_be_called(capsys):
    for fichier in (RACINE / "dts_platform" / "management" / "commands").glob("[a-z]*.py"):
        assert load_command_class("dts_platform", fichier.stem).help, fichier.stem


def test_scripts_for_visitors_stay_light():
    poids = sum(len(gzip.compress(script.read_bytes(), 9)) for script in (RACINE / "static").rglob("*.js"))
    assert 0 < poids < 10_000


def test_the_state_diagram_of_the_docs_is_the_table():
    assert diagram() in (RACINE / "docs" / "architecture.md").read_text()


def test_the_repository_names_no_machine_and_no_registry():
    motif = re.compile(
        rb"(?<![\w.])/(?:work|root|farm)/[a-z]|https?://(?:pypi|files\.pythonhosted|registry\.npmjs|deb\.debian|security\.debian)"
    )
    fautifs = [
        f
        for f in versionnes()
        if f.suffix not in {".woff2", ".png"} and f.name != "test_maison.py" and motif.search(f.read_bytes())
    ]
    assert fautifs == []


def environnement(**variables) -> dict:
    return {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "dts_platform.settings", **variables}


def demarrer(tmp_path, *commande, **variables) -> subprocess.CompletedProcess:
    env = environnement(VAR_DIR=str(tmp_path), **variables)
    return subprocess.run(
        [sys.executable, "manage.py", *commande], cwd=RACINE, env=env, capture_output=True, text=True, check=False
    )


CLE = "k3-Vq8!zR7#pL2@wX9$mN4%tB6^yH1&uJ5*cF0(dG)sA+eQ=oI_lK~" * 2
PRODUCTION = {"SECRET_KEY": CLE, "ALLOWED_HOSTS": "manuel.exemple.fr"}


@pytest.mark.parametrize(
    ("variables", "mot"),
    [
        ({"ALLOWED_HOSTS": "manuel.exemple.fr"}, "SECRET_KEY"),
        ({**PRODUCTION, "SECRET_KEY": "court"}, "SECRET_KEY"),
        ({**PRODUCTION, "SECRET_KEY": "django-insecure-" + CLE}, "SECRET_KEY"),
        ({**PRODUCTION, "ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({**PRODUCTION, "DEBUG": "1"}, "DEBUG"),
        ({**PRODUCTION, "SITE_URL": "http://manuel.exemple.fr"}, "SITE_URL"),
        ({"PRODUCTION": "1"}, "SECRET_KEY"),
    ],
)
def test_production_refuses_to_start(tmp_path, variables, mot):
    resultat = demarrer(tmp_path, "check", **variables)
    assert resultat.returncode != 0
    assert mot in resultat.stderr


def test_production_settings_pass_the_deployment_check(tmp_path):
    resultat = demarrer(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert resultat.returncode == 0, resultat.stderr
    assert "0 silenced" in resultat.stdout + resultat.stderr


def test_a_laptop_needs_no_variable(tmp_path):
    assert demarrer(tmp_path, "check").returncode == 0


def test_sqlite_waits_its_turn(tmp_path):
    code = "from django.conf import settings as s; o=s.DATABASES['default']['OPTIONS']; print(o['transaction_mode'], o['init_command'])"
    sortie = demarrer(tmp_path, "shell", "--no-imports", "-c", code).stdout
    assert "IMMEDIATE" in sortie
    assert "journal_mode=WAL" in sortie


def test_postgresql_keeps_checked_connections(tmp_path):
    code = "from django.conf import settings as s; d=s.DATABASES['default']; print(d['CONN_MAX_AGE'] > 0, d['CONN_HEALTH_CHECKS'], d.get('ATOMIC_REQUESTS'))"
    sortie = demarrer(tmp_path, "shell", "--no-imports", "-c", code, DATABASE_URL="postgres://a:b@127.0.0.1:1/c").stdout
    assert sortie.split()[-3:] == ["True", "True", "None"] or "True True False" in sortie
