"""The gate of texts, at the door of every form: no model, no field goes round it."""

import html
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from dts_platform.models.search import Synonyme
from dts_platform.models.site import Editeur
from dts_platform.text.gated import Gated, is_prose
from experiences.models import Experience
from fiches.models import Fiche
from missions.models import Principe
from tests.editorial.forms import form_fields
from tests.factories import a_fiche

OURS = [model for model in apps.get_models() if Path(model._meta.app_config.path).parent == settings.BASE_DIR]
PROSE = [
    (model, field)
    for model in OURS
    if issubclass(model, Gated)
    for field in model._meta.concrete_fields
    if is_prose(field)
]
# What no editor writes: accounts, journals, indexes, documents, names, mail. FrozenFile and BuiltDocument are named by the
# machine. The reason of a withdrawal passes the gate in its form.
OF_MACHINES = {
    "User": {"username", "first_name", "last_name", "password"},
    "LoadedFile": {"chemin", "empreinte_du_fichier"},
    "FoundSearch": {"texte"},
    "FruitlessSearch": {"texte"},
    "Bucket": {"key"},
    "OutgoingMail": {"body", "subject", "error"},
    "Message": {
        "about",
        "address",
        "model",
        "word",
        "key",
        "said",
        "name",
        "recipient",
    },  # of readers, as they typed it
    "Notice": {"about", "address", "model", "word", "key", "said"},
    "PublicName": {"field", "name", "kind"},
    "SignOfLife": {"duty"},
    "Withdrawal": {"reason", "kind"},
    "SavedForm": {"said", "answer", "key"},
    "Version": {"why", "digest", "model", "sentence"},
    "Passage": {"before", "message", "after", "model"},  # the word passes the gate in the form: test_word_beside_an_act
    "PreviewLink": {"model", "token"},
    "LinkCheck": {"leads_to", "said", "address"},
    "BuiltDocument": {"nom", "adresse", "empreinte", "jeton", "sha256", "erreur", "basis"},
    "Lease": {"cle", "par"},
    "FrozenFile": {"nom", "sha256"},
}
ADDRESS = "/admin/fiches/fiche/{}/change/"


def test_every_text_that_people_write_passes_the_gate():
    outside = {}
    for model in OURS:
        prose = {field.name for field in model._meta.concrete_fields if is_prose(field)}
        if prose and not issubclass(model, Gated) and "search" not in model.__module__.split(".")[1]:
            outside[model.__name__] = prose
    assert outside == OF_MACHINES


@pytest.mark.parametrize(("model", "field"), PROSE, ids=lambda one: getattr(one, "__name__", None) or str(one))
def test_field_is_cleaned_and_refuses_what_no_reader_could_read(model, field):
    others = {one.name for one in model._meta.concrete_fields} - {field.name}
    row = model(**{field.name: "l'\x93eau\x94"})
    row.clean_fields(exclude=others)
    assert getattr(row, field.name) == "l'“eau”"
    row = model(**{field.name: "un \ue123"})
    with pytest.raises(ValidationError, match="U.E123"):
        row.clean_fields(exclude=others)


@pytest.mark.parametrize(
    ("model", "name"),
    [
        (Fiche, "questions"),
        (Experience, "questions"),
        (Principe, "alias"),
        (Synonyme, "formes"),
        (Editeur, "adresse"),
        (Editeur, "hebergeur_adresse"),
    ],
    ids=str,
)
def test_field_of_plain_lines_holds_neither_lists_nor_marks(model, name):
    row = model(**{name: "•\tun *mot*\n•\tdeux"})
    row.clean_fields(exclude={one.name for one in model._meta.concrete_fields} - {name})
    assert getattr(row, name) == "un mot\ndeux"


@pytest.fixture
def fiche(db):
    return a_fiche(statut="brouillon", publie_le=None)


def post(accounts, fiche, **typed):
    """Send the form of a fiche back with other words in some fields; return the answer, followed."""
    address = ADDRESS.format(fiche.pk)
    form = form_fields(accounts["admin"].get(address).content.decode())
    form |= {name.replace("0_", "etapes-0-"): [text] for name, text in typed.items()}
    response = accounts["admin"].post(address, form, follow=True)
    fiche.refresh_from_db()
    return response.redirect_chain, html.unescape(response.content.decode())


@pytest.mark.django_db
class TestForm:
    def test_paste_of_a_word_processor_is_kept_as_what_it_was(self, accounts, fiche):
        saved, page = post(
            accounts,
            fiche,
            pourquoi="Deux raisons :\r\n\uf0b7\tL'eau\r\n\uf0b7\tl\x92air",
            **{"0_texte": "<b>Avancer</b>"},
        )
        assert saved
        assert fiche.pourquoi == "Deux raisons\u202f:\n\n- L’eau\n- l’air"
        assert fiche.etapes.first().texte == "**Avancer**"
        assert "Étape «\u202f1. Faire le pas 1\u202f», quoi faire. Ligne 1\u202f: le code HTML" in page

    def test_refusal_names_the_line_and_loses_nothing(self, accounts, fiche):
        before = fiche.pourquoi
        saved, page = post(accounts, fiche, pourquoi="Un.\r\n\r\n![](plan.png)", **{"0_texte": "Note[^1] gardée"})
        assert not saved
        assert "Ligne 3\u202f: l’image «\u202fplan.png\u202f» ne se verra pas" in page
        assert "l’appel de note «\u202f[^1]\u202f» se lirait tel quel" in page
        assert "![](plan.png)" in page
        assert "Note[^1] gardée" in page
        assert fiche.pourquoi == before

    def test_text_stored_before_the_gate_does_not_keep_others_from_changing(self, accounts, fiche):
        old = "Un vieux texte[^1]\uf0b7"
        Fiche.objects.filter(pk=fiche.pk).update(pourquoi=old, verifie_le=date(2099, 1, 1))
        saved, _ = post(accounts, fiche, resume="Récrit.")
        assert saved
        assert (fiche.resume, fiche.pourquoi, fiche.verifie_le) == ("Récrit.", old, date(2099, 1, 1))
        saved, page = post(accounts, fiche, pourquoi=old + " et plus")
        assert not saved
        assert "se lirait tel quel" in page

    @pytest.mark.parametrize("day", ["2099-01-01", "0001-01-01"])
    def test_day_that_cannot_be_is_refused(self, accounts, fiche, day):
        saved, page = post(accounts, fiche, verifie_le=day)
        assert not saved
        assert "mettez celui où c’est arrivé" in page

    def test_day_of_today_is_saved(self, accounts, fiche):
        saved, _ = post(accounts, fiche, verifie_le=timezone.localdate().isoformat())
        assert saved
        assert fiche.verifie_le == timezone.localdate()

    def test_hundred_remarks_are_not_all_told(self, accounts, fiche):
        table = "|a" * 8 + "|\n" + "|-" * 8 + "|\n\nfin\n\n"
        saved, page = post(accounts, fiche, pourquoi=table * 30)
        assert saved
        assert page.count("colonnes ne tient pas") == 10
        assert "Et 20 autres remarques" in page
