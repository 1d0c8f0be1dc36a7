"""Who works here: accounts, the regions they answer for, the regional resource groups."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from dts_platform.core.sources import AdresseField
from dts_platform.core.territoires import CHOIX_DE_REGIONS, REGIONS, Region


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
    region = models.CharField("région", max_length=40, choices=CHOIX_DE_REGIONS)

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

    region = models.CharField("région", max_length=40, choices=CHOIX_DE_REGIONS, unique=True)
    nom = models.CharField("nom", max_length=160)
    presentation = models.TextField(
        "présentation", blank=True, help_text="Ce que le groupe propose, en quelques phrases."
    )
    courriel = models.EmailField("courriel public", blank=True)
    telephone = models.CharField("téléphone public", max_length=30, blank=True)
    site = AdresseField("site", blank=True)
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


class FichierDeContenu(models.Model):
    """A content file as it was last loaded: what it said, and what the database held just after."""

    chemin = models.CharField(max_length=200, unique=True)
    empreinte_du_fichier = models.CharField(max_length=64)
    empreinte_des_donnees = models.CharField(max_length=64)

    class Meta:
        verbose_name = "fichier de contenu chargé"
        verbose_name_plural = "fichiers de contenu chargés"
        ordering = ["chemin"]

    def __str__(self) -> str:
        return self.chemin
