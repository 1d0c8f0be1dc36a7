"""What is typed beside the prose of a fiche, so that lists can be filtered, and the strength of its evidence."""

from django.db import models


class TimeToResult(models.TextChoices):
    """How long until the first result. `days` is the most that a value stands for; None when it has no bound."""

    DAY = "jour", "1 jour au plus"
    MONTHS = "deux-mois", "2 mois au plus"
    LONGER = "plus", "Plus de 2 mois"

    @property
    def days(self) -> int | None:
        return {self.DAY: 1, self.MONTHS: 62}.get(self)

    @classmethod
    def of(cls, days: float) -> "TimeToResult":
        """The value of a time in days."""
        return next(value for value in cls if value.days is None or days <= value.days)


class People(models.TextChoices):
    """How many people are to be gathered; `bounds` are the least and the most, the most is None without a bound."""

    PAIR = "1-2", "1 ou 2 personnes"
    FEW = "3-8", "3 à 8 personnes"
    TEAM = "9-20", "9 à 20 personnes"
    MANY = "plus", "Plus de 20 personnes"

    @property
    def bounds(self) -> tuple[int, int | None]:
        return {self.PAIR: (1, 2), self.FEW: (3, 8), self.TEAM: (9, 20), self.MANY: (21, None)}[self]


class Cost(models.TextChoices):
    """What is spent beside the hours of those who work; `ceiling` is the most in euros, None where no sum can be told."""

    HOURS = "temps", "Du temps de travail seulement"
    THOUSAND = "1000", "1 000 € au plus"
    THOUSANDS = "10000", "De 1 000 à 10 000 €"
    MORE = "plus", "Plus de 10 000 €"
    UNTOLD = "projet", "Selon le projet, à chiffrer"

    @property
    def ceiling(self) -> int | None:
        return {self.HOURS: 0, self.THOUSAND: 1_000, self.THOUSANDS: 10_000}.get(self)

    @classmethod
    def of(cls, amount: float) -> "Cost":
        """The value of a sum in euros."""
        return next((value for value in cls if value.ceiling is not None and amount <= value.ceiling), cls.MORE)


class Evidence(models.TextChoices):
    """What makes us believe that a fiche works. Nobody types it: it follows from what the fiche cites."""

    NONE = "aucune", "Aucune preuve"
    ONE = "une", "Une expérience"
    SEVERAL = "plusieurs", "Plusieurs expériences"
    EVALUATED = "evaluee", "Évaluée"

    @property
    def meaning(self) -> str:
        """What it says, in a sentence for readers."""
        return {
            self.NONE: "Aucune expérience publiée ici ne la montre et aucune évaluation n’est citée : ce sont nos conseils.",
            self.ONE: "Une seule organisation publiée ici l’a montrée ; aucune évaluation n’est citée.",
            self.SEVERAL: "Au moins deux organisations publiées ici l’ont montrée ; aucune évaluation n’est citée.",
            self.EVALUATED: "Au moins une référence citée évalue cette pratique.",
        }[self]

    @classmethod
    def of(cls, bodies: int, evaluated: bool) -> "Evidence":
        """The strength that so many distinct organisations give, and references that evaluate the practice or not."""
        if evaluated:
            return cls.EVALUATED
        return cls.NONE if not bodies else cls.ONE if bodies == 1 else cls.SEVERAL
