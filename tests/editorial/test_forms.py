"""The forms of texts leave nothing out: a field that no fieldset names could be edited by nobody."""

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.test import RequestFactory

from experiences.models import Experience
from fiches.models import Fiche
from missions.models import Repere
from references.models import Document, Regle
from tests.factories import an_account

pytestmark = pytest.mark.django_db


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
