"""Questions written apart from the engine find their texts, in a database that holds nothing else."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from dts_platform.measures.recall import evaluate

pytestmark = pytest.mark.django_db
QUESTIONS = json.loads((Path(__file__).parent / "questions.json").read_text(encoding="utf-8"))
EXCLUSIONS = {
    "mobilité -vélo": "d03",
    "épicerie -camion": "d12 d52",
    "crèche -nuit": "d05",
    "illettrisme -chanson": "d18",
    "ressourcerie -trésorerie": "d02",
    "légumes -panier": "d15 d52",
    "couture -vêtements": "d38",
    "concert -gare": "d25",
    "groupement -GEIQ": "d10",
    "« garde d’enfants »": "d06",
    "« temps partagé »": "d26 d27",
    "« vente directe »": "d47",
    "« conseil d'administration »": "d46",
    "« prix libre »": "d16",
    "« lieu de vie »": "d25",
    "« bois de chauffage »": "d48",
    "« reste à charge »": "d06 d14 d25",
    "« premier jour »": "d28 d33 d34 d57 d60",
}


def test_held_out_questions_find_their_texts_in_the_first_five():
    result = evaluate(QUESTIONS["documents"], QUESTIONS["queries"])
    assert result["recall_at_5"] >= 0.98, result["missed"]
    assert min(result["by_kind"].values()) >= 0.9, result["missed"]


def test_excluded_words_and_phrases_leave_other_texts_out():
    results = evaluate(
        QUESTIONS["documents"], [{"kind": "absent", "q": q, "expected": ids.split()} for q, ids in EXCLUSIONS.items()]
    )
    faults = [(m["q"], m["found"]) for m in results["missed"] if set(m["expected"]) & set(m["found"])]
    assert faults == []
    assert len(results["missed"]) == len(EXCLUSIONS)


@pytest.mark.slow
def test_command_prints_the_recall_of_a_file_of_questions(tmp_path):
    """In another process: the command makes and destroys a database."""
    file = tmp_path / "jeu.json"
    questions = {
        "documents": [
            {"id": "a", "title": "Garder les enfants la nuit", "summary": "", "body": "Des horaires décalés."},
            {"id": "b", "title": "Prêter un vélo", "summary": None, "body": ""},
        ],
        "queries": [
            {"kind": "pluriel", "q": "vélos", "expected": ["b"]},
            {"kind": "synonyme", "q": "bicyclette", "expected": ["b"]},
            {"kind": "perdu", "q": "glockenspiel", "expected": ["a"]},
        ],
    }
    file.write_text(json.dumps(questions), encoding="utf-8")
    env = {**os.environ, "VAR_DIR": str(tmp_path)}
    if connection.vendor == "postgresql":
        database = settings.DATABASES["default"]
        env["DATABASE_URL"] = (
            f"postgres://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/postgres"
        )
    command = [sys.executable, "manage.py", "evaluate_search"]
    run = subprocess.run(
        [*command, str(file)], cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, check=True, timeout=300
    )
    result = json.loads(run.stdout)
    assert result["recall_at_5"] == pytest.approx(2 / 3, abs=1e-3)
    assert result["by_kind"] == {"perdu": 0.0, "pluriel": 1.0, "synonyme": 1.0}
    assert result["missed"] == [{"kind": "perdu", "q": "glockenspiel", "expected": ["a"], "found": []}]
    file.write_text('{"documents": [{}]}', encoding="utf-8")
    refusal = subprocess.run(
        [*command, str(file)], cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, check=False, timeout=300
    )
    assert refusal.returncode == 1
    assert "ne se lit pas comme un jeu de questions" in refusal.stderr
