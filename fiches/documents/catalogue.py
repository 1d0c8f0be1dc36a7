"""Every document the site offers: its name, and how to read what it should now hold."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from experiences.models import Experience
from fiches.documents import ebook
from fiches.documents.build import BuildPlan, ReadyBytes
from fiches.documents.collection import fiches_prolonging
from fiches.documents.manuel import Manuel
from fiches.documents.plaquette import Plaquette, name_of_brochure, plaquette_document
from fiches.documents.printing import (
    experience_document,
    fiche_document,
    name_of_experience,
    name_of_fiche,
    name_of_tool,
    outil_document,
)
from fiches.models import Fiche


@dataclass(frozen=True)
class Offer:
    """A document before its texts are read: reading them costs, and is rarely needed."""

    name: str
    read: Callable[[], BuildPlan | ReadyBytes]


def manuel_pdf() -> Offer:
    return Offer("manuel.pdf", lambda: BuildPlan(Manuel.read().document()))


def manuel_epub() -> Offer:
    def read() -> ReadyBytes:
        manuel = Manuel.read()
        return ReadyBytes(
            "manuel.epub", reverse("fiches:manuel_epub"), manuel.date, ebook.manuel_epub(manuel), manuel.texts
        )

    return Offer("manuel.epub", read)


def plaquette_pdf(for_printer: bool = False) -> Offer:
    return Offer(name_of_brochure(for_printer), lambda: BuildPlan(plaquette_document(Plaquette.read(), for_printer)))


def fiche_pdf(fiche: Fiche) -> Offer:
    """The document of a public fiche; its texts are read again when it is built."""
    return Offer(name_of_fiche(fiche), lambda: BuildPlan(fiche_document(_whole(fiche))))


def outil_pdf(fiche: Fiche) -> Offer:
    return Offer(name_of_tool(fiche), lambda: BuildPlan(outil_document(_whole(fiche))))


def experience_pdf(experience: Experience) -> Offer:
    def read() -> BuildPlan:
        whole = Experience.objects.published().with_everything().get(pk=experience.pk)
        return BuildPlan(experience_document(whole, fiches_prolonging([whole])[whole.pk]))

    return Offer(name_of_experience(experience), read)


def _whole(fiche: Fiche) -> Fiche:
    return Fiche.objects.published().with_everything().get(pk=fiche.pk)


def offers() -> Iterator[Offer]:
    """All of them: the manual and the brochure first, then each fiche and its tool, each experience."""
    yield manuel_pdf()
    yield manuel_epub()
    yield plaquette_pdf()
    yield plaquette_pdf(for_printer=True)
    for fiche in Fiche.objects.published().in_reading_order().select_related("outil"):
        yield fiche_pdf(fiche)
        if hasattr(fiche, "outil") and fiche.outil.imprimable:
            yield outil_pdf(fiche)
    for experience in Experience.objects.published():
        yield experience_pdf(experience)
