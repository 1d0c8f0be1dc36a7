"""The administration as its users meet it: rights, help, typography, no lost text."""

import re

import pytest
from django.test import Client

from dts_platform.editorial.permissions import may_edit, next_states
from dts_platform.editorial.states import TRANSITIONS, Statut
from dts_platform.models import User
from experiences.models import Experience
from fiches.models import Fiche

pytestmark = pytest.mark.django_db

ADRESSE = "/admin/fiches/fiche/{}/change/"


@pytest.fixture
def regionale(comptes) -> Fiche:
    """A draft fiche of Brittany."""
    fiche = Fiche.objects.get(slug="creer-une-ressourcerie")
    fiche.pk, fiche.numero, fiche.slug, fiche.titre = None, 90, "fiche-bretonne", "Fiche bretonne"
    fiche.region, fiche.statut = "bretagne", Statut.BROUILLON
    fiche.save()
    fiche.missions.add(1)
    fiche.principes.add(1)
    fiche.strategies.add(1)
    return fiche


def formulaire(page: str) -> dict:
    """The fields of an admin form, as a browser would send them back."""
    import html

    champs = {}
    for balise in re.findall(r"<input[^>]*>", page):
        nom = re.search(r' name="([^"]+)"', balise)
        type_ = re.search(r' type="([^"]+)"', balise)
        if not nom or (type_ and type_[1] in ("submit", "button")) or nom[1].startswith("_"):
            continue
        if type_ and type_[1] in ("checkbox", "radio") and "checked" not in balise:
            continue
        valeur = re.search(r' value="([^"]*)"', balise)
        champs.setdefault(nom[1], []).append(
            html.unescape(valeur[1]) if valeur else "on" if type_ and type_[1] == "checkbox" else ""
        )
    for nom, texte in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\r?\n?(.*?)</textarea>', page, re.S):
        champs[nom] = [html.unescape(texte)]
    for nom, corps in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        champs[nom] = [html.unescape(v) for v in re.findall(r'<option value="([^"]*)"[^>]* selected', corps)]
    return {nom: valeurs for nom, valeurs in champs.items() if "__prefix__" not in nom}


def test_a_referent_edits_a_draft_of_their_region(comptes, regionale):
    adresse = ADRESSE.format(regionale.pk)
    envoi = formulaire(comptes["bretagne"].get(adresse).content.decode())
    envoi["resume"] = ['L\'eau monte: que faire ? On lit "ceci".']
    reponse = comptes["bretagne"].post(adresse, envoi)
    assert reponse.status_code == 302, re.findall(r'class="errorlist[^>]*>(.*?)</ul>', reponse.content.decode(), re.S)
    regionale.refresh_from_db()
    assert regionale.resume == "L’eau monte\u202f: que faire\u202f? On lit «\u202fceci\u202f»."


def test_saving_what_was_shown_changes_nothing(comptes):
    fiche = Fiche.objects.get(slug="creer-une-ressourcerie")
    from django.conf import settings

    from dts_platform.content.loader import ContentFile

    chemin = next(settings.CONTENT_DIR.glob("fiches/fiche-13*"))
    avant = ContentFile.read(settings.CONTENT_DIR, chemin).state()
    adresse = ADRESSE.format(fiche.pk)
    assert comptes["admin"].post(adresse, formulaire(comptes["admin"].get(adresse).content.decode())).status_code == 302
    assert ContentFile.read(settings.CONTENT_DIR, chemin).state() == avant


def test_two_people_cannot_overwrite_each_other(comptes, regionale):
    adresse = ADRESSE.format(regionale.pk)
    premiere = formulaire(comptes["bretagne"].get(adresse).content.decode())
    seconde = formulaire(comptes["nationale"].get(adresse).content.decode())
    premiere["resume"], seconde["resume"] = ["Texte de la première."], ["Texte de la seconde."]
    assert comptes["bretagne"].post(adresse, premiere).status_code == 302
    reponse = comptes["nationale"].post(adresse, seconde)
    assert reponse.status_code == 200
    assert "Quelqu’un d’autre a enregistré ce texte" in reponse.content.decode()
    assert "Texte de la seconde." in reponse.content.decode()
    regionale.refresh_from_db()
    assert regionale.resume == "Texte de la première."


def test_constraints_speak_french_to_the_editor(comptes):
    experience = Experience.objects.get(slug="jura-service")
    adresse = f"/admin/experiences/experience/{experience.pk}/change/"
    envoi = formulaire(comptes["admin"].get(adresse).content.decode())
    envoi["region"] = ["bretagne"]
    page = comptes["admin"].post(adresse, envoi).content.decode()
    assert "Ce département n’est pas dans cette région" in page


CAS_DE_DROITS = [
    # account, region of the text, state, may edit
    ("admin", "", Statut.PUBLIE, True),
    ("nationale", "", Statut.PUBLIE, True),
    ("nationale", "occitanie", Statut.BROUILLON, True),
    ("bretagne", "bretagne", Statut.BROUILLON, True),
    ("bretagne", "bretagne", Statut.RELECTURE, True),
    ("bretagne", "bretagne", Statut.PUBLIE, False),
    ("bretagne", "occitanie", Statut.BROUILLON, False),
    ("bretagne", "", Statut.BROUILLON, False),
    ("occitanie", "bretagne", Statut.BROUILLON, False),
]


@pytest.mark.parametrize(("compte", "region", "statut", "attendu"), CAS_DE_DROITS)
def test_rights_follow_role_region_and_state(comptes, regionale, compte, region, statut, attendu):
    regionale.region, regionale.statut = region, statut
    regionale.save()
    assert may_edit(User.objects.get(username=compte), regionale) is attendu
    adresse = ADRESSE.format(regionale.pk)
    page = comptes[compte].get(adresse)
    modifiable = page.status_code == 200 and 'name="_save"' in page.content.decode()
    assert modifiable is attendu
    if not attendu:
        comptes[compte].post(adresse, {"titre": "Détourné"})
        regionale.refresh_from_db()
        assert regionale.titre == "Fiche bretonne"


def test_a_referent_can_neither_publish_nor_take_another_region(comptes, regionale):
    adresse = ADRESSE.format(regionale.pk)
    for champ, valeur in (("statut", Statut.PUBLIE), ("region", "occitanie"), ("region", "")):
        envoi = formulaire(comptes["bretagne"].get(adresse).content.decode())
        envoi[champ] = [valeur]
        assert comptes["bretagne"].post(adresse, envoi).status_code == 200
        regionale.refresh_from_db()
        assert (regionale.statut, regionale.region) == (Statut.BROUILLON, "bretagne")


@pytest.mark.parametrize("statut", list(Statut))
def test_states_follow_the_table(comptes, statut):
    nationale, referente = (User.objects.get(username=nom) for nom in ("nationale", "bretagne"))
    table = {t.to_state for t in TRANSITIONS if t.from_state is statut}
    assert set(next_states(nationale, statut)) == table | {statut}
    assert set(next_states(referente, statut)) <= {statut, Statut.BROUILLON, Statut.RELECTURE}


def test_the_preview_shows_a_draft_to_its_editor_only(comptes, regionale):
    adresse = f"/admin/fiches/fiche/{regionale.pk}/apercu/"
    assert "Fiche bretonne" in comptes["bretagne"].get(adresse).content.decode()
    assert comptes["occitanie"].get(adresse).status_code == 403
    assert Client().get(adresse).status_code == 302
    assert comptes["admin"].get("/admin/fiches/fiche/999999/apercu/").status_code == 403


def test_the_list_says_what_is_incomplete(comptes, regionale):
    page = comptes["nationale"].get("/admin/fiches/fiche/?incomplet=etapes").content.decode()
    assert "Fiche bretonne" in page
    assert "Créer une ressourcerie</a>" not in page


@pytest.mark.parametrize(
    "adresse", ["fiches/fiche", "experiences/experience", "missions/repere", "missions/terme", "dts_platform/user"]
)
@pytest.mark.parametrize(
    "demande",
    ["?q=%00", "?statut__exact=%00", "?region=%FF", "?incomplet=x", "?p=99999", "?o=9.9.9", "?q=" + "x" * 5000],
)
def test_nothing_typed_in_a_list_breaks_it(comptes, adresse, demande):
    assert comptes["admin"].get(f"/admin/{adresse}/{demande}").status_code in (200, 302, 400)


def test_every_admin_list_and_form_opens(comptes):
    page = comptes["admin"].get("/admin/").content.decode()
    listes = set(re.findall(r'href="(/admin/\w+/\w+/)"', page))
    assert len(listes) >= 9
    for liste in listes:
        contenu = comptes["admin"].get(liste)
        assert contenu.status_code == 200, liste
        obj = re.search(rf'href="({liste}\d+/change/)', contenu.content.decode())
        if obj:
            assert comptes["admin"].get(obj[1]).status_code == 200


def test_a_referent_sees_their_texts_and_the_public_ones(comptes, regionale):
    page = comptes["bretagne"].get("/admin/fiches/fiche/").content.decode()
    assert "Fiche bretonne" in page
    assert "Repérer un besoin sans réponse" in page
    assert "Fiche bretonne" not in comptes["occitanie"].get("/admin/fiches/fiche/").content.decode()


def test_demonstration_accounts_are_refused_in_production(comptes, settings):
    from dts_platform.accounts.demonstration import RefusedInProduction, ensure_accounts

    mot_de_passe = ensure_accounts()["admin"]
    assert Client().login(username="admin", password=mot_de_passe)
    settings.PRODUCTION = True
    assert not Client().login(username="admin", password=mot_de_passe)
    with pytest.raises(RefusedInProduction):
        ensure_accounts()


SYNONYMES, VAINES = "/admin/dts_platform/synonyme/", "/admin/dts_platform/fruitlesssearch/"


@pytest.mark.parametrize(
    ("compte", "adresse", "code"),
    [
        ("admin", SYNONYMES, 200),
        ("nationale", f"{SYNONYMES}add/", 200),
        ("bretagne", SYNONYMES, 200),
        ("bretagne", f"{SYNONYMES}add/", 403),
        ("nationale", VAINES, 200),
        ("bretagne", VAINES, 200),
        ("admin", f"{VAINES}add/", 403),
    ],
)
def test_who_may_teach_the_search(comptes, compte, adresse, code):
    assert comptes[compte].get(adresse).status_code == code


def test_a_search_without_result_leads_to_a_synonym_that_mends_it(comptes, visiteur):
    for _ in range(3):
        assert 'data-total="0"' in visiteur.get("/fiches/?q=Biclou xylophone").content.decode()
    visiteur.get("/fiches/?q=ressourcerie")
    liste = comptes["nationale"].get(SYNONYMES).content.decode()
    assert "biclou xylophone" in liste
    assert re.search(r"biclou xylophone</th><td>3</td>", liste)
    assert "ressourcerie</th>" not in liste
    (adresse,) = re.findall(r'href="([^"]*formes=biclou[^"]*)"', liste)
    page = comptes["nationale"].get(adresse).content.decode()
    envoi = formulaire(page)
    assert envoi["formes"] == ["biclou xylophone, "]
    envoi |= {"formes": ["biclou xylophone, ressourcerie"], "slug": ["biclou"]}
    assert comptes["nationale"].post(adresse.split("?")[0], envoi).status_code == 302
    assert "creer-une-ressourcerie" in visiteur.get("/fiches/?q=Biclou xylophone").content.decode()


def test_a_group_of_synonyms_has_two_forms(comptes):
    reponse = comptes["nationale"].post(f"{SYNONYMES}add/", {"slug": "seul", "formes": "seul,"})
    assert "Donnez au moins deux formes" in reponse.content.decode()


@pytest.mark.parametrize("texte", ["jean.dupont@exemple.fr", "06 12 34 56 78", "   ", "\u202e" * 20])
def test_nothing_about_a_person_is_kept_of_a_search(visiteur, texte):
    from dts_platform.models import FruitlessSearch

    visiteur.get("/fiches/", {"q": texte})
    assert not FruitlessSearch.objects.exists()


def test_searches_without_result_are_bounded(visiteur):
    from dts_platform.models import MAX_NOTED_PER_DAY, FruitlessSearch

    for numero in range(MAX_NOTED_PER_DAY + 20):
        FruitlessSearch.objects.note(f"zyg {chr(97 + numero % 26)}{chr(97 + numero // 26)}")
    assert FruitlessSearch.objects.count() == MAX_NOTED_PER_DAY
    visiteur.get("/recherche/", {"q": "z" * 5000})
    assert max(map(len, FruitlessSearch.objects.values_list("texte", flat=True))) <= 100
