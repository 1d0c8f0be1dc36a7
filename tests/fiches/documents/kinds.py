"""One document of each kind, of texts of the content."""

from experiences.models import Experience
from fiches.documents.collection import fiches_prolonging
from fiches.documents.livret import Livret
from fiches.documents.plaquette import Plaquette, plaquette_document
from fiches.documents.printing import Document, experience_document, fiche_document, outil_document
from fiches.models import Fiche


def fiche(number: int = 13) -> Fiche:
    return Fiche.objects.published().with_everything().get(numero=number)


def experience(slug: str = "groupe-archer-pole-sud") -> Experience:
    return Experience.objects.published().with_everything().with_crossings().get(slug=slug)


def document_of_experience() -> Document:
    obj = experience()
    return experience_document(obj, fiches_prolonging([obj])[obj.pk])


def livret() -> Document:
    chosen = [fiche(13), experience(), fiche(2), experience("groupe-ulisse-ressourcerie")]
    return Livret.of(chosen, "Réunion de mardi", "Un mot pour le groupe.").document()


KINDS = {
    "fiche": lambda: fiche_document(fiche()),
    "outil": lambda: outil_document(fiche()),
    "experience": document_of_experience,
    "plaquette": lambda: plaquette_document(Plaquette.read()),
    "plaquette-imprimeur": lambda: plaquette_document(Plaquette.read(), for_printer=True),
    "livret": livret,
}
