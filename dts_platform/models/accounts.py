"""Who works here: accounts, and the regions they answer for."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from dts_platform.content.territoires import REGION_CHOICES, REGIONS


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
