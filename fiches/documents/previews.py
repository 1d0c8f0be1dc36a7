"""The PDF of a text that visitors do not read yet, for who writes or previews it: made when it is asked for, kept nowhere."""

from django.db import models
from django.http import HttpRequest, HttpResponse

from dts_platform.editorial.copies import with_copies
from dts_platform.editorial.versions import latest
from fiches.documents.catalogue import EXPERIENCE, FICHE
from fiches.documents.serve import Order, serve_made

PUBLICATIONS = {publication.model: publication for publication in (FICHE, EXPERIENCE)}


def preview_pdf(request: HttpRequest, text: models.Model) -> HttpResponse:
    """A draft or a working copy as its PDF will be."""
    publication = PUBLICATIONS[type(text)]
    name = f"apercu-{publication.file_name.format(text)}.pdf"

    def read():
        whole = with_copies(type(text)).with_everything().get(pk=text.pk)
        plan = publication.formats[0].read(whole).at(name, text.get_absolute_url())
        return plan.state, lambda: plan.render()[0].data

    version = latest(text)
    key = f"{text._meta.label_lower}-{text.pk}-{version.pk if version else 0}-{text.modifie_le.isoformat()}"
    return serve_made(request, Order(name, key, read))
