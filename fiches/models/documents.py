"""Documents that were built, work in progress, and the editions kept for ever."""

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone

from dts_platform.background.personal import EDITORS, Personal, keeps
from dts_platform.text.gated import Gated
from dts_platform.web.addresses import url


class HeldText(NamedTuple):
    """A text in a document, in the order of the stored row: its path, title, last change (ISO 8601), pages.

    One that the document only names has its path alone.
    """

    path: str
    title: str = ""
    changed: str = ""
    pages: int = 0

    @property
    def is_whole(self) -> bool:
        """Does the document say this text, beyond its name?"""
        return bool(self.changed)

    @classmethod
    def read(cls, rows: Iterable[list]) -> "list[HeldText]":
        """Those of stored rows."""
        return [cls(*row) for row in rows]


class BuiltDocument(models.Model):
    """A document that was built and stored: what it answers to, where it lies, what it holds.

    `empreinte` digests all that it is made of; `jeton` names the content for which this was last found true. `textes`
    has a row for each text that it holds or names (`held_texts`). `erreur` is why it could not be built again, in French.
    `basis` digests what it depends on, which is compared without reading its texts; `links` are the addresses of the
    texts that its own text would lead to. `behind_since` is when it was first found older than its texts.
    """

    nom = models.CharField("document", max_length=140, unique=True)
    adresse = models.CharField("adresse", max_length=200, blank=True)
    empreinte = models.CharField("état du contenu", max_length=64, blank=True)
    jeton = models.CharField("vérifié pour", max_length=80, blank=True)
    fichier = models.FileField("fichier", upload_to="documents", max_length=200, blank=True)
    sha256 = models.CharField("empreinte du fichier", max_length=64, blank=True, db_index=True)
    taille = models.PositiveIntegerField("taille (octets)", default=0)
    pages = models.PositiveIntegerField("pages", default=0)
    duree = models.FloatField("durée de construction (secondes)", default=0)
    edition_le = models.DateTimeField("édition du", null=True)
    textes = models.JSONField("textes", default=list)
    construit_le = models.DateTimeField("construit le", null=True)
    erreur = models.TextField("dernière erreur", blank=True)
    basis = models.CharField("ce dont il dépend", max_length=64, blank=True, editable=False)
    links = models.JSONField("adresses citées", default=list, editable=False)
    behind_since = models.DateTimeField("plus ancien que ses textes depuis", null=True, editable=False)

    class Meta:
        db_table = "fiches_documentconstruit"
        verbose_name = "document construit"
        verbose_name_plural = "documents construits"
        ordering = ["nom"]

    def __str__(self) -> str:
        return self.nom

    @property
    def etag(self) -> str:
        return f'"{self.sha256}"'

    @property
    def held_texts(self) -> list[HeldText]:
        return HeldText.read(self.textes)


class LeaseQuerySet(models.QuerySet):
    def take(self, cle: str, par: str, seconds: float) -> bool:
        """Take a lease, or prolong one's own; False while another holds it. Whoever dies loses it at its end."""
        now = timezone.now()
        end = now + timedelta(seconds=seconds)
        if self.filter(Q(jusqu_a__lt=now) | Q(par=par), cle=cle).update(par=par, jusqu_a=end):
            return True
        try:
            with transaction.atomic():
                self.create(cle=cle, par=par, jusqu_a=end)
        except IntegrityError:
            return False
        return True

    def held(self, cle: str) -> bool:
        """Is someone at work on this?"""
        return self.filter(cle=cle, jusqu_a__gte=timezone.now()).exists()

    def release(self, cle: str, par: str) -> None:
        """Give a lease back."""
        self.filter(cle=cle, par=par).delete()


class Lease(models.Model):
    """Who is making what, until when: two machines on one database do not do the same work twice."""

    cle = models.CharField("travail", max_length=140, unique=True)
    par = models.CharField("par", max_length=40)
    jusqu_a = models.DateTimeField("jusqu’à")

    objects = LeaseQuerySet.as_manager()

    class Meta:
        db_table = "fiches_bail"
        verbose_name = "travail en cours"
        verbose_name_plural = "travaux en cours"

    def __str__(self) -> str:
        return self.cle


@keeps(
    Personal(
        EDITORS,
        "Les éditions du manuel\u202f: le compte qui a figé chacune",
        "savoir qui l’a décidé",
        "Tant que le site existe",
        ("figee_par",),
    )
)
class Edition(Gated):
    """An edition that an editor froze: its files are kept for ever, as they were."""

    nom = models.CharField("nom", max_length=120, help_text="« Première édition », « Édition du printemps 2027 »…")
    slug = models.SlugField("adresse", unique=True, max_length=80, help_text="Fait partie de l’adresse des fichiers.")
    date = models.DateField("date", help_text="Celle qui sera imprimée dans la liste des éditions.")
    note = models.TextField("ce qu’elle a de nouveau", blank=True, help_text="Une ou deux phrases pour les lecteurs.")
    textes = models.JSONField("textes", default=list, editable=False)
    figee_le = models.DateTimeField("figée le", auto_now_add=True)
    figee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, verbose_name="figée par"
    )

    class Meta:
        verbose_name = "édition figée"
        verbose_name_plural = "éditions figées"
        ordering = ["-date", "-pk"]

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return f"{url('fiches:editions')}#{self.anchor}"

    @property
    def held_texts(self) -> list[HeldText]:
        return HeldText.read(self.textes)

    @property
    def anchor(self) -> str:
        return f"edition-{self.slug}"


class FrozenFile(models.Model):
    """One file of a frozen edition."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="fichiers", verbose_name="édition")
    nom = models.CharField("nom du fichier", max_length=120)
    fichier = models.FileField("fichier", upload_to="editions", max_length=200)
    sha256 = models.CharField("empreinte", max_length=64)
    taille = models.PositiveIntegerField("taille (octets)")
    pages = models.PositiveIntegerField("pages", default=0)

    class Meta:
        db_table = "fiches_fichierdedition"
        verbose_name = "fichier d’édition"
        verbose_name_plural = "fichiers d’édition"
        ordering = ["edition", "pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "nom"], name="fiches_fichier_d_edition_unique")]

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return url("fiches:edition_fichier", self.edition.slug, self.nom)
