"""What open data and pages give of rules, references and figures, key by key; tests/portal/test_every_field.py asks for the rest."""

import pytest
from django.db import models
from django.test import Client

from references.models import Regle
from tests.factories import a_fiche, a_figure, a_reference, a_rule, an_experience
from tests.references.test_rules import page

pytestmark = pytest.mark.django_db
OF_STATES = {"statut", "publie_le", "verifie_le", "modifie_le", "copie_de", "auteur", "base"}


def own_fields(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.concrete_fields if not field.primary_key}


def test_every_field_of_a_rule_is_exported_or_belongs_to_the_desk():
    rule = a_rule()
    (record,) = (r for r in Client().get("/donnees/regles.json").json()["regles"] if r["slug"] == rule.slug)
    said = {"passee": "echeance_passee", "relue_par": "relecture", "relue_le": "relecture"}
    exported = {name for name in own_fields(Regle) if said.get(name, name) in record}
    assert own_fields(Regle) - exported == (OF_STATES | {"rappel_pour"}) - {"modifie_le"}


def test_fiche_exports_its_rules_and_its_references():
    fiche = a_fiche()
    rule, reference = a_rule(held_by=[fiche]), a_reference(fiche, "Un livre", passage="p. 41")
    (record,) = (r for r in Client().get("/donnees/fiches.json").json()["fiches"] if r["slug"] == fiche.slug)
    assert record["regles"] == [rule.slug]
    assert record["references"] == [f"{reference.document.titre}, p. 41"]


def test_exact_word_and_what_a_figure_covers_are_on_the_page_of_the_experience():
    experience = an_experience()
    a_figure(experience, note="balafons", perimetre="L’orchestre seul")
    html = page(experience.get_absolute_url())
    assert "balafons" in html
    assert "L’orchestre seul" in html
