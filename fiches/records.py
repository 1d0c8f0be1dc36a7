"""The public shape of a fiche, for open data."""

from django.urls import reverse

from dts_platform.content.records import slugs
from dts_platform.web.addresses import absolute

FIELDS = {
    "numero": lambda fiche: fiche.numero,
    "slug": lambda fiche: fiche.slug,
    "titre": lambda fiche: fiche.titre,
    "resume": lambda fiche: fiche.resume.strip(),
    "missions": lambda fiche: slugs(fiche.missions.all()),
    "principes": lambda fiche: slugs(fiche.principes.all()),
    "strategies": lambda fiche: slugs(fiche.strategies.all()),
    "themes": lambda fiche: sorted(slugs(fiche.themes.all())),
    "region": lambda fiche: fiche.region,
    "experiences": lambda fiche: [prolongement.experience.slug for prolongement in fiche.prolongements.all()],
    "url": lambda fiche: absolute(fiche.get_absolute_url()),
    "pdf": lambda fiche: absolute(reverse("fiches:fiche_pdf", args=[fiche.slug])),
    "modifie_le": lambda fiche: fiche.modifie_le.isoformat(),
    # Last: who reads the columns by their rank finds the others where they were.
    "regles": lambda fiche: [citation.regle.slug for citation in fiche.regles_citees.all()],
    "references": lambda fiche: [reference.cited for reference in fiche.references.all()],
}
