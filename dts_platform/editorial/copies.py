"""Working copies: a text that is read by visitors is corrected in another row, which none of its lists shows."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models

from dts_platform.background.personal import EDITORS, Personal, keeps
from dts_platform.content.natural_keys import NaturalManager


class OriginalsManager(NaturalManager):
    """The texts themselves: a working copy is in no page, list, count, document or export, even by mistake.

    Joins and the rows that a text owns still see copies: who goes through them says which texts it means.
    """

    def get_queryset(self):
        return super().get_queryset().filter(copie_de__isnull=True)


class _Unique(models.UniqueConstraint):
    def deconstruct(self):
        """To migrations, a constraint like another."""
        _, args, options = super().deconstruct()
        return "django.db.models.UniqueConstraint", args, options


class UniqueName(_Unique):
    """A name that no two texts bear; a working copy bears that of its text."""

    def __init__(self, *, fields, name, violation_error_message=None, **options):
        options |= {"condition": models.Q(copie_de__isnull=True), "violation_error_code": "unique"}
        super().__init__(fields=fields, name=name, violation_error_message=violation_error_message, **options)

    def validate(self, model, instance, exclude=None, using=DEFAULT_DB_ALIAS):
        """Among the texts themselves; the condition counts, though no form has the field it speaks of."""
        (name,) = self.fields
        if name in set(exclude or ()) or instance.copie_de_id:
            return
        others = model._default_manager.using(using).filter(**{name: getattr(instance, name)}).exclude(pk=instance.pk)
        if others.exists():
            raise ValidationError(self.get_violation_error_message(), code=self.violation_error_code)


class OneCopy(_Unique):
    """One working copy of a text at a time."""

    def __init__(self, *, name, fields=("copie_de",), **options):
        super().__init__(fields=fields, name=name, **options)

    def validate(self, model, instance, exclude=None, using=DEFAULT_DB_ALIAS):
        """Among all rows: the manager of the texts hides the copies."""
        if not instance.copie_de_id:
            return
        others = model._base_manager.using(using).filter(copie_de=instance.copie_de_id).exclude(pk=instance.pk)
        if others.exists():
            raise ValidationError(self.get_violation_error_message(), code=self.violation_error_code)


@keeps(
    Personal(
        EDITORS,
        "L’auteur de chaque texte\u202f: le compte qui l’a commencé",
        "que chacun retrouve ce qu’il écrit, et que personne ne publie son propre travail",
        "Tant que le texte existe",
        ("auteur",),
    )
)
class WithCopies(models.Model):
    """A text that a working copy may stand beside: `copie_de` is the text that a copy would replace, `base` what it said."""

    APART = ("copie_de", "auteur", "base")

    copie_de = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, editable=False, related_name="+", verbose_name="copie de"
    )
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="auteur",
    )
    base = models.ForeignKey(
        "dts_platform.Version",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="version de départ",
    )

    class Meta:
        abstract = True
        constraints = [
            OneCopy(
                name="%(app_label)s_%(class)s_one_copy",
                violation_error_message="Une proposition est déjà ouverte pour ce texte.",
            ),
            UniqueName(
                fields=["slug"],
                name="%(app_label)s_%(class)s_slug_unique",
                violation_error_message="Un autre texte porte déjà cette adresse.",
            ),
        ]

    @property
    def is_copy(self) -> bool:
        return self.copie_de_id is not None

    @property
    def identity(self) -> int:
        """The key of the text, that of a working copy being the text it would replace."""
        return self.copie_de_id or self.pk


def with_copies(model: type[models.Model]) -> models.QuerySet:
    """Every row of a model, working copies included."""
    return getattr(model, "with_copies", model._default_manager).all()
