"""The tables of the situations: what one has to face, and the few texts that help, in order."""

from django.db import models
from django.db.models import Prefetch, Q

from dts_platform.content.natural_keys import NaturalKey, NaturalManager
from dts_platform.web.addresses import url
from experiences.models import Experience
from fiches.models.fiche import Fiche
from missions.models import MARKDOWN_HELP


class SituationQuerySet(models.QuerySet):
    def with_everything(self):
        """With their steps and the texts that these lead to, in three queries."""
        experiences = Experience.objects.published()
        steps = EtapeDeSituation.objects.prefetch_related(
            Prefetch("fiche", Fiche.objects.published()), Prefetch("experience", experiences)
        )
        return self.prefetch_related(Prefetch("etapes", steps))


class Situation(NaturalKey):
    """What a reader has to face: the texts to read, in order, each with its reason, and the questions to expect."""

    slug = models.SlugField(
        "adresse", unique=True, max_length=80, help_text="Fait partie de l’adresse publique : ne pas changer."
    )
    ordre = models.PositiveSmallIntegerField("ordre", default=1)
    titre = models.CharField("titre", max_length=120, help_text="À la première personne : « Je rencontre un élu ».")
    resume = models.TextField("résumé", help_text="Ce que la personne doit réussir, et ce que ces textes lui donnent.")
    questions = models.TextField(
        "les questions que l’on vous posera", blank=True, help_text=f"Une par ligne : « - … ». {MARKDOWN_HELP}"
    )

    objects = NaturalManager.from_queryset(SituationQuerySet)()

    class Meta:
        verbose_name = "situation"
        ordering = ["ordre", "slug"]

    def __str__(self) -> str:
        return self.titre

    def get_absolute_url(self) -> str:
        return url("fiches:situation", self.slug)

    @property
    def public_steps(self) -> list["EtapeDeSituation"]:
        """The steps whose text may be read; the situation is read `with_everything`."""
        return [step for step in self.etapes.all() if step.plaquette or step.text]

    @property
    def has_brochure(self) -> bool:
        return any(step.plaquette for step in self.etapes.all())


class EtapeDeSituation(NaturalKey):
    """One text of a situation, and why it is read there: a fiche, an experience or the brochure."""

    NATURAL_KEY = ("situation__slug", "ordre")
    FEWEST, MOST = 3, 5

    situation = models.ForeignKey(Situation, models.CASCADE, related_name="etapes", verbose_name="situation")
    ordre = models.PositiveSmallIntegerField("ordre", default=1)
    fiche = models.ForeignKey(
        Fiche, models.CASCADE, null=True, blank=True, related_name="situations", verbose_name="fiche"
    )
    experience = models.ForeignKey(
        Experience, models.CASCADE, null=True, blank=True, related_name="situations", verbose_name="expérience"
    )
    plaquette = models.BooleanField("la plaquette", default=False)
    raison = models.CharField("pourquoi ce texte", max_length=300, help_text="Une phrase : ce que l’on y prend.")

    objects = NaturalManager()

    class Meta:
        verbose_name = "texte de la situation"
        verbose_name_plural = "textes de la situation"
        ordering = ["ordre"]
        constraints = [
            models.UniqueConstraint(
                fields=["situation", "ordre"],
                name="fiches_etape_de_situation_ordre_unique",
                violation_error_message="Deux textes portent le même rang.",
            ),
            models.CheckConstraint(
                name="fiches_etape_de_situation_un_texte",
                condition=Q(fiche__isnull=False, experience__isnull=True, plaquette=False)
                | Q(fiche__isnull=True, experience__isnull=False, plaquette=False)
                | Q(fiche__isnull=True, experience__isnull=True, plaquette=True),
                violation_error_message="Choisissez une fiche, une expérience ou la plaquette : une seule des trois.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.text or "La plaquette")

    @property
    def text(self) -> Fiche | Experience | None:
        """The text that it leads to; none for the brochure."""
        return self.fiche or self.experience
