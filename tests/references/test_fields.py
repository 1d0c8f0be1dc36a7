"""Each field of what texts rest on is in a form, on a page, in a document and in an export, or has a reason not to be."""

import pytest
from django.contrib import admin
from django.db import models
from django.test import Client, RequestFactory

from experiences.models import ChiffreCle
from fiches.models import Fiche, Reference, RegleDeFiche
from missions.models import ChiffreDeRepere
from references.models import Document, LinkCheck, Perimetre, Regle
from tests.factories import a_fiche, a_figure, a_reference, a_rule, an_account, an_experience
from tests.references.test_rules import page, printed

pytestmark = pytest.mark.django_db
OF_STATES = {"statut", "publie_le", "verifie_le", "modifie_le", "copie_de", "auteur", "base"}
WRITTEN_BY_THE_WORKER = {"passee", "rappel_pour"}
NOT_IN_FORMS = {
    Regle: WRITTEN_BY_THE_WORKER | {"modifie_le", "copie_de", "auteur", "base", "statut"},  # given by buttons
    LinkCheck: {field.name for field in LinkCheck._meta.fields},  # what a program found: nobody corrects it
}
PARENTS = {RegleDeFiche: "fiche", Reference: "fiche", ChiffreCle: "experience", ChiffreDeRepere: "repere"}
NOT_PRINTED = {
    Regle: OF_STATES
    | {
        "slug",  # in the address
        "copie_precision",  # how the date of the copy is said
        "domaine",  # a box stands in a fiche of this subject already; the page of the rule says it
        "passee",  # said in place of the deadline: tests/references/test_deadlines.py
        "rappel_pour",  # told to reviewers by mail
    },
    Document: {"slug"},  # names it in content files
    RegleDeFiche: {"fiche", "regle", "ordre"},  # where the box stands
    Reference: {"fiche", "document", "ordre"},
}


def own_fields(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.concrete_fields if not field.primary_key}


def names_in_form(model: type[models.Model]) -> set[str]:
    """The fields that the administration offers of a model: in its own form, or among the rows of a text."""
    request = RequestFactory().get("/admin/")
    request.user = an_account("admin")
    registered = admin.site._registry
    if model in registered:
        return {*registered[model].get_form(request)().fields}
    (rows,) = [
        inline
        for model_admin in registered.values()
        for inline in model_admin.get_inline_instances(request)
        if inline.model is model
    ]
    return {*rows.get_formset(request).form().fields}


@pytest.mark.parametrize("model", [Regle, Perimetre, Document, RegleDeFiche, Reference, ChiffreCle, ChiffreDeRepere])
def test_every_field_is_in_a_form(model):
    expected = own_fields(model) - NOT_IN_FORMS.get(model, set()) - {PARENTS.get(model, "")}
    assert expected - names_in_form(model) == set()


@pytest.mark.parametrize("model", [Regle, RegleDeFiche, Document, Reference])
def test_every_text_of_a_field_is_on_the_page_and_on_paper(model):
    fiche = a_fiche()
    reference = a_reference(fiche)
    rule = a_rule(held_by=[fiche], echeance="2099-01-01", echeance_objet="x", relue_par="x", relue_le="2026-01-01")
    row = {Regle: rule, RegleDeFiche: rule.citations.get(), Document: reference.document, Reference: reference}[model]
    texts = [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and field.name not in NOT_PRINTED[model]
    ]
    assert texts
    for number, field in enumerate(texts):
        if field.choices:
            continue
        word = f"https://balafon{number}.fr/" if field.name == "adresse" else f"balafon{number}"
        model._base_manager.filter(pk=row.pk).update(**{field.name: word})
        shown = page(fiche.get_absolute_url()), printed(Fiche.objects.get(pk=fiche.pk))
        assert all(word in html for html in shown), (model, field.name)


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
