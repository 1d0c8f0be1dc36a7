"""The public shape of a fiche and of a situation, for open data."""

from django.urls import reverse
from django.utils.timezone import localtime

from dts_platform.content.records import slugs
from dts_platform.web.addresses import absolute

FIELDS = {
    "numero": lambda fiche: fiche.numero,
    "slug": lambda fiche: fiche.slug,
    "titre": lambda fiche: fiche.titre,
    "resume": lambda fiche: fiche.resume.strip(),
    "en_bref": lambda fiche: fiche.en_bref.strip(),
    "facile_a_lire": lambda fiche: fiche.facile_a_lire.strip(),
    "facile_relu_par": lambda fiche: fiche.facile_relu_par,
    "facile_relu_le": lambda fiche: fiche.facile_relu_le.isoformat() if fiche.facile_relu_le else "",
    "delai": lambda fiche: fiche.delai,
    "personnes": lambda fiche: fiche.personnes,
    "cout": lambda fiche: fiche.cout,
    "publics": lambda fiche: slugs(fiche.publics.all()),
    "preuve": lambda fiche: fiche.evidence.value,
    "mission_principale": lambda fiche: fiche.mission_principale.slug if fiche.mission_principale else "",
    "missions": lambda fiche: slugs(fiche.missions.all()),
    "principes": lambda fiche: slugs(fiche.principes.all()),
    "strategies": lambda fiche: slugs(fiche.strategies.all()),
    "themes": lambda fiche: sorted(slugs(fiche.themes.all())),
    "region": lambda fiche: fiche.region,
    "experiences": lambda fiche: [prolongement.experience.slug for prolongement in fiche.prolongements.all()],
    "url": lambda fiche: absolute(fiche.get_absolute_url()),
    "pdf": lambda fiche: absolute(reverse("fiches:fiche_pdf", args=[fiche.slug])),
    "modifie_le": lambda fiche: localtime(fiche.modifie_le),
    # Last: who reads the columns by their rank finds the others where they were.
    "regles": lambda fiche: [citation.regle.slug for citation in fiche.regles_citees.all()],
    "references": lambda fiche: [reference.cited for reference in fiche.references.all()],
    "en_une_phrase": lambda fiche: fiche.en_une_phrase,
    "questions": lambda fiche: fiche.asked,
}

SITUATION_FIELDS = {
    "slug": lambda situation: situation.slug,
    "titre": lambda situation: situation.titre,
    "resume": lambda situation: situation.resume.strip(),
    "questions": lambda situation: situation.questions.strip(),
    "textes": lambda situation: [_text_of(step) for step in situation.public_steps],
    "raisons": lambda situation: [step.raison for step in situation.public_steps],
    "url": lambda situation: absolute(situation.get_absolute_url()),
}


def _text_of(step) -> str:
    """The address of the text that a step of a situation leads to."""
    return absolute(step.text.get_absolute_url() if step.text else reverse("fiches:plaquette_pdf"))
