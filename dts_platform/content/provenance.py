"""Where a fact comes from: the shape shared by every table of sources."""

from django.db import models


class WebAddressField(models.URLField):
    """A web address; typed without a scheme, it is taken as https."""

    def formfield(self, **kwargs):
        return super().formfield(**{"assume_scheme": "https", **kwargs})


class Provenance(models.Model):
    """A public document a reader can go and find."""

    ordre = models.PositiveSmallIntegerField("ordre", default=1)
    titre = models.CharField("titre du document", max_length=300)
    editeur = models.CharField("éditeur ou site", max_length=200, blank=True)
    date = models.CharField(
        "date", max_length=60, blank=True, help_text="Telle que le document la donne : « 2010 », « mars 2014 »…"
    )
    adresse = WebAddressField("adresse", max_length=400, blank=True)
    note = models.TextField("ce qu’on y trouve", blank=True)

    class Meta:
        abstract = True
        ordering = ["ordre", "pk"]

    def __str__(self) -> str:
        return self.titre
