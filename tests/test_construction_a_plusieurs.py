"""Several builders at once: one makes, the others wait, and whoever is killed leaves nothing by halves."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from dts_platform.pdf.parts import LayoutFailed
from fiches.documents import build, catalogue, leases
from fiches.documents.build import build
from fiches.models import BuiltDocument, Lease
from tests.construction import atelier, fiche, fichiers, plan_de

__all__ = ["atelier", "fiche"]  # fixtures

pytestmark = pytest.mark.django_db

BAUX = [  # what is done in turn by whom, and what each answers; time passes with "attend"
    ([("prend", "a"), ("prend", "b")], [True, False]),
    ([("prend", "a"), ("prend", "a")], [True, True]),
    ([("prend", "a"), ("rend", "a"), ("prend", "b")], [True, None, True]),
    ([("prend", "a"), ("rend", "b"), ("prend", "b")], [True, None, False]),
    ([("prend", "a"), ("attend", 31), ("prend", "b"), ("prend", "a")], [True, None, True, False]),
    ([("prend", "a"), ("attend", 20), ("prend", "a"), ("attend", 20), ("prend", "b")], [True, None, True, None, False]),
    ([("prend", "a"), ("tenu", ""), ("attend", 31), ("tenu", "")], [True, True, None, False]),
    ([("tenu", ""), ("prend", "a"), ("rend", "a"), ("tenu", "")], [False, True, None, False]),
]


@pytest.mark.parametrize(("gestes", "reponses"), BAUX)
def test_a_lease_belongs_to_one_until_given_back_or_ended(gestes, reponses):
    def attend(secondes):
        for bail in Lease.objects.all():
            Lease.objects.filter(pk=bail.pk).update(jusqu_a=bail.jusqu_a - timedelta(seconds=secondes))

    faire = {
        "prend": lambda par: Lease.objects.take("x", par, 30),
        "rend": lambda par: Lease.objects.release("x", par),
        "tenu": lambda _: Lease.objects.held("x"),
        "attend": attend,
    }
    assert [faire[geste](argument) for geste, argument in gestes] == reponses
    assert Lease.objects.count() <= 1


def test_a_lease_is_prolonged_while_work_lasts(monkeypatch):
    """A maker that is slow and alive keeps its lease; the beat stops with the work."""
    battements = []

    class Fini:
        def wait(self, secondes):
            battements.append(secondes)
            return len(battements) > 2

    Lease.objects.create(cle="x", par="moi", jusqu_a=timezone.now() - timedelta(seconds=5))
    monkeypatch.setattr(build, "connection", type("Aucune", (), {"close": staticmethod(lambda: None)}))
    leases._stay_alive("x", "un autre", Fini())
    assert not Lease.objects.held("x")
    battements.clear()
    leases._stay_alive("x", "moi", Fini())
    assert Lease.objects.held("x")
    assert battements == [leases.LEASE / 3] * 3


def test_waiting_too_long_for_another_maker_blames_no_text(fiche, atelier, monkeypatch):
    """Neither a stand-in, nor a failure remembered: the text is fine."""
    monkeypatch.setattr(leases, "WAIT_FOR_OTHER", 0)
    plan = plan_de(fiche)
    Lease.objects.take(f"part-{plan.keys[0]}", "un autre", 30)
    with pytest.raises(LayoutFailed, match="Un autre serveur"):
        build(catalogue.fiche_pdf(fiche).read)
    assert fichiers(".echec") == []
    assert not BuiltDocument.objects.exclude(erreur="").exists()
    Lease.objects.all().delete()
    build(catalogue.fiche_pdf(fiche).read)
    assert atelier.travaux == 1
    assert not Lease.objects.exists()


def _epreuves(nom: str, tmp_path: Path) -> dict:
    """What happened in a database and a media folder of their own, with real commits: see `tests.contenu.constructeurs`."""
    env = {**os.environ, "VAR_DIR": str(tmp_path), "MEDIA_ROOT": str(tmp_path / "media")}
    if connection.vendor == "sqlite":
        env["DATABASE_URL"] = f"sqlite:///{tmp_path / 'constructeurs.sqlite3'}"
    else:
        base = settings.DATABASES["default"]
        env["DATABASE_URL"] = f"postgres://{base['USER']}:{base['PASSWORD']}@{base['HOST']}:{base['PORT']}/postgres"
    commande = [sys.executable, "-m", "tests.contenu.constructeurs", nom]
    resultat = subprocess.run(commande, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, check=False)
    assert resultat.returncode == 0, resultat.stderr[-3000:]
    return json.loads(resultat.stdout.splitlines()[-1])


class TestSeveralProcesses:
    FAITS: ClassVar[dict] = {}

    @pytest.fixture
    def faits(self, tmp_path_factory) -> dict:
        """Played once, in one database: making it is what takes time."""
        if not self.FAITS:
            self.FAITS |= _epreuves("tout", tmp_path_factory.mktemp("constructeurs"))
        return self.FAITS

    def test_a_crowd_has_a_document_laid_out_once(self, faits):
        foule = faits["foule"]
        assert foule["travaux"] == 1
        assert foule["demandes"] == 24
        assert set(foule["statuts"]) == {"200", "503"}
        assert foule["corps"] == 1
        assert foule["refus"] == [["5", True]]
        assert foule["apres"] == 200

    def test_pages_are_answered_while_a_document_is_made(self, faits):
        assert faits["foule"]["pages_pendant"] == [200, 200, 200]

    def test_two_processes_lay_a_part_out_once(self, faits):
        assert faits["course"]["poses"] == 1
        assert faits["course"]["differents"] == 1
        assert faits["course"]["baux"] == 0

    @pytest.mark.parametrize("moment", ["mise en page", "rangement de la part", "rangement du document"])
    def test_a_builder_killed_leaves_no_half_file_served(self, faits, moment):
        fait = faits["tue"][moment]
        assert fait["mort"] == -9
        assert fait["bail_laisse"]
        assert fait["demi_servi"] is False
        assert fait["statut"] == 200
        assert fait["entier"]

    def test_a_killed_builder_did_leave_half_files(self, faits):
        """Else the test above proves nothing."""
        assert faits["tue"]["rangement de la part"]["demi_fichiers"] == 1
        assert faits["tue"]["rangement du document"]["demi_fichiers"] == 1


@pytest.mark.slow
def test_the_watcher_builds_after_an_edit_survives_a_kill_and_ends_when_told(tmp_path):
    """Starts the real command three times and lays the brochure out for real: some twenty seconds."""
    fait = _epreuves("veille", tmp_path)
    assert fait["construit"]
    assert fait["apres_edition"]
    assert fait["apres_mort"]
    assert fait["fin"] in (0, -15)
    assert fait["baux"] == 0
    assert fait["orphelins"] == 0
