"""How the site starts: what production refuses, what a laptop needs, how each database is opened."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def environment(**variables) -> dict:
    return {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "dts_platform.settings", **variables}


def start(tmp_path, *command, **variables) -> subprocess.CompletedProcess:
    env = environment(VAR_DIR=str(tmp_path), **variables)
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


KEY = "k3-Vq8!zR7#pL2@wX9$mN4%tB6^yH1&uJ5*cF0(dG)sA+eQ=oI_lK~" * 2
PRODUCTION = {"SECRET_KEY": KEY, "ALLOWED_HOSTS": "manuel.exemple.fr"}


@pytest.mark.parametrize(
    ("variables", "word"),
    [
        ({"ALLOWED_HOSTS": "manuel.exemple.fr"}, "SECRET_KEY"),
        ({**PRODUCTION, "SECRET_KEY": "court"}, "SECRET_KEY"),
        ({**PRODUCTION, "SECRET_KEY": "django-insecure-" + KEY}, "SECRET_KEY"),
        ({**PRODUCTION, "ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({**PRODUCTION, "DEBUG": "1"}, "DEBUG"),
        ({**PRODUCTION, "SITE_URL": "http://manuel.exemple.fr"}, "SITE_URL"),
        ({"PRODUCTION": "1"}, "SECRET_KEY"),
    ],
)
def test_production_with_a_bad_setting_refuses_to_start(tmp_path, variables, word):
    result = start(tmp_path, "check", **variables)
    assert result.returncode != 0
    assert word in result.stderr


def test_deployment_check_asks_of_production_settings_who_publishes_and_nothing_else(tmp_path):
    result = start(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    said = result.stdout + result.stderr
    assert result.returncode == 1
    assert "site.E001" in said
    assert "identified 1 issue (0 silenced)" in said


def test_laptop_starts_without_any_variable(tmp_path):
    assert start(tmp_path, "check").returncode == 0


def test_sqlite_transactions_wait_for_their_turn(tmp_path):
    code = "from django.conf import settings as s; o=s.DATABASES['default']['OPTIONS']; print(o['transaction_mode'], o['init_command'])"
    output = start(tmp_path, "shell", "--no-imports", "-c", code).stdout
    assert "IMMEDIATE" in output
    assert "journal_mode=WAL" in output


def test_postgresql_connections_are_kept_and_checked(tmp_path):
    code = "from django.conf import settings as s; d=s.DATABASES['default']; print(d['CONN_MAX_AGE'] > 0, d['CONN_HEALTH_CHECKS'], d.get('ATOMIC_REQUESTS'))"
    output = start(tmp_path, "shell", "--no-imports", "-c", code, DATABASE_URL="postgres://a:b@127.0.0.1:1/c").stdout
    assert output.split()[-3:] == ["True", "True", "None"] or "True True False" in output
