"""Who works here, and what belongs to no single app: accounts, regional groups, synonyms, the tables of the index."""

import logging
from datetime import date, timedelta

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction
from django.utils import timezone

from dts_platform.content.natural_keys import NaturalKey, NaturalManager
from dts_platform.content.provenance import WebAddressField
from dts_platform.content.territoires import REGION_CHOICES, REGIONS, Region
from dts_platform.search.tables import SearchPosting, SearchRow, SearchState, SearchTouch, SearchWord

logger = logging.getLogger(__name__)
NOTED_FOR = timedelta(days=365)
MAX_NOTED_LENGTH, MAX_NOTED_PER_DAY, PHONE_NUMBER_DIGITS = 100, 500, 6
__all__ = ["SearchPosting", "SearchRow", "SearchState", "SearchTouch", "SearchWord"]  # tables of the floor


class User(AbstractUser):
    """An account of the administration; visitors have none."""

    demonstration = models.BooleanField(
        "compte de démonstration", default=False, help_text="Refusé dès que le site est en production."
    )

    class Meta:
        verbose_name = "compte"
        ordering = ["username"]

    @property
    def regions(self) -> frozenset[str]:
        """The slugs of the regions this account answers for; empty for the national team."""
        return frozenset(self.affectations.values_list("region", flat=True))


class Affectation(models.Model):
    """A person answers for a region."""

    user = models.ForeignKey(User, models.CASCADE, related_name="affectations", verbose_name="compte")
    region = models.CharField("région", max_length=40, choices=REGION_CHOICES)

    class Meta:
        verbose_name = "affectation régionale"
        verbose_name_plural = "affectations régionales"
        ordering = ["region"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "region"],
                name="dts_platform_affectation_unique",
                violation_error_message="Ce compte est déjà affecté à cette région.",
            )
        ]

    def __str__(self) -> str:
        return str(REGIONS[self.region])


class GroupeRessource(models.Model):
    """The resource group of a region: who to call, for what."""

    region = models.CharField("région", max_length=40, choices=REGION_CHOICES, unique=True)
    nom = models.CharField("nom", max_length=160)
    presentation = models.TextField(
        "présentation", blank=True, help_text="Ce que le groupe propose, en quelques phrases."
    )
    courriel = models.EmailField("courriel public", blank=True)
    telephone = models.CharField("téléphone public", max_length=30, blank=True)
    site = WebAddressField("site", blank=True)
    visible = models.BooleanField("visible sur le site", default=False)
    verifie_le = models.DateField("vérifié le", null=True, blank=True)

    class Meta:
        verbose_name = "groupe ressource"
        verbose_name_plural = "groupes ressources"
        ordering = ["region"]
        constraints = [
            models.CheckConstraint(
                name="dts_platform_groupe_joignable",
                condition=models.Q(visible=False) | ~models.Q(courriel="") | ~models.Q(telephone=""),
                violation_error_message="Un groupe visible donne un moyen de le joindre : courriel ou téléphone.",
            )
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def territoire_region(self) -> Region:
        return REGIONS[self.region]


class Referent(models.Model):
    """A person of a resource group, with the contact they agreed to make public."""

    groupe = models.ForeignKey(GroupeRessource, models.CASCADE, related_name="referents", verbose_name="groupe")
    ordre = models.PositiveSmallIntegerField("ordre", default=1)
    nom = models.CharField("nom", max_length=120)
    fonction = models.CharField("fonction", max_length=160, blank=True)
    courriel = models.EmailField("courriel public", blank=True)
    telephone = models.CharField("téléphone public", max_length=30, blank=True)

    class Meta:
        verbose_name = "référent"
        ordering = ["ordre", "nom"]

    def __str__(self) -> str:
        return self.nom


class LoadedFile(models.Model):
    """A content file as it was last loaded: what it said, and what the database held just after."""

    chemin = models.CharField(max_length=200, unique=True)
    empreinte_du_fichier = models.CharField(max_length=64)
    empreinte_des_donnees = models.CharField(max_length=64)

    class Meta:
        db_table = "dts_platform_fichierdecontenu"
        verbose_name = "fichier de contenu chargé"
        verbose_name_plural = "fichiers de contenu chargés"
        ordering = ["chemin"]

    def __str__(self) -> str:
        return self.chemin


class Synonyme(NaturalKey):
    """Words that mean the same to someone who searches: « IAE, insertion par l’activité économique »."""

    slug = models.SlugField("repère", unique=True, max_length=80, help_text="Court, sans accent : « iae ».")
    formes = models.TextField(
        "formes",
        help_text="Séparées par des virgules, deux au moins. Chercher l’une trouvera aussi les textes qui emploient l’autre : "
        "n’écrivez ici que des mots que l’on peut échanger.",
    )

    objects = NaturalManager()

    class Meta:
        verbose_name = "synonymes"
        verbose_name_plural = "synonymes et sigles"
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.formes

    @property
    def word_forms(self) -> list[str]:
        return [form.strip() for form in self.formes.split(",") if form.strip()]

    def clean(self):
        super().clean()
        if len(self.word_forms) < 2:
            raise ValidationError({"formes": "Donnez au moins deux formes, séparées par une virgule."})


class FruitlessSearchManager(models.Manager):
    def note(self, text: str) -> None:
        """Count a text that found nothing. What looks like an address or a number of a person is not kept."""
        text = " ".join(text.lower().split())[:MAX_NOTED_LENGTH].strip()
        if not text or "@" in text or sum(c.isdigit() for c in text) >= PHONE_NUMBER_DIGITS:
            return
        try:
            with transaction.atomic():
                self._count(text, timezone.localdate())
        except DatabaseError:
            logger.warning("Recherche sans résultat non comptée : la base est occupée.")

    def _count(self, text: str, day: date) -> None:
        that_day = self.filter(jour=day)
        if that_day.filter(texte=text).update(combien=models.F("combien") + 1):
            return
        noted = that_day.count()
        if not noted:
            self.filter(jour__lt=day - NOTED_FOR).delete()
        if noted < MAX_NOTED_PER_DAY:
            self.bulk_create([self.model(jour=day, texte=text)], ignore_conflicts=True)


class FruitlessSearch(models.Model):
    """A text that found nothing, counted by day: the words alone, nothing about who typed them."""

    jour = models.DateField("jour")
    texte = models.CharField("texte cherché", max_length=100)
    combien = models.PositiveIntegerField("nombre de fois", default=1)

    objects = FruitlessSearchManager()

    class Meta:
        db_table = "dts_platform_recherchevaine"
        verbose_name = "recherche sans résultat"
        verbose_name_plural = "recherches sans résultat"
        ordering = ["-jour", "-combien", "texte"]
        constraints = [models.UniqueConstraint(fields=["jour", "texte"], name="dts_platform_recherche_vaine_unique")]

    def __str__(self) -> str:
        return self.texte
