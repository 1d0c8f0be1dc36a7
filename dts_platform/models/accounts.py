"""Who works here: accounts, their role, and the regions they answer for."""

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.sessions.models import Session
from django.db import models
from django.utils.functional import cached_property

from dts_platform.background.personal import EDITORS, Personal, keeps
from dts_platform.content.territoires import REGION_CHOICES, REGIONS
from dts_platform.editorial.permissions import Role


class AccountManager(UserManager):
    def create_superuser(self, username, email=None, password=None, **fields):
        """The first administrator of a site, made by a command."""
        return super().create_superuser(username, email, password, **{"role": Role.ADMINISTRATOR, **fields})


ACCOUNT = Personal(
    EDITORS,
    "Le compte\u202f: identifiant, nom, adresse de courriel, rôle, régions, dernière connexion",
    "ouvrir l’administration, et dire qui a écrit quoi",
    "Tant que la personne écrit ici\u202f; fermé ensuite, le compte reste, pour que l’historique des textes garde ses auteurs",
    ("username", "first_name", "last_name", "email", "last_login", "role"),
)
keeps(
    Personal(
        EDITORS,
        "La session\u202f: un cookie, et le compte auquel il mène",
        "ne pas redemander le mot de passe à chaque page",
        "Sept jours",
        ("session_data",),
        lambda now: models.Q(expire_date__lt=now),
    )
)(Session)
keeps(
    Personal(
        EDITORS,
        "Le journal de l’administration\u202f: qui a fait quoi, quand",
        "comprendre ce qui est arrivé à un texte",
        "Tant que le site existe",
        ("user", "change_message"),
    )
)(LogEntry)


@keeps(ACCOUNT)
class User(AbstractUser):
    """An account of the administration; visitors have none."""

    role = models.CharField(
        "rôle",
        max_length=16,
        choices=Role,
        blank=True,
        default="",
        help_text="Un référent écrit les textes de ses régions, indiquées plus bas. Un relecteur national écrit et publie partout. "
        "Un administrateur gère aussi les comptes. Sans rôle, ou référent sans région : ce compte ne modifie rien.",
    )
    demonstration = models.BooleanField(
        "compte de démonstration", default=False, help_text="Refusé dès que le site est en production."
    )

    objects = AccountManager()

    class Meta:
        verbose_name = "compte"
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(
                name="dts_platform_all_rights_of_administrators",
                condition=models.Q(is_superuser=False) | models.Q(role=Role.ADMINISTRATOR),
                violation_error_message="Seul un administrateur a tous les droits.",
            )
        ]

    @cached_property
    def regions(self) -> frozenset[str]:
        """The slugs of the regions this account answers for, read once for a request."""
        return frozenset(self.affectations.values_list("region", flat=True))


@keeps(ACCOUNT)
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
