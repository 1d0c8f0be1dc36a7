"""The states of a text, the ways between them, and what is public. Every skin of the content asks here."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from dts_platform.editorial.copies import WithCopies

EARLIEST = date(1990, 1, 1)


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
    """A way from one state to another: `dts_platform.desk` takes a text along it, `label` names it in the diagram."""

    from_state: Statut
    to_state: Statut
    label: str


SEND = Transition(Statut.BROUILLON, Statut.RELECTURE, "Soumettre à la relecture")
RETURN = Transition(Statut.RELECTURE, Statut.BROUILLON, "Renvoyer à l’auteur")
PUBLISH = Transition(Statut.RELECTURE, Statut.PUBLIE, "Publier")
WITHDRAW = Transition(Statut.PUBLIE, Statut.RETIRE, "Retirer")
REOPEN = Transition(Statut.RETIRE, Statut.BROUILLON, "Rouvrir en brouillon")
TRANSITIONS = (SEND, RETURN, PUBLISH, WITHDRAW, REOPEN)


def diagram() -> str:
    """The transition table as a Mermaid diagram, as it stands in docs/architecture.md."""
    lines = [f"    {t.from_state.value} --> {t.to_state.value} : {t.label}" for t in TRANSITIONS]
    return "\n".join(["stateDiagram-v2", f"    [*] --> {Statut.BROUILLON.value}", *lines])


class PastDay(models.DateField):
    """A day that has come: what it dates was done. A day that was already stored is not refused."""

    def validate(self, value, model_instance):
        super().validate(value, model_instance)
        if value is None or EARLIEST <= value <= timezone.localdate():
            return
        rows = type(model_instance)._base_manager if model_instance and model_instance.pk else None
        if rows is None or not rows.filter(pk=model_instance.pk, **{self.name: value}).exists():
            said = "n’est pas encore venu" if value > EARLIEST else "est trop ancien"
            raise ValidationError(f"Ce jour {said}\u202f: mettez celui où c’est arrivé.")

    def deconstruct(self):
        """To migrations, a day like another."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateField", args, kwargs


def public_row(row: str) -> str:
    """SQL that is true of a row of a table of texts when its text is public."""
    values = ", ".join(f"'{statut.value}'" for statut in Statut if statut.is_public)
    return f"{row}.statut IN ({values})"


def said_in_public(column: str) -> models.Q:
    """True of a row when the whole of a text that a JSON column holds is that of a public one."""
    return models.Q(**{f"{column}__0__fields__statut__in": [statut.value for statut in Statut if statut.is_public]})


class PublishableQuerySet(models.QuerySet):
    def published(self):
        """The texts every visitor may read: the only definition of public."""
        return self.filter(statut__in=[statut for statut in Statut if statut.is_public])

    def in_progress(self):
        """Those that somebody writes or reviews."""
        return self.filter(statut__in=[Statut.BROUILLON, Statut.RELECTURE])


class Publishable(WithCopies):
    """A text with a publication state, a date of verification and a date of last change."""

    statut = models.CharField(
        "état",
        max_length=12,
        choices=Statut,
        default=Statut.BROUILLON,
        db_index=True,
        help_text="Seuls les textes publiés se voient sur le site, dans les PDF et dans les données ouvertes.",
    )
    publie_le = PastDay("publié le", null=True, blank=True, help_text="Rempli à la première publication.")
    verifie_le = PastDay(
        "vérifié le",
        null=True,
        blank=True,
        help_text="Jour où quelqu’un a relu les faits, les liens et les textes de loi.",
    )
    modifie_le = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        abstract = True
        constraints = [
            *WithCopies.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_copy_not_public",
                condition=models.Q(copie_de__isnull=True) | models.Q(statut__in=[Statut.BROUILLON, Statut.RELECTURE]),
                violation_error_message="Une copie de travail ne se publie pas\u202f: c’est son texte qui reçoit ses mots.",
            ),
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

    def go_to(self, state: Statut) -> None:
        """Give this stored text another state; a text published for the first time takes the day."""
        self.statut = state
        self.clean()
        self.save(update_fields=["statut", "publie_le", "modifie_le"])

    def clean(self):
        """Fill the publication date an editor left empty on publishing."""
        super().clean()
        if self.is_public and not self.publie_le:
            self.publie_le = timezone.localdate()
