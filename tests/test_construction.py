"""Documents are built once per state, kept whole, whoever builds them and whatever breaks meanwhile."""

import errno
import hashlib
import json
import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as reglages
from hypothesis import strategies as st

from dts_platform.core import depot
from dts_platform.core.editorial import Statut
from dts_platform.core.pdf.parts import Part, RenduImpossible
from experiences.models import Experience
from fiches import bibliotheque, publishing
from fiches.documents import Morceau
from fiches.models import Bail, DocumentConstruit, Etape, Fiche
from fiches.publishing import PARTS, Plan, build, content_token, key_of, stored, sweep
from tests.fabrique import EN_TETE, installer

pytestmark = pytest.mark.django_db

SLUG = "creer-une-ressourcerie"


@pytest.fixture
def atelier(monkeypatch):
    return installer(monkeypatch)


@pytest.fixture
def peu(db):
    """Three fiches and the experiences that they prolong: a manual that is quick to read."""
    Fiche.objects.exclude(numero__in=[1, 2, 13]).delete()
    Experience.objects.exclude(prolongements__fiche__in=Fiche.objects.all()).delete()
    assert Experience.objects.published().exists()


@pytest.fixture
def fiche(db) -> Fiche:
    return Fiche.objects.get(slug=SLUG)


def plan_de(fiche: Fiche) -> Plan:
    return bibliotheque.fiche_pdf(fiche).read()


def fichiers(suffixe: str = "") -> list[str]:
    """What is stored, below the media folder."""
    racine = Path(settings.MEDIA_ROOT)
    return sorted(str(f.relative_to(racine)) for f in racine.rglob(f"*{suffixe}") if f.is_file())


def abimer(fiche: Fiche) -> None:
    """Write in a fiche what the workshop refuses."""
    Etape.objects.filter(fiche=fiche).update(texte="zorglub")


class TestDesiredState:
    def test_the_same_content_has_the_same_state_and_keys(self, peu):
        un, deux = (bibliotheque.manuel_pdf().read() for _ in range(2))
        assert (un.etat, un.cles) == (deux.etat, deux.cles)
        assert len(set(un.cles)) == len(un.cles) > 20

    CHANGES = {
        "text": lambda: Fiche.objects.filter(slug=SLUG).update(resume="Un autre résumé."),
        "title": lambda: Fiche.objects.filter(slug=SLUG).update(titre="Un autre titre"),
        "order": lambda: Fiche.objects.filter(slug=SLUG).update(numero=99),
        "date": lambda: Fiche.objects.filter(slug=SLUG).update(modifie_le=timezone.now() + timedelta(days=3)),
        "withdrawal": lambda: Fiche.objects.filter(slug=SLUG).update(statut=Statut.RETIRE),
    }

    @pytest.mark.parametrize("change", CHANGES)
    def test_any_change_of_content_changes_the_state_and_the_token(self, peu, change):
        avant, jeton = bibliotheque.manuel_pdf().read().etat, content_token()
        self.CHANGES[change]()
        assert bibliotheque.manuel_pdf().read().etat != avant
        assert content_token() != jeton

    @pytest.mark.parametrize("digest", ["layout_digest", "engine_digest"])
    def test_another_engine_changes_the_state_and_the_token(self, fiche, monkeypatch, digest):
        avant, jeton = plan_de(fiche).etat, content_token()
        monkeypatch.setattr(publishing, digest, lambda: "0" * 72)
        assert plan_de(fiche).etat != avant
        assert content_token() != jeton

    def test_another_template_or_code_changes_the_token(self, monkeypatch):
        jeton = content_token()
        monkeypatch.setattr("dts_platform.core.fraicheur.build", lambda: "autre")
        assert content_token() != jeton

    def test_a_style_sheet_changes_the_digest_of_layout(self, monkeypatch, tmp_path):
        for dossier in ("fonts", "css", "img"):
            (tmp_path / dossier).mkdir()
        monkeypatch.setattr(publishing, "RACINE", tmp_path)
        digests = set()
        for regle in ("", "p { color: red }"):
            (tmp_path / "css" / "impression.css").write_text(regle)
            digests.add(publishing.layout_digest.__wrapped__())
        assert len(digests) == 2

    def test_editing_a_fiche_lays_out_its_own_parts_only(self, peu, atelier, client):
        assert client.get("/manuel.pdf").status_code == 200
        client.get(f"/fiches/{SLUG}.pdf")
        autre = Fiche.objects.get(numero=2)
        client.get(f"/fiches/{autre.slug}.pdf")
        atelier.posees.clear()
        Fiche.objects.filter(slug=SLUG).update(resume="Un résumé de zorglub.")
        for adresse in ("/manuel.pdf", f"/fiches/{SLUG}.pdf"):
            assert "zorglub" in client.get(adresse).content.decode()
        assert atelier.travaux == 2
        assert all("zorglub" in html for html in atelier.posees)
        client.get(f"/fiches/{autre.slug}.pdf")
        assert atelier.travaux == 2

    def test_texts_written_while_a_document_is_read_are_in_the_next_one(self, fiche, atelier, client):
        """The token is taken before the texts: else a text withdrawn meanwhile would be thought absent for good."""
        offre = bibliotheque.fiche_pdf(fiche)

        def read():
            plan = offre.read()
            Fiche.objects.filter(pk=fiche.pk).update(resume="Écrit pendant la lecture : zorglub.")
            return plan

        build(read)
        assert "zorglub" in client.get(f"/fiches/{SLUG}.pdf").content.decode()

    def test_a_text_written_while_another_worker_builds_is_in_the_document(self, fiche, atelier, monkeypatch):
        ecrire = iter([lambda: Fiche.objects.filter(pk=fiche.pk).update(resume="Écrit pendant l’attente.")])
        take = Bail.objects.take
        monkeypatch.setattr(Bail.objects, "take", lambda *a: (next(ecrire, bool)(), take(*a))[1])
        construit, octets = build(bibliotheque.fiche_pdf(fiche).read)
        assert "Écrit pendant l’attente." in octets.decode()
        assert construit.jeton == content_token()


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
        for bail in Bail.objects.all():
            Bail.objects.filter(pk=bail.pk).update(jusqu_a=bail.jusqu_a - timedelta(seconds=secondes))

    faire = {
        "prend": lambda par: Bail.objects.take("x", par, 30),
        "rend": lambda par: Bail.objects.release("x", par),
        "tenu": lambda _: Bail.objects.held("x"),
        "attend": attend,
    }
    assert [faire[geste](argument) for geste, argument in gestes] == reponses
    assert Bail.objects.count() <= 1


def test_a_lease_is_prolonged_while_work_lasts(monkeypatch):
    """A maker that is slow and alive keeps its lease; the beat stops with the work."""
    battements = []

    class Fini:
        def wait(self, secondes):
            battements.append(secondes)
            return len(battements) > 2

    Bail.objects.create(cle="x", par="moi", jusqu_a=timezone.now() - timedelta(seconds=5))
    monkeypatch.setattr(publishing, "connection", type("Aucune", (), {"close": staticmethod(lambda: None)}))
    publishing._stay_alive("x", "un autre", Fini())
    assert not Bail.objects.held("x")
    battements.clear()
    publishing._stay_alive("x", "moi", Fini())
    assert Bail.objects.held("x")
    assert battements == [publishing.LEASE / 3] * 3


def test_waiting_too_long_for_another_maker_blames_no_text(fiche, atelier, monkeypatch):
    """Neither a stand-in, nor a failure remembered: the text is fine."""
    monkeypatch.setattr(publishing, "PATIENCE", 0)
    plan = plan_de(fiche)
    Bail.objects.take(f"part-{plan.cles[0]}", "un autre", 30)
    with pytest.raises(RenduImpossible, match="Un autre serveur"):
        build(bibliotheque.fiche_pdf(fiche).read)
    assert fichiers(".echec") == []
    assert not DocumentConstruit.objects.exclude(erreur="").exists()
    Bail.objects.all().delete()
    build(bibliotheque.fiche_pdf(fiche).read)
    assert atelier.travaux == 1
    assert not Bail.objects.exists()


BLOB = "documents/parts/ab/abcd.part"
DEGATS = {
    "truncated": lambda f: f.write_bytes(f.read_bytes()[:-1]),
    "cut in its digest": lambda f: f.write_bytes(f.read_bytes()[:20]),
    "emptied": lambda f: f.write_bytes(b""),
    "overwritten": lambda f: f.write_bytes(b"%PDF-1.7 autre chose"),
    "one bit": lambda f: f.write_bytes(f.read_bytes()[:-1] + b"\x00"),
    "longer": lambda f: f.write_bytes(f.read_bytes() + b"x"),
    "removed": lambda f: f.unlink(),
    "a folder in its place": lambda f: (f.unlink(), f.mkdir()),
}


class TestDepot:
    @pytest.mark.parametrize("degat", [d for d in DEGATS if d != "a folder in its place"])
    def test_a_damaged_blob_is_absent_then_written_again(self, degat):
        assert depot.put(BLOB, b"contenu")
        DEGATS[degat](Path(settings.MEDIA_ROOT, BLOB))
        assert depot.get(BLOB) is None
        assert depot.put(BLOB, b"contenu")
        assert depot.get(BLOB) == b"contenu"
        assert fichiers() == [BLOB]

    def test_a_folder_in_the_place_of_a_blob_breaks_nothing(self):
        Path(settings.MEDIA_ROOT, BLOB).mkdir(parents=True)
        Path(settings.MEDIA_ROOT, BLOB, "x").touch()
        assert depot.get(BLOB) is None
        depot.put(BLOB, b"contenu")
        assert depot.get(BLOB) is None

    @given(octets=st.binary(max_size=200), autres=st.binary(max_size=200))
    @reglages(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_what_is_put_is_got(self, octets, autres):
        for contenu in (octets, autres):
            assert depot.put(BLOB, contenu)
            assert depot.get(BLOB) == contenu
        assert fichiers() == [BLOB]

    @given(lu=st.binary(max_size=120))
    @reglages(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_bytes_that_it_did_not_write_are_nothing(self, lu):
        fichier = Path(settings.MEDIA_ROOT, BLOB)
        fichier.parent.mkdir(parents=True, exist_ok=True)
        fichier.write_bytes(lu)
        assert depot.get(BLOB) is None

    def test_a_second_writer_leaves_one_blob(self, monkeypatch):
        """Another one writes the same blob between our look and our writing."""
        original = FileSystemStorage.save
        premier = iter([True])

        def save(self, nom, contenu, **options):
            if next(premier, False):
                depot.put(BLOB, b"contenu")
            return original(self, nom, contenu, **options)

        monkeypatch.setattr(FileSystemStorage, "save", save)
        assert depot.put(BLOB, b"contenu")
        assert depot.get(BLOB) == b"contenu"
        assert fichiers() == [BLOB]

    def test_a_full_disk_is_said_once_until_there_is_room(self, monkeypatch, caplog):
        original = FileSystemStorage._save

        def plein(self, nom, contenu):
            original(self, nom, type(contenu)(b"un bout"))
            raise OSError(errno.ENOSPC, "No space left on device")

        for _ in range(2):
            caplog.clear()
            with monkeypatch.context() as m:
                m.setattr(FileSystemStorage, "_save", plein)
                assert [depot.put(f"documents/{n}.part", b"x") for n in range(3)] == [False] * 3
                assert fichiers() == []
            assert [r.levelname for r in caplog.records] == ["ERROR"]
            assert "ne peuvent plus être rangés" in caplog.text
            assert depot.put(BLOB, b"x")
            default_storage.delete(BLOB)

    @pytest.mark.parametrize("enregistre", [b"", b"{}\n%PDF-", b"[]\n%PDF-", b'{"pages": 1}\n%PDF-', b"x\n%PDF-",
                                            b'{"pages":1,"ancres":{},"signets":[{"a":1}],"marges":[],"champs":0}\n%PDF-',
                                            b"\xff\n%PDF-"])  # fmt: skip
    def test_a_part_of_another_version_is_laid_out_again(self, atelier, enregistre):
        morceau = Morceau("<p>texte</p>")
        cle = key_of(morceau)
        depot.put(PARTS._name(cle), enregistre)
        assert PARTS.get(morceau, cle).octets == EN_TETE + b"<p>texte</p>"
        assert PARTS.kept(cle) is not None
        assert atelier.travaux == 1


class TestStoredFiles:
    @pytest.mark.parametrize("degat", DEGATS)
    def test_a_damaged_document_is_noticed_and_built_again(self, fiche, atelier, client, degat):
        octets = client.get(f"/fiches/{SLUG}.pdf").content
        construit = DocumentConstruit.objects.get()
        DEGATS[degat](Path(construit.fichier.path))
        assert stored(construit) is None
        assert client.get(f"/fiches/{SLUG}.pdf").content == octets
        assert stored(DocumentConstruit.objects.get()) == octets
        assert (atelier.travaux, atelier.assemblages) == (1, 2)
        client.get(f"/fiches/{SLUG}.pdf")
        assert atelier.assemblages == 2

    def test_a_full_disk_serves_the_document_and_keeps_nothing(self, fiche, atelier, client, monkeypatch, caplog):
        def plein(self, nom, contenu):
            raise OSError(errno.ENOSPC, "No space left on device")

        with monkeypatch.context() as m:
            m.setattr(FileSystemStorage, "_save", plein)
            reponses = [client.get(f"/fiches/{SLUG}.pdf") for _ in range(2)]
        assert [r.status_code for r in reponses] == [200, 200]
        assert reponses[0].content == reponses[1].content
        assert reponses[0]["ETag"] == f'"{hashlib.sha256(reponses[0].content).hexdigest()}"'
        assert not DocumentConstruit.objects.exists()
        assert fichiers() == []
        assert [r.levelname for r in caplog.records if r.name == "dts_platform.core.depot"] == ["ERROR"]
        client.get(f"/fiches/{SLUG}.pdf")
        assert DocumentConstruit.objects.get().sha256

    def test_a_new_edition_replaces_the_file_of_the_last_one(self, fiche, atelier, client):
        client.get(f"/fiches/{SLUG}.pdf")
        ancien = DocumentConstruit.objects.get().fichier.name
        Fiche.objects.filter(pk=fiche.pk).update(resume="Autre.")
        client.get(f"/fiches/{SLUG}.pdf")
        nouveau = DocumentConstruit.objects.get().fichier.name
        assert [f for f in fichiers(".pdf") if f.startswith("documents/fiche-")] == [nouveau] != [ancien]

    def test_sweeping_deletes_only_what_is_old_and_unused(self, fiche, atelier):
        plan = plan_de(fiche)
        construit, _ = build(lambda: plan)
        for nom in (
            "vieux.pdf",
            "parts/aa/vieille.part",
            "parts/aa/vieux.echec",
            "recent.pdf",
            "parts/aa/recente.part",
        ):
            depot.put(f"documents/{nom}", b"x")
        depot.put("editions/ancienne.pdf", b"x")
        for nom in fichiers():
            if "recent" not in nom:
                os.utime(Path(settings.MEDIA_ROOT, nom), (0, 0))
        garde = {construit.fichier.name, PARTS._name(plan.cles[0]), "editions/ancienne.pdf"}
        assert sweep(set(plan.cles)) == 3
        assert set(fichiers()) == garde | {"documents/recent.pdf", "documents/parts/aa/recente.part"}
        assert sweep(set(plan.cles)) == 0


class TestHostileTexts:
    @pytest.fixture
    def hostile(self, fiche, atelier):
        atelier.refuses.add("zorglub")
        abimer(fiche)
        return fiche

    def test_a_failure_is_not_tried_again_at_each_request(self, hostile, atelier):
        for _ in range(3):
            with pytest.raises(RenduImpossible, match="limites"):
                build(bibliotheque.fiche_pdf(hostile).read)
        assert atelier.travaux == 1
        assert not Bail.objects.exists()
        construit = DocumentConstruit.objects.get()
        assert construit.erreur == "La mise en page a dépassé ses limites."
        assert construit.sha256 == ""

    def test_a_failure_is_forgotten_after_an_hour(self, hostile, atelier):
        """A process killed for another reason must not condemn a text for ever."""
        with pytest.raises(RenduImpossible):
            build(bibliotheque.fiche_pdf(hostile).read)
        atelier.refuses.clear()
        (echec,) = fichiers(".echec")
        il_y_a_peu = (timezone.now() - timedelta(minutes=59)).timestamp()
        os.utime(Path(settings.MEDIA_ROOT, echec), (il_y_a_peu, il_y_a_peu))
        with pytest.raises(RenduImpossible):
            build(bibliotheque.fiche_pdf(hostile).read)
        os.utime(Path(settings.MEDIA_ROOT, echec), (il_y_a_peu - 120, il_y_a_peu - 120))
        assert build(bibliotheque.fiche_pdf(hostile).read)[0].erreur == ""

    def test_going_back_to_the_last_text_leaves_no_error(self, fiche, atelier):
        build(bibliotheque.fiche_pdf(fiche).read)
        textes, atelier.refuses = list(fiche.etapes.all()), {"zorglub"}
        abimer(fiche)
        with pytest.raises(RenduImpossible):
            build(bibliotheque.fiche_pdf(fiche).read)
        assert stored(DocumentConstruit.objects.get()) is not None
        Etape.objects.bulk_update(textes, ["texte"])
        assert build(bibliotheque.fiche_pdf(fiche).read)[0].erreur == ""

    def test_the_manual_holds_a_page_in_place_of_the_text(self, peu, hostile, atelier):
        construit, octets = build(bibliotheque.manuel_pdf().read)
        livre = octets.decode()
        assert "zorglub" not in livre
        assert "n’a pas pu être mis en page dans cette édition" in livre
        assert f"{settings.SITE_URL}/fiches/{SLUG}/" in livre
        assert Fiche.objects.get(numero=2).resume[:30] in livre
        assert construit.erreur == f"Fiche 13 · {hostile.titre} : La mise en page a dépassé ses limites."
        assert construit.sha256

    def test_a_real_engine_refuses_a_text_and_the_others_are_made(self, peu, fiche, monkeypatch):
        """With the real process: an image of this disk is refused, and the process goes on."""
        mauvais, bon = (Morceau(f"<!doctype html><html lang=fr><head><title>t</title></head><body>{corps}</body></html>")
                        for corps in ('<h1>T</h1><img src="file:///etc/passwd" alt="">', "<h1>T</h1><p>mot</p>"))  # fmt: skip
        with pytest.raises(RenduImpossible, match="[éè]"):
            PARTS.get(mauvais, key_of(mauvais))
        part = PARTS.get(bon, key_of(bon))
        assert isinstance(part, Part)
        assert part.octets.startswith(b"%PDF-")
        publishing.workshop().close()
        assert PARTS.kept(key_of(bon)) == part


class TestCommand:
    @pytest.fixture(autouse=True)
    def _peu(self, peu, atelier):
        self.atelier = atelier

    def commande(self, capsys, **options) -> list[str]:
        call_command("build_documents", **options)
        return capsys.readouterr().out.splitlines()

    def test_it_says_pages_sizes_and_times(self, capsys):
        lignes = self.commande(capsys)
        assert len(lignes) == len(list(bibliotheque.offres()))
        assert [ligne for ligne in lignes if not re.fullmatch(r"\S+ +(\d+ p\.)? +\d+ ko +\d+\.\d s", ligne)] == []
        assert lignes[0].startswith("manuel.pdf ")
        assert self.commande(capsys) == []
        assert DocumentConstruit.objects.filter(jeton=content_token()).count() == len(lignes)

    def test_it_builds_what_is_named_only(self, capsys):
        (ligne,) = self.commande(capsys, only=["outil-13"])
        assert ligne.startswith(f"outil-13-{SLUG}.pdf ")
        assert len(self.commande(capsys, only=["fiche-13", "outil-13"])) == 2
        assert DocumentConstruit.objects.count() == 2

    def test_quiet_says_failures_only_and_ends_with_an_error(self, capsys):
        assert self.commande(capsys, quiet=True, only=["plaquette"]) == []
        self.atelier.refuses.add("zorglub")
        abimer(Fiche.objects.get(slug=SLUG))
        with pytest.raises(CommandError, match="document"):
            call_command("build_documents", quiet=True)
        sorties = capsys.readouterr()
        assert sorties.out == ""
        assert f"fiche-13-{SLUG}.pdf : La mise en page a dépassé ses limites." in sorties.err
        assert "manuel.pdf : Fiche 13" in sorties.err
        assert DocumentConstruit.objects.exclude(sha256="").count() == len(list(bibliotheque.offres())) - 1

    def test_force_builds_again_and_tries_what_failed(self, capsys):
        self.atelier.refuses.add("zorglub")
        abimer(Fiche.objects.get(slug=SLUG))
        for _ in range(2):
            with pytest.raises(CommandError):
                call_command("build_documents", only=["fiche-13"])
        assert self.atelier.travaux == 1
        self.atelier.refuses.clear()
        self.commande(capsys, only=["fiche-13"], force=True)
        assert self.atelier.travaux == 2
        assert self.commande(capsys, only=["fiche-13"], force=True)
        assert (self.atelier.travaux, self.atelier.assemblages) == (2, 2)

    def test_what_no_longer_exists_is_removed_with_its_file(self, capsys):
        self.commande(capsys)
        Fiche.objects.filter(slug=SLUG).update(statut=Statut.RETIRE)
        self.commande(capsys)
        noms = set(DocumentConstruit.objects.values_list("nom", flat=True))
        assert noms == {offre.nom for offre in bibliotheque.offres()}
        assert [f for f in fichiers() if SLUG in f] == []

    def test_a_missing_file_is_built_again(self, capsys):
        self.commande(capsys)
        construit = DocumentConstruit.objects.get(nom="manuel.pdf")
        default_storage.delete(construit.fichier.name)
        (ligne,) = self.commande(capsys)
        assert ligne.startswith("manuel.pdf ")

    def test_a_document_that_breaks_in_an_unforeseen_way_stops_no_other(self, capsys, monkeypatch, caplog):
        monkeypatch.setattr("fiches.bibliotheque.document_de_fiche", lambda fiche: 1 / 0)
        with pytest.raises(CommandError, match="3 document"):
            call_command("build_documents")
        assert "outil-13" in capsys.readouterr().out
        assert "ne peut pas être construit" in caplog.text

    def test_a_text_deleted_since_the_list_was_read_is_no_failure(self, capsys):
        offres = list(bibliotheque.offres())
        Fiche.objects.filter(slug=SLUG).delete()
        from dts_platform.management.commands import build_documents

        commande = build_documents.Command()
        commande.quiet = False
        (offre,) = [offre for offre in offres if offre.nom.startswith("fiche-13")]
        assert commande.one(offre, False, "1/1")


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
