"""What a reader types finds what a reader wants: a held-out set, and every title of the site said otherwise."""

import json
import os
import random
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.http import QueryDict

from dts_platform.measures.recall import evaluate
from dts_platform.search import mirror
from dts_platform.search.french import STOP_WORDS, fold
from experiences.filters import find as find_experiences
from experiences.models import Experience
from fiches.filters import find
from fiches.models import Fiche

pytestmark = pytest.mark.django_db

JEU = json.loads((Path(__file__).parent / "contenu" / "requetes.json").read_text(encoding="utf-8"))
ABSENTS = {
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


def test_the_held_out_questions_find_their_texts():
    resultat = evaluate(JEU["documents"], JEU["queries"])
    assert resultat["recall_at_5"] >= 0.98, resultat["missed"]
    assert min(resultat["by_kind"].values()) >= 0.9, resultat["missed"]


def test_exclusions_and_phrases_leave_out_what_they_should():
    resultats = evaluate(
        JEU["documents"], [{"kind": "absent", "q": q, "expected": ids.split()} for q, ids in ABSENTS.items()]
    )
    fautes = [(m["q"], m["found"]) for m in resultats["missed"] if set(m["expected"]) & set(m["found"])]
    assert fautes == []
    assert len(resultats["missed"]) == len(ABSENTS)


def sans_accents(texte: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", texte) if not unicodedata.combining(c))


def une_faute(mot: str, hasard: random.Random) -> str:
    rang = hasard.randrange(1, len(mot) - 1)
    lettre = hasard.choice("abcdefghijklmnopqrstuvwxyz")
    return hasard.choice(
        [
            mot[:rang] + mot[rang + 1 :],
            mot[:rang] + lettre + mot[rang:],
            mot[:rang] + lettre + mot[rang + 1 :],
            mot[: rang - 1] + mot[rang] + mot[rang - 1] + mot[rang + 1 :],
        ]
    )


def sur_le_plus_long(mots: list[str], change) -> str:
    long = max(mots, key=len)
    return " ".join(change(mot) if mot == long else mot for mot in mots)


DIRE_AUTREMENT = {
    "tel quel": lambda mots, h: " ".join(mots),
    "sans accents": lambda mots, h: sans_accents(" ".join(mots)),
    "capitales": lambda mots, h: " ".join(mots).upper(),
    "pluriel": lambda mots, h: " ".join(m if m.endswith(("s", "x", "z")) else f"{m}s" for m in mots),
    "élision": lambda mots, h: " ".join(f"l’{m}" if fold(m)[0] in "aeiouh" else m for m in mots),
    "une faute": lambda mots, h: sur_le_plus_long(mots, lambda m: une_faute(m, h)),
    "deux fautes": lambda mots, h: sur_le_plus_long(mots, lambda m: une_faute(une_faute(m, h), h)),
    "dernier mot coupé": lambda mots, h: " ".join([*mots[:-1], mots[-1][: max(5, len(mots[-1]) - 2)]]),
    "autre ordre": lambda mots, h: " ".join(reversed(mots)),
    "un mot inconnu": lambda mots, h: " ".join([*mots, "xylophoniste"]),
}


def titres(modele, champ: str) -> dict[str, list[str]]:
    """Two words of six letters or more of each public title, drawn once for all."""
    hasard, choisis = random.Random(2010), {}
    for slug, titre in modele.objects.published().order_by("slug").values_list("slug", champ):
        mots = [m for m in re.findall(r"[^\W\d_]{6,}", titre) if fold(m) not in STOP_WORDS]
        if len(mots) >= 2:
            choisis[slug] = hasard.sample(mots, 2)
    return choisis


@pytest.mark.parametrize("comment", DIRE_AUTREMENT)
def test_a_title_said_otherwise_finds_its_text(comment):
    hasard, change = random.Random(comment), DIRE_AUTREMENT[comment]
    snapshot, manques, essais = mirror.current(), [], 0
    for chercher, modele, champ in ((find, Fiche, "titre"), (find_experiences, Experience, "nom")):
        for slug, mots in titres(modele, champ).items():
            demande = QueryDict(mutable=True)
            demande["q"] = change(mots, hasard)
            essais += 1
            cinq = [r.record.slug for r in chercher(demande, snapshot).results[:5]]
            if slug not in cinq:
                manques.append((demande["q"], slug, cinq[:2]))
    assert essais > 60
    assert 1 - len(manques) / essais >= 0.95, manques


def test_a_file_of_questions_is_evaluated_in_a_database_of_its_own(tmp_path):
    """In another process: the command makes and destroys a database."""
    fichier = tmp_path / "jeu.json"
    jeu = {
        "documents": [
            {"id": "a", "title": "Garder les enfants la nuit", "summary": "", "body": "Des horaires décalés."},
            {"id": "b", "title": "Prêter un vélo", "summary": None, "body": ""},
        ],
        "queries": [
            {"kind": "pluriel", "q": "vélos", "expected": ["b"]},
            {"kind": "synonyme", "q": "bicyclette", "expected": ["b"]},
            {"kind": "perdu", "q": "xylophone", "expected": ["a"]},
        ],
    }
    fichier.write_text(json.dumps(jeu), encoding="utf-8")
    env = {**os.environ, "VAR_DIR": str(tmp_path)}
    if connection.vendor == "postgresql":
        reglages = settings.DATABASES["default"]
        env["DATABASE_URL"] = (
            f"postgres://{reglages['USER']}:{reglages['PASSWORD']}@{reglages['HOST']}:{reglages['PORT']}/postgres"
        )
    commande = [sys.executable, "manage.py", "evaluate_search"]
    sortie = subprocess.run(
        [*commande, str(fichier)], cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, check=True
    )
    resultat = json.loads(sortie.stdout)
    assert resultat["recall_at_5"] == pytest.approx(2 / 3, abs=1e-3)
    assert resultat["by_kind"] == {"perdu": 0.0, "pluriel": 1.0, "synonyme": 1.0}
    assert resultat["missed"] == [{"kind": "perdu", "q": "xylophone", "expected": ["a"], "found": []}]
    fichier.write_text('{"documents": [{}]}', encoding="utf-8")
    refus = subprocess.run(
        [*commande, str(fichier)], cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, check=False
    )
    assert refus.returncode == 1
    assert "ne se lit pas comme un jeu de questions" in refus.stderr


INVARIANTS = [
    "l’économie sociale et solidaire",
    "garde d'enfants à domicile",
    "coopération",
    "cœur de métier",
    "S.C.I.C.",
]


def test_accents_capitals_and_apostrophes_change_nothing():
    snapshot = mirror.current()
    textes = [*INVARIANTS, *Fiche.objects.published().values_list("titre", flat=True)]

    def liste(q: str) -> list[str]:
        demande = QueryDict(mutable=True)
        demande["q"] = q
        return [r.record.slug for r in find(demande, snapshot).results]

    for texte in textes:
        attendue = liste(texte)
        assert attendue, texte
        for autre in (sans_accents(texte), texte.upper(), texte.replace("’", "'"), texte.replace("'", "’")):
            assert liste(autre) == attendue, autre
