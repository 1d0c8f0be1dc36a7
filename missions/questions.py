"""What people who need a text look for, in their own words, a line each: the search reads these lines, no page shows them."""

from django.core.exceptions import ValidationError
from django.db import models

from dts_platform.text.gated import PlainLines

MOST_LINES, LONGEST_LINE = 70, 120


def few_short_lines(text: str) -> None:
    """Refuse more lines than anyone reads again, or a line that is no question any more."""
    lines = [(rank, line.strip()) for rank, line in enumerate(text.splitlines(), 1) if line.strip()]
    errors = (
        [f"{len(lines)} lignes : gardez-en {MOST_LINES} au plus, les plus utiles."] if len(lines) > MOST_LINES else []
    )
    errors += [
        f"La ligne {rank} a {len(line)} signes : {LONGEST_LINE} au plus. Raccourcissez-la, ou faites-en deux."
        for rank, line in lines
        if len(line) > LONGEST_LINE
    ]
    if errors:
        raise ValidationError(errors)


def what_people_seek() -> PlainLines:
    """The column of these lines."""
    return PlainLines(
        "ce que cherchent ceux qui en ont besoin",
        blank=True,
        default="",
        validators=[few_short_lines],
        help_text="Une question ou quelques mots par ligne, comme les taperaient ceux à qui ce texte servira, surtout avec les "
        "mots que le texte ne dit pas : « on nous baisse l’aide au poste », « plus de sous en caisse ». La recherche les lit ; "
        f"la page ne les montre pas. {MOST_LINES} lignes de {LONGEST_LINE} signes au plus.",
    )


class Sought(models.Model):
    """A text that says in `questions` what people look for when they need it."""

    class Meta:
        abstract = True

    @property
    def asked(self) -> list[str]:
        """Its lines, those that are empty left out."""
        return [line.strip() for line in self.questions.splitlines() if line.strip()]
