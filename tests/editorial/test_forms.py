"""The forms of texts leave nothing out: a field that no fieldset names could be edited by nobody."""

from collections.abc import Iterator

import pytest
from django import forms
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.test import RequestFactory

from dts_platform.background.outgoing import NO_ADDRESS
from dts_platform.editorial.forms import TAKEN
from dts_platform.models import Editeur, GroupeRessource
from experiences.models import Experience
from fiches.models import Fiche
from missions.models import Repere
from references.models import Document, Regle
from tests.editorial.forms import form_fields
from tests.factories import an_account, signed_in
from tests.territoires.groups import a_group

pytestmark = pytest.mark.django_db
NO_DOMAINS = {
    "a sign that turns writing": "\u202eexemple.fr",
    "too long in plain letters": "é" * 60 + ".fr",
    "a last part too long": "exemple." + "é" * 60,
}


@pytest.mark.parametrize("model", [Fiche, Experience, Repere, Regle, Document])
def test_every_editable_field_is_in_the_form(model):
    request = RequestFactory().get("/admin/")
    request.user = an_account("admin")
    model_admin = admin.site.get_model_admin(model)
    shown = flatten_fieldsets(model_admin.get_fieldsets(request))
    fields = [*model._meta.fields, *model._meta.many_to_many]
    by_inline = {inline.model for inline in model_admin.get_inline_instances(request)}
    editable = {
        field.name
        for field in fields
        if field.editable
        and not field.primary_key
        and not (field.many_to_many and field.remote_field.through in by_inline)
    }
    assert editable - set(shown) == set()


def forms_to_fill(client) -> Iterator[tuple[type, str, forms.ModelForm]]:
    """Each form of the administration that a row is written in, and its address: the one to add, else to change."""
    for model in admin.site._registry:
        place = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        held = model._base_manager.values_list("pk", flat=True).first()
        for address in (f"{place}add/", f"{place}{held}/change/"):
            page = client.get(address)
            if page.status_code == 200 and page.context.get("adminform"):
                yield model, address, page.context["adminform"].form
                break


def errors_of(client, address: str, name: str, value: object) -> str:
    """What the form at this address says of one field, where this is typed."""
    fields = form_fields(client.get(address).content.decode()) | {name: [value]}
    return " ".join(client.post(address, fields).context["adminform"].form.errors.get(name, []))


def test_value_that_another_row_holds_is_refused_in_a_sentence_without_names_of_tables():
    client = signed_in(an_account("admin"))
    a_group()
    seen = 0
    for model, address, form in forms_to_fill(client):
        for name in [c.name for c in model._meta.concrete_fields if c.unique and c.name in form.fields]:
            held = next(filter(None, model._base_manager.values_list(name, flat=True)), None)
            if held is None or not address.endswith("/add/"):
                continue
            told = errors_of(client, address, name, held)
            assert told, (address, name)
            assert "Un objet" not in told, (address, name)
            seen += TAKEN in told
    assert seen > 5


@pytest.mark.parametrize("domain", NO_DOMAINS.values(), ids=NO_DOMAINS)
def test_address_that_no_mail_can_bear_is_refused_in_each_form(domain):
    client = signed_in(an_account("admin"))
    Editeur.objects.get_or_create()
    asking = [
        (model, errors_of(client, address, name, f"a@{domain}"))
        for model, address, form in forms_to_fill(client)
        for name, field in form.fields.items()
        if isinstance(field, forms.EmailField)
    ]
    assert {model for model, _ in asking} >= {Editeur, GroupeRessource}
    assert {told for _, told in asking} == {NO_ADDRESS}
