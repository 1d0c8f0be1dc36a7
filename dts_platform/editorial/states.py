"""The states of a text, the ways between them, and what is public. Every skin of the content asks here."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone


class Statut(models.TextChoices):
    BROUILLON = "brouillon", "Brouillon"
    RELECTURE = "relecture", "En relecture"
    PUBLIE = "publie", "Publié"
    RETIRE = "retire", "Retiré"

    @property
    def is_public(self) -> bool:
        return self is Statut.PUBLIE


@dataclass(frozen=True)
class Transition:
    from_state: Statut
    to_state: Statut
    label: str


TRANSITIONS = (
    Transition(Statut.BROUILLON, Statut.RELECTURE, "Soumettre à la relecture"),
    Transition(Statut.RELECTURE, Statut.BROUILLON, "Renvoyer à l’auteur"),
    Transition(Statut.RELECTURE, Statut.PUBLIE, "Publier"),
    Transition(Statut.PUBLIE, Statut.RELECTURE, "Reprendre en relecture"),
    Transition(Statut.PUBLIE, Statut.RETIRE, "Retirer"),
    Transition(Statut.RETIRE, Statut.BROUILLON, "Rouvrir en brouillon"),
)


def diagram() -> str:
    """The transition table as a Mermaid diagram, as it stands in docs/architecture.md."""
    lines = [f"    {t.from_state.value} --> {t.to_state.value} : {t.label}" for t in TRANSITIONS]
    return "\n".join(["stateDiagram-v2", f"    [*] --> {Statut.BROUILLON.value}", *lines])


def refuse_future_day(obj: models.Model, name: str) -> None:
    """Raise ValidationError on a field that tells what was done, when its day is still to come."""
    day = getattr(obj, name)
    if day and day > timezone.localdate():
        raise ValidationError({name: "Ce jour n’est pas encore venu : mettez celui où la vérification a été faite."})


class PublishableQuerySet(models.QuerySet):
    def published(self):
        """The texts every visitor may read: the only definition of public."""
        return self.filter(statut__in=[statut for statut in Statut if statut.is_public])


class Publishable(models.Model):
    """A text with a publication state, a date of verification and a date of last change."""

    statut = models.CharField(
        "état",
        max_length=12,
        choices=Statut,
        default=Statut.BROUILLON,
        db_index=True,
        help_text="Seuls les textes publiés se voient sur le site, dans les PDF et dans les données ouvertes.",
    )
    publie_le = models.DateField("publié le", null=True, blank=True, help_text="Rempli à la première publication.")
    verifie_le = models.DateField(
        "vérifié le",
        null=True,
        blank=True,
        help_text="Jour où quelqu’un a relu les faits, les liens et les textes de loi.",
    )
    modifie_le = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_publie_date",
                condition=~models.Q(statut=Statut.PUBLIE) | models.Q(publie_le__isnull=False),
                violation_error_message="Un texte publié porte sa date de publication : remplissez « publié le ».",
            ),
        ]

    @property
    def is_public(self) -> bool:
        return Statut(self.statut).is_public

    @property
    def url(self) -> str:
        """The path of its page, under the name its record in the index gives it."""
        return self.get_absolute_url()

    def clean(self):
        """Fill the publication date an editor left empty on publishing; nobody has verified a text tomorrow."""
        super().clean()
        if self.is_public and not self.publie_le:
            self.publie_le = timezone.localdate()
        refuse_future_day(self, "verifie_le")
