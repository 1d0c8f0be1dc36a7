"""The content itself, and how it is loaded."""

import shutil
from collections import Counter

import pytest
from django.conf import settings

from dts_platform.content.formatter import content_files, format_text
from dts_platform.content.loader import UnreadableContent, load
from experiences.models import Experience
from fiches.models import Fiche
from missions.models import Mission, Principe, Repere, Strategie, Theme
from tests.contenu import regles

RACINE = settings.CONTENT_DIR
FICHES = [regles.Dossier.lire(f) for f in sorted((RACINE / "fiches").glob("*.yaml"))]
EXPERIENCES = [regles.Dossier.lire(f) for f in sorted((RACINE / "experiences").glob("*.yaml"))]
CADRE = [regles.Dossier.lire(f) for f in sorted((RACINE / "cadre").glob("*.yaml"))]
TOUS = [*FICHES, *EXPERIENCES, *CADRE]


def nom(dossier: regles.Dossier) -> str:
    return dossier.chemin.stem


@pytest.mark.parametrize("fiche", FICHES, ids=nom)
def test_a_fiche_is_complete(fiche):
    assert list(regles.defauts_de_fiche(fiche)) == []


@pytest.mark.parametrize("experience", EXPERIENCES, ids=nom)
def test_an_experience_is_complete_and_sourced(experience):
    assert list(regles.defauts_d_experience(experience)) == []


@pytest.mark.parametrize("dossier", TOUS, ids=nom)
def test_typography_is_french(dossier):
    assert list(regles.defauts_de_typographie(dossier)) == []


@pytest.mark.parametrize("dossier", TOUS, ids=nom)
def test_no_sentence_comes_from_a_founding_document(dossier):
    assert list(regles.reprises_des_fondateurs(dossier, regles.empreintes_fondatrices())) == []


def test_no_two_texts_share_a_run_of_words():
    assert list(regles.suites_partagees(TOUS)) == []


def test_every_crossing_has_two_fiches():
    croisements = regles.croisements(FICHES)
    assert len(croisements) == 72
    assert min(croisements.values()) >= 2


def test_no_theme_is_used_once():
    usages = Counter(theme[0] for dossier in (*FICHES, *EXPERIENCES) for theme in dossier.principal["themes"])
    connus = {obj["slug"] for dossier in CADRE if dossier.chemin.name == "themes.yaml" for obj in dossier.objects()}
    assert usages.keys() == connus
    assert min(usages.values()) > 1


def test_files_are_in_canonical_form():
    assert [f.name for f in content_files(RACINE) if format_text(f.read_text()) != f.read_text()] == []


@pytest.mark.django_db
def test_the_framework_has_all_its_items():
    comptes = [modele.objects.count() for modele in (Mission, Principe, Strategie)]
    assert comptes == [3, 8, 3]
    attendus = {
        "entreprises-en-mouvement": 3,
        "identite-ancrage-territorial": 3,
        "identite-finalites": 2,
        "identite-modeles-economiques": 7,
        "groupes-ressources": 4,
    }
    for slug, combien in attendus.items():
        assert Repere.objects.get(slug=slug).points.count() >= combien, slug
    assert Repere.objects.filter(famille=Repere.Family.FOUNDATION).count() == 3
    assert [mission.volets.count() for mission in Mission.objects.all()] == [1, 2, 3]
    assert "décroisement" in Principe.objects.get(slug="decloisonnement").aliases


@pytest.mark.django_db
def test_the_manual_has_its_fiches_and_experiences():
    assert list(Fiche.objects.published().values_list("numero", flat=True)) == list(range(1, 53))
    assert Experience.objects.published().filter(origine="fondatrice").count() == 12
    assert Experience.objects.published().count() >= 30


@pytest.mark.django_db
class TestLoading:
    @pytest.fixture
    def racine(self, tmp_path):
        """A copy of the content that a test may change."""
        return shutil.copytree(RACINE, tmp_path / "fixtures")

    @staticmethod
    def retoucher(racine, motif, avant, apres):
        fichier = next(racine.glob(motif))
        texte = fichier.read_text()
        assert avant in texte
        fichier.write_text(texte.replace(avant, apres))

    def test_twice_changes_nothing(self, racine):
        bilan = load(racine)
        assert (bilan.loaded, bilan.edited) == ([], [])
        assert len(bilan.unchanged) == len(content_files(racine))

    def test_a_changed_file_is_loaded(self, racine):
        self.retoucher(racine, "fiches/fiche-13*", "titre: Créer une ressourcerie", "titre: Ouvrir une ressourcerie")
        assert len(load(racine).loaded) == 1
        assert Fiche.objects.get(numero=13).titre == "Ouvrir une ressourcerie"

    def test_an_editor_s_later_change_is_kept_unless_asked(self, racine):
        Fiche.objects.filter(numero=13).update(resume="Récrit par une référente.")
        self.retoucher(racine, "fiches/fiche-13*", "titre: Créer une ressourcerie", "titre: Ouvrir une ressourcerie")
        assert len(load(racine).edited) == 1
        assert Fiche.objects.get(numero=13).resume == "Récrit par une référente."
        load(racine, overwrite=True)
        assert Fiche.objects.get(numero=13).titre == "Ouvrir une ressourcerie"

    @pytest.mark.parametrize("changement", ["etape", "theme", "outil"])
    def test_a_change_in_a_child_counts_as_the_editor_s(self, racine, changement):
        fiche = Fiche.objects.get(numero=13)
        if changement == "etape":
            fiche.etapes.filter(ordre=2).delete()
        elif changement == "theme":
            fiche.themes.add(Theme.objects.get(slug="mobilite"))
        else:
            fiche.outil.titre = "Autre"
            fiche.outil.save()
        self.retoucher(racine, "fiches/fiche-13*", "titre: Créer une ressourcerie", "titre: Ouvrir une ressourcerie")
        assert len(load(racine).edited) == 1

    def test_a_text_an_editor_deleted_stays_deleted(self, racine):
        Fiche.objects.get(numero=13).delete()
        load(racine)
        assert not Fiche.objects.filter(numero=13).exists()

    def test_a_step_dropped_from_the_file_is_dropped(self, racine):
        fichier = next(racine.glob("fiches/fiche-13*"))
        objects = fichier.read_text().split("- model: ")
        gardes = [o for o in objects if not (o.startswith("fiches.etape") and "ordre: 6" in o)]
        fichier.write_text("- model: ".join(gardes))
        load(racine)
        assert Fiche.objects.get(numero=13).etapes.count() == 5

    @pytest.mark.parametrize(
        ("avant", "apres"),
        [
            ("type: liste", "type: [liste"),
            ("experience: [groupe-ulisse-ressourcerie]", "experience: [absente]"),
            ("numero: 13", "numero: treize"),
            ("- model: fiches.outil", "- model: fiches.inconnu"),
            ("themes: [[", "themes: [[inconnu], ["),
        ],
    )
    def test_a_bad_file_stops_the_load_whole_and_says_why(self, racine, avant, apres):
        fichier = next(racine.glob("fiches/fiche-13*"))
        texte = fichier.read_text()
        if avant not in texte:
            avant, apres = "themes:\n", "themes:\n  - [inconnu]\n"
        fichier.write_text(texte.replace(avant, apres, 1))
        self.retoucher(racine, "fiches/fiche-12*", "titre: Reprendre ou", "titre: Racheter ou")
        with pytest.raises(UnreadableContent, match="fiche-13"):
            load(racine)
        assert Fiche.objects.get(numero=12).titre.startswith("Reprendre")
