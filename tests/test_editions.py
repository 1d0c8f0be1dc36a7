"""Editions, frozen and current: rights, all or nothing, bytes kept for ever, nothing untrue."""

import hashlib
import logging
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from dts_platform.core.editorial import Statut
from dts_platform.core.pdf.parts import RenduImpossible
from dts_platform.models import User
from fiches import editions
from fiches.bibliotheque import Offre
from fiches.editions import SORTES, Changements, GelImpossible, Telechargement, TexteNomme, freeze, weight
from fiches.models import Bail, DocumentConstruit, Edition, Fiche, FichierDEdition
from fiches.publishing import Occupe
from tests.editions import HIER, JOUR, NOMS, TEXTES, construit, octets

pytestmark = pytest.mark.django_db

LISTE, AJOUTER = "/admin/fiches/edition/", "/admin/fiches/edition/add/"
ENVOI = {"nom": "Première édition", "slug": "premiere", "date": "2026-11-22", "note": "Le manuel de 2026, relu."}


class Fabrique:
    """Stands for the engine: tiny documents; `avant` is called with each name before it is made."""

    def __init__(self):
        self.avant, self.faits = lambda nom: None, []

    def __call__(self, read, force=False, progress=lambda fait, total: None):
        nom = read()
        self.avant(nom)
        self.faits.append(nom)
        progress(1, 1)
        record = DocumentConstruit.objects.filter(nom=nom).first() or construit(nom)
        return record, octets(nom)


@pytest.fixture
def fabrique(monkeypatch) -> Fabrique:
    fabrique = Fabrique()
    petites = tuple(replace(s, offre=lambda nom=s.nom: Offre(nom, lambda: nom)) for s in SORTES)
    monkeypatch.setattr(editions, "SORTES", petites)
    monkeypatch.setattr(editions, "build", fabrique)
    return fabrique


def figer(slug: str = "premiere", jour: date = date(2026, 11, 22), textes=None) -> Edition:
    edition = freeze(Edition(nom=f"Édition {slug}", slug=slug, date=jour), None)
    if textes is not None:
        Edition.objects.filter(pk=edition.pk).update(textes=textes)
    return edition


def ranges() -> list[str]:
    """Every file kept for an edition."""
    racine = Path(settings.MEDIA_ROOT)
    return sorted(str(f.relative_to(racine)) for f in (racine / "editions").rglob("*") if f.is_file())


def rien_n_est_fige() -> bool:
    return not Edition.objects.exists() and not FichierDEdition.objects.exists() and ranges() == []


class TestFreezing:
    def test_the_four_files_are_kept_under_the_name_of_the_edition(self, comptes, fabrique):
        reponse = comptes["nationale"].post(AJOUTER, ENVOI)
        assert reponse.status_code == 302
        edition = Edition.objects.get()
        assert (edition.nom, edition.slug, edition.date) == ("Première édition", "premiere", date(2026, 11, 22))
        assert edition.figee_par.username == "nationale"
        assert [f.nom for f in edition.fichiers.all()] == NOMS
        assert ranges() == sorted(f"editions/premiere/{nom}" for nom in NOMS)
        for fichier in edition.fichiers.all():
            corps = octets(fichier.nom)
            assert (Path(settings.MEDIA_ROOT) / fichier.fichier.name).read_bytes() == corps
            assert (fichier.sha256, fichier.taille) == (hashlib.sha256(corps).hexdigest(), len(corps))
            assert fichier.pages == (0 if fichier.nom == "manuel.epub" else 12)

    def test_its_texts_are_those_it_holds_not_those_it_cites(self, fabrique):
        assert figer().textes == TEXTES[:2]

    def test_what_the_editor_types_gets_french_typography_and_a_log(self, comptes, fabrique):
        comptes["nationale"].post(AJOUTER, ENVOI | {"nom": 'Edition "bis": oui', "note": "L'essai"})
        edition = Edition.objects.get()
        assert (edition.nom, edition.note) == ("Edition «\u202fbis\u202f»\u202f: oui", "L’essai")
        assert "Edition «\u202fbis\u202f»" in comptes["nationale"].get("/admin/").content.decode()

    def test_no_transaction_is_open_while_documents_are_built(self, comptes, fabrique, monkeypatch):
        """Or SQLite would let nobody publish meanwhile. The transaction of the test is the only one."""
        ouvertes = []
        fabrique.avant = lambda nom: ouvertes.append(len(connection.savepoint_ids))
        avant = len(connection.savepoint_ids)
        assert comptes["nationale"].post(AJOUTER, ENVOI).status_code == 302
        assert ouvertes == [avant] * 4

    @pytest.mark.parametrize(
        ("champ", "valeur"),
        [
            ("slug", "../../etc/passwd"),
            ("slug", "a/b"),
            ("slug", "été"),
            ("slug", "a b"),
            ("slug", "<b>"),
            ("slug", "x" * 81),
            ("slug", ""),
            ("nom", ""),
            ("nom", "n" * 121),
            ("date", "hier"),
            ("date", ""),
        ],
    )
    def test_a_bad_field_builds_nothing(self, comptes, fabrique, champ, valeur):
        reponse = comptes["admin"].post(AJOUTER, ENVOI | {champ: valeur})
        assert reponse.status_code == 200
        assert "errorlist" in reponse.content.decode()
        assert fabrique.faits == []
        assert rien_n_est_fige()

    def test_hostile_words_are_only_words(self, comptes, visiteur, fabrique):
        comptes["admin"].post(AJOUTER, ENVOI | {"nom": "<script>alert(1)</script>", "note": "{{ 7*7 }}<img src=x>"})
        page = visiteur.get("/manuel/editions/").content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert "{{ 7*7 }}&lt;img src=x&gt;" in page
        assert "<script>alert" not in page + comptes["admin"].get(LISTE).content.decode()

    def test_an_address_serves_once(self, comptes, fabrique):
        comptes["admin"].post(AJOUTER, ENVOI)
        avant = ranges()
        reponse = comptes["nationale"].post(AJOUTER, ENVOI | {"nom": "Autre"})
        assert reponse.status_code == 200
        assert "adresse" in reponse.content.decode()
        with pytest.raises(GelImpossible, match="porte déjà cette adresse"):
            figer("premiere")
        assert (Edition.objects.get().nom, ranges(), len(fabrique.faits)) == ("Première édition", avant, 4)

    def test_another_who_took_the_address_meanwhile_keeps_it(self, fabrique):
        """The row appears after the first look: the files of the loser go, those of the winner stay."""

        def devancer(nom: str) -> None:
            if nom == NOMS[-1]:
                Edition.objects.create(nom="Gagnante", slug="premiere", date=date(2026, 1, 1))
                default_storage.save("editions/premiere/manuel.pdf", ContentFile(b"gagnante"))

        fabrique.avant = devancer
        with pytest.raises(GelImpossible, match="porte déjà cette adresse"):
            figer("premiere")
        assert ranges() == ["editions/premiere/manuel.pdf"]
        assert (Path(settings.MEDIA_ROOT) / "editions/premiere/manuel.pdf").read_bytes() == b"gagnante"
        assert not FichierDEdition.objects.exists()

    def test_a_second_click_does_not_freeze_twice(self, fabrique):
        refus = []

        def recliquer(nom: str) -> None:
            if not refus:
                with pytest.raises(GelImpossible, match="en train d’être figée") as second:
                    figer("premiere")
                refus.append(second.value)

        fabrique.avant = recliquer
        assert figer("premiere").pk
        assert len(refus) == 1
        assert not Bail.objects.exists()

    @pytest.mark.parametrize("fautif", NOMS)
    @pytest.mark.parametrize(
        ("erreur", "phrase"),
        [
            (RenduImpossible("Une ligne dépasse de la page."), "Une ligne dépasse de la page."),
            (Occupe("Un autre serveur prépare déjà ce document."), "est en train de se construire"),
        ],
    )
    def test_a_document_that_cannot_be_built_leaves_nothing(self, comptes, fabrique, fautif, erreur, phrase):
        def echouer(nom: str) -> None:
            if nom == fautif:
                raise erreur

        fabrique.avant = echouer
        reponse = comptes["nationale"].post(AJOUTER, ENVOI)
        page = reponse.content.decode()
        assert reponse.status_code == 200
        assert "Rien n’a été figé" in page
        assert phrase in page
        assert fautif in page
        assert 'value="Première édition"' in page  # what was typed is still there
        assert rien_n_est_fige()
        assert not Bail.objects.exists()

    def test_a_manual_with_a_replaced_page_is_not_frozen(self, comptes, fabrique):
        construit("manuel.pdf", erreur="Fiche 13 : trop longue.")
        page = comptes["nationale"].post(AJOUTER, ENVOI).content.decode()
        assert "Fiche 13 : trop longue." in page
        assert rien_n_est_fige()

    @pytest.mark.parametrize("rang", range(4))
    def test_a_full_disk_leaves_nothing(self, comptes, fabrique, monkeypatch, rang):
        ecrire, ecrits = FileSystemStorage._save, []

        def _save(self, nom, contenu):
            if not nom.startswith("editions/"):
                return ecrire(self, nom, contenu)
            ecrits.append(nom)
            if len(ecrits) <= rang:
                return ecrire(self, nom, contenu)
            ecrire(self, nom, ContentFile(b"la moiti"))
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(FileSystemStorage, "_save", _save)
        assert "n’ont pas pu être rangés" in comptes["nationale"].post(AJOUTER, ENVOI).content.decode()
        assert len(ecrits) == rang + 1
        assert rien_n_est_fige()

    def test_a_document_built_but_not_stored_is_not_frozen(self, fabrique, monkeypatch):
        monkeypatch.setattr(editions, "build", lambda read, **_: (DocumentConstruit(nom=read()), b"octets"))
        with pytest.raises(GelImpossible, match="n’ont pas pu être rangés"):
            figer()
        assert rien_n_est_fige()

    def test_an_unforeseen_failure_leaves_nothing_either(self, fabrique, monkeypatch):
        monkeypatch.setattr(editions, "_record", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            figer()
        assert rien_n_est_fige()
        assert not Bail.objects.exists()

    def test_all_files_are_of_one_moment(self, fabrique):
        """A text changes between the PDF and the EPUB: they are taken again."""
        changements = iter([True])

        def changer(nom: str) -> None:
            if nom == "manuel.epub" and next(changements, False):
                Fiche.objects.filter(numero=13).update(titre="Créer une autre ressourcerie")

        fabrique.avant = changer
        figer()
        assert fabrique.faits == NOMS * 2

    def test_texts_that_never_rest_are_not_frozen(self, fabrique):
        def changer(nom: str) -> None:
            Fiche.objects.filter(numero=13).update(titre=f"Titre {len(fabrique.faits)}")

        fabrique.avant = changer
        with pytest.raises(GelImpossible, match="Réessayez dans un moment"):
            figer()
        assert rien_n_est_fige()


class TestRights:
    @pytest.mark.parametrize(
        ("compte", "verbe", "code"),
        [
            ("admin", "voir", 200),
            ("admin", "figer", 302),
            ("admin", "noter", 302),
            ("admin", "supprimer", 302),
            ("nationale", "voir", 200),
            ("nationale", "figer", 302),
            ("nationale", "noter", 302),
            ("nationale", "supprimer", 403),
            ("bretagne", "voir", 403),
            ("bretagne", "figer", 403),
            ("bretagne", "noter", 403),
            ("bretagne", "supprimer", 403),
            ("bretagne armée", "voir", 403),
            ("bretagne armée", "figer", 403),
            ("bretagne armée", "noter", 403),
            ("bretagne armée", "supprimer", 403),
            ("sans groupe", "figer", 403),
            ("sans groupe", "noter", 403),
            ("personne", "figer", 302),
            ("personne", "supprimer", 302),
        ],
    )
    def test_who_may_do_what_with_editions(self, comptes, client, fabrique, compte, verbe, code):
        """« armée »: with every permission given by mistake; « sans groupe »: staff of no region and no permission."""
        edition = figer("ancienne")
        nom, _, armee = compte.partition(" ")
        if armee == "armée":
            droits = Permission.objects.filter(content_type__app_label="fiches")
            User.objects.get(username=nom).user_permissions.set(droits)
        if compte == "sans groupe":
            client.force_login(User.objects.create(username="seul", is_staff=True))
        qui = comptes.get(nom, client)
        page = f"{LISTE}{edition.pk}/"
        reponse = {
            "voir": lambda: qui.get(LISTE),
            "figer": lambda: qui.post(AJOUTER, ENVOI),
            "noter": lambda: qui.post(f"{page}change/", {"note": "Nouvelle note."}),
            "supprimer": lambda: qui.post(f"{page}delete/", {"post": "yes"}),
        }[verbe]()
        assert reponse.status_code == code
        permis = code < 400 and compte != "personne"
        assert Edition.objects.filter(slug="premiere").exists() is (permis and verbe == "figer")
        assert Edition.objects.filter(pk=edition.pk).exists() is not (permis and verbe == "supprimer")
        assert Edition.objects.filter(note="Nouvelle note.").exists() is (permis and verbe == "noter")
        if not permis:
            assert fabrique.faits == NOMS  # those of the first edition

    @pytest.mark.parametrize(
        ("champ", "valeur"),
        [("nom", "Autre"), ("slug", "autre"), ("date", "2030-01-01"), ("textes", "[]"), ("figee_par", "1")],
    )
    def test_of_a_frozen_edition_the_note_alone_changes(self, comptes, fabrique, champ, valeur):
        edition = figer()
        avant = Edition.objects.values("nom", "slug", "date", "textes", "figee_par").get()
        comptes["admin"].post(f"{LISTE}{edition.pk}/change/", {"note": "Corrigée", champ: valeur})
        assert Edition.objects.values("nom", "slug", "date", "textes", "figee_par").get() == avant
        assert Edition.objects.get().note == "Corrigée"

    def test_nobody_but_the_superuser_is_offered_to_delete(self, comptes, fabrique):
        edition = figer()
        page = f"{LISTE}{edition.pk}/change/"
        assert "deletelink" in comptes["admin"].get(page).content.decode()
        assert "deletelink" not in comptes["nationale"].get(page).content.decode()


class TestDeleting:
    @pytest.mark.parametrize("en_nombre", [False, True])
    def test_its_files_go_too_and_no_others(self, comptes, fabrique, django_capture_on_commit_callbacks, en_nombre):
        figer("gardee", date(2026, 1, 1))
        edition = figer("premiere")
        adresse = LISTE if en_nombre else f"{LISTE}{edition.pk}/delete/"
        choix = {"action": "delete_selected", "_selected_action": [edition.pk]} if en_nombre else {}
        demande = comptes["admin"].post(adresse, choix) if en_nombre else comptes["admin"].get(adresse)
        assert Edition.objects.count() == 2, "une confirmation d’abord"
        assert "Édition premiere" in demande.content.decode()
        with django_capture_on_commit_callbacks(execute=True):
            comptes["admin"].post(adresse, choix | {"post": "yes"})
        assert [e.slug for e in Edition.objects.all()] == ["gardee"]
        assert ranges() == sorted(f"editions/gardee/{nom}" for nom in NOMS)

    def test_files_stay_when_the_deletion_is_undone(self, fabrique):
        figer()
        with transaction.atomic():
            editions.delete(Edition.objects.all())
            transaction.set_rollback(True)
        assert len(ranges()) == 4
        assert Edition.objects.exists()

    def test_the_account_that_froze_may_go(self, comptes, fabrique):
        comptes["nationale"].post(AJOUTER, ENVOI)
        User.objects.get(username="nationale").delete()
        assert Edition.objects.get().figee_par is None


class TestFrozenFile:
    ADRESSE = "/manuel/editions/premiere/manuel.pdf"

    def test_it_is_served_for_ever_and_in_parts(self, visiteur, fabrique):
        fichier = figer().fichiers.get(nom="manuel.pdf")
        assert fichier.get_absolute_url() == self.ADRESSE
        corps = octets("manuel.pdf")
        reponse = visiteur.get(self.ADRESSE)
        assert (reponse.status_code, reponse.content) == (200, corps)
        assert reponse["Content-Type"] == "application/pdf"
        assert reponse["Cache-Control"] == "public, max-age=31536000, immutable"
        assert reponse["Content-Disposition"] == 'inline; filename="manuel-premiere.pdf"'
        part = visiteur.get(self.ADRESSE, headers={"range": "bytes=5-9"})
        assert (part.status_code, part.content) == (206, corps[5:10])
        assert visiteur.get(self.ADRESSE, headers={"range": "bytes=99999-"}).status_code == 416
        inchange = visiteur.get(self.ADRESSE, headers={"if-none-match": reponse["ETag"]})
        assert (inchange.status_code, inchange.content) == (304, b"")
        assert "immutable" in inchange["Cache-Control"]

    @pytest.mark.parametrize("sorte", [("manuel.epub", "application/epub+zip"), ("plaquette.pdf", "application/pdf")])
    def test_its_type_is_said(self, visiteur, fabrique, sorte):
        figer()
        assert visiteur.get(f"/manuel/editions/premiere/{sorte[0]}")["Content-Type"] == sorte[1]

    @pytest.mark.parametrize(
        "adresse",
        [
            "premiere/autre.pdf",
            "premiere/MANUEL.pdf",
            "premiere/manuel.pdf%00",
            "premiere/..%2F..%2Fdb.sqlite3",
            "absente/manuel.pdf",
            "premi%C3%A8re/manuel.pdf",
            "premiere/manuel.pdf/",
            "premiere/" + "x" * 3000,
            "x" * 3000 + "/manuel.pdf",
        ],
    )
    def test_another_address_has_nothing(self, visiteur, fabrique, adresse):
        figer()
        assert visiteur.get(f"/manuel/editions/{adresse}").status_code in (400, 404)

    @pytest.mark.parametrize("degat", ["tronqué", "changé", "vidé", "effacé"])
    def test_a_damaged_file_is_not_given(self, visiteur, fabrique, caplog, degat):
        figer()
        chemin = Path(settings.MEDIA_ROOT) / "editions/premiere/manuel.pdf"
        sain = chemin.read_bytes()
        if degat == "effacé":
            chemin.unlink()
        else:
            chemin.write_bytes({"tronqué": sain[:-1], "changé": sain[:-1] + b"?", "vidé": b""}[degat])
        with caplog.at_level(logging.ERROR):
            reponse = visiteur.get(self.ADRESSE)
        assert reponse.status_code == 503
        assert "abîmé" in reponse.content.decode()
        assert "immutable" not in reponse.headers.get("Cache-Control", "")
        assert "ETag" not in reponse.headers
        assert "editions/premiere/manuel.pdf" in caplog.text
        chemin.write_bytes(sain)
        assert visiteur.get(self.ADRESSE).status_code == 200

    def test_it_outlives_the_texts_it_holds(self, visiteur, fabrique):
        figer()
        Fiche.objects.update(statut=Statut.RETIRE)
        DocumentConstruit.objects.all().delete()
        assert visiteur.get(self.ADRESSE).status_code == 200


A, B, C = ("/a/", "A"), ("/b/", "B"), ("/c/", "C")
CAS_DE_CHANGEMENTS = [
    # before, after, added, withdrawn, changed
    ([], [], [], [], []),
    ([(*A, "1")], [(*A, "1")], [], [], []),
    ([(*A, "1")], [(*A, "1", 9)], [], [], []),
    ([(*A, "1", 4)], [(*A, "1", 9)], [], [], []),
    ([(*A, "1")], [(*A, "1"), (*B, "1")], ["B"], [], []),
    ([(*A, "1"), (*B, "1")], [(*A, "1")], [], ["B"], []),
    ([(*A, "1")], [(*A, "2")], [], [], ["A"]),
    ([(*A, "1")], [("/a/", "Neuf", "1")], [], [], ["Neuf"]),
    ([(*A, "1")], [("/z/", "A", "1")], ["A"], ["A"], []),
    ([(*A, "1"), (*B, "1")], [(*C, "1"), (*B, "2")], ["C"], ["A"], ["B"]),
    ([(*B, "1"), (*A, "1")], [(*A, "1"), (*B, "1")], [], [], []),
]


class TestChanges:
    @pytest.mark.parametrize(("avant", "apres", "ajoutes", "retires", "changes"), CAS_DE_CHANGEMENTS)
    def test_texts_are_added_withdrawn_or_changed(self, avant, apres, ajoutes, retires, changes):
        ce = Changements.between(avant, apres, frozenset({"/a/", "/b/"}))
        assert [[t.titre for t in textes] for textes in (ce.ajoutes, ce.retires, ce.changes)] == [
            ajoutes,
            retires,
            changes,
        ]
        assert bool(ce) is bool(ajoutes or retires or changes)

    def test_only_what_is_public_has_a_link(self):
        ce = Changements.between([(*A, "1"), (*C, "1")], [], frozenset({"/a/"}))
        assert ce.retires == [TexteNomme("A", "/a/"), TexteNomme("C", "")]

    def test_each_edition_is_compared_with_the_one_before_it(self, visiteur, fabrique):
        publique = Fiche.objects.get(numero=13)
        adresse = publique.get_absolute_url()
        figer("premiere", date(2026, 1, 1), [[adresse, "Ressourcerie", "1", 3], ["/fiches/partie/", "Partie", "1", 2]])
        figer("deuxieme", date(2026, 6, 1), [[adresse, "Ressourcerie", "2", 3]])
        figer("troisieme", date(2026, 9, 1), [[adresse, "Ressourcerie", "2", 3]])
        page = visiteur.get("/manuel/editions/").content.decode()
        troisieme, deuxieme, premiere = re.split(r'<section aria-labelledby="edition-', page)[1:4]
        assert "Aucun texte n’a changé depuis la précédente" in troisieme
        assert "1\u00a0texte retiré" in deuxieme
        assert "<li>Partie</li>" in deuxieme
        assert "1\u00a0texte modifié" in deuxieme
        assert f'<li><a href="{adresse}">Ressourcerie</a></li>' in deuxieme
        assert "texte ajouté" not in deuxieme
        assert "C’est la première" in premiere
        assert "<details>" not in premiere


class TestCurrentEdition:
    @pytest.fixture
    def date_du_manuel(self, monkeypatch) -> None:
        monkeypatch.setattr("fiches.sommaire.Sommaire.date", JOUR)

    @pytest.mark.parametrize(
        ("record", "en_cours", "phrase"),
        [
            (None, False, "Ce PDF se prépare"),
            (None, True, "Ce PDF se prépare"),
            ({"sha256": ""}, False, "Ce PDF se prépare"),
            ({"edition_le": None, "jeton": ""}, True, "Ce PDF se prépare"),
            ({}, False, ""),
            ({"jeton": "vieux"}, False, ""),
            ({"jeton": "vieux"}, True, "n’a pas encore le dernier changement"),
            (
                {"jeton": "vieux", "edition_le": HIER},
                True,
                "Le PDF téléchargé en ce moment est l’édition du 21 novembre 2026\u202f; "
                "celle du 22 novembre 2026 est en préparation.",
            ),
            (
                {"jeton": "vieux", "edition_le": HIER},
                False,
                "Le dernier PDF construit est l’édition du 21 novembre 2026\u202f; celle du 22 novembre 2026 va être",
            ),
            (
                {"jeton": "vieux", "edition_le": JOUR - timedelta(minutes=5)},
                False,
                "n’a pas encore le dernier changement",
            ),
            (
                {"jeton": "vieux", "edition_le": HIER, "erreur": "Panne."},
                False,
                "celle du 22 novembre 2026 n’a pas encore pu être mise en page.",
            ),
            (
                {"jeton": "vieux", "edition_le": HIER, "textes": [["/fiches/partie/", "Partie", "1", 1]]},
                True,
                "la précédente n’est plus donnée",
            ),
        ],
    )
    def test_the_reader_knows_what_the_download_holds(self, visiteur, date_du_manuel, record, en_cours, phrase):
        if record is not None:
            construit("manuel.pdf", **{"textes": TEXTES[:1]} | record)
        if en_cours:
            assert Bail.objects.take("manuel.pdf", "un autre", 60)
        for adresse in ("/manuel/", "/manuel/editions/"):
            page = visiteur.get(adresse).content.decode()
            avis = re.findall(r'<p class="avis">(.*?)</p>', page)
            assert bool(avis) is bool(phrase), adresse
            assert phrase in "".join(avis)

    @pytest.mark.parametrize(("adresse", "fichiers"), [("/manuel/", NOMS[:3]), ("/manuel/editions/", NOMS)])
    def test_each_file_says_its_pages_and_its_weight_when_known(self, visiteur, adresse, fichiers):
        avant = visiteur.get(adresse)
        for nom in fichiers:
            construit(nom, taille=6_249_000 if nom == "manuel.pdf" else 64_300)
        apres = visiteur.get(adresse, headers={"if-none-match": avant.headers.get("ETag", "*")})
        assert apres.status_code == 200, "le poids change sans que les textes changent"
        page = apres.content.decode()
        assert "Le manuel en PDF</a>" in avant.content.decode()
        assert "Le manuel en PDF (12\u00a0pages, 6,2\u00a0Mo)</a>" in page
        assert "pour liseuse (64\u00a0ko)</a>" in page
        assert "La plaquette en PDF (12\u00a0pages, 64\u00a0ko)</a>" in page
        liens = set(re.findall(r'<a (?:class="[^"]*" )?href="([^"]+)"', page[page.index("<main") :]))
        assert {f"/{nom}" for nom in fichiers if "imprimeur" not in nom} <= liens
        assert {"/manuel/", "/manuel/editions/"} - {adresse} | {"/selection/"} <= liens

    @pytest.mark.parametrize(
        ("taille", "dit"),
        [(0, "1\u00a0ko"), (499, "1\u00a0ko"), (64_300, "64\u00a0ko"), (999_999, "1000\u00a0ko"), (1e6, "1,0\u00a0Mo")],
    )
    def test_a_weight_is_said_as_readers_say_it(self, taille, dit):
        assert weight(taille).replace("\u202f", "").replace("1\u00a0000", "1000") == dit

    @pytest.mark.parametrize(("pages", "dit"), [(0, "64\u00a0ko"), (1, "1\u00a0page, 64\u00a0ko")])
    def test_a_file_without_pages_does_not_count_them(self, pages, dit):
        assert Telechargement("x", "/x", pages, 64_000).mesures == dit

    def test_the_number_of_queries_does_not_follow_the_number_of_editions(self, visiteur, fabrique):
        visiteur.get("/manuel/editions/")
        comptes = []
        for rang in range(1, 4):
            figer(f"edition-{rang}", date(2026, rang, 1))
            visiteur.get("/manuel/editions/")
            with CaptureQueriesContext(
                connection,
            ) as requetes:
                assert visiteur.get("/manuel/editions/").status_code == 200
            comptes.append(len(requetes))
        assert len(set(comptes)) == 1, comptes
        assert comptes[0] <= 12


def test_the_real_brochure_is_frozen_as_it_is_served(comptes, visiteur, monkeypatch):
    """With the engine itself; the manual, which is long to lay out, is left out."""
    monkeypatch.setattr(editions, "SORTES", SORTES[2:])
    assert comptes["nationale"].post(AJOUTER, ENVOI).status_code == 302
    for nom in NOMS[2:]:
        servi = visiteur.get("/plaquette.pdf" if nom == "plaquette.pdf" else "/plaquette/imprimeur.pdf")
        fige = visiteur.get(f"/manuel/editions/premiere/{nom}")
        assert fige.content == servi.content
        assert fige.content.startswith(b"%PDF")
    assert [f.pages for f in Edition.objects.get().fichiers.all()] == [2, 2]
