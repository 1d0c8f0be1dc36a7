"""What every citation of a document says: which document, where in it, what is found there."""

from django.db import models

from references.models import Document


class Citation(models.Model):
    """A document that a text rests on; the document is described once, and says its own title, publisher and date."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="%(class)ss", verbose_name="document")
    ordre = models.PositiveSmallIntegerField("ordre", default=1)
    passage = models.CharField(
        "où cela se lit", max_length=300, blank=True, help_text="La page, l’article, le chapitre : « p. 12 »."
    )
    note = models.TextField("ce qu’on y trouve", blank=True)

    class Meta:
        abstract = True
        ordering = ["ordre", "pk"]

    def __str__(self) -> str:
        return self.titre

    @property
    def titre(self) -> str:
        return self.document.titre

    @property
    def cited(self) -> str:
        """The document as one cites it: title, publisher, date, where it reads, address or why there is none."""
        return ", ".join(part for part in (str(self.document), self.passage, self.adresse or self.absence) if part)

    @property
    def editeur(self) -> str:
        return self.document.editeur

    @property
    def date(self) -> str:
        return self.document.date

    @property
    def adresse(self) -> str:
        return self.document.adresse

    @property
    def absence(self) -> str:
        return self.document.absence
