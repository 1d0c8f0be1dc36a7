"""Every document the site offers: its name, and how to read what it should now hold."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from experiences.models import Experience
from fiches import livre
from fiches.documents import (
    experience_document,
    fiche_document,
    name_of_experience,
    name_of_fiche,
    name_of_tool,
    outil_document,
)
from fiches.models import BuiltDocument, Fiche
from fiches.plaquette import Plaquette, name_of_brochure, plaquette_document
from fiches.publishing import BuildPlan, ReadyBytes, workshop
from fiches.recueil import Livret, Manuel, fiches_prolonging
from fiches.selection import Selection
from missions.models import Terme

COVER_AND_ANNEXES, CONTENTS_LINES = 4, 36  # pages; lines a page


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
            "manuel.epub", reverse("fiches:manuel_epub"), manuel.date, livre.manuel_epub(manuel), manuel.texts
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


def chosen(selection: Selection) -> list[Fiche | Experience]:
    """The texts of a reader's choice that are public, whole, in the reader's order; few queries."""
    fiches = {f.slug: f for f in Fiche.objects.published().with_everything().filter(slug__in=_slugs(selection, False))}
    experiences = Experience.objects.published().with_everything().with_crossings()
    experiences = experiences.filter(slug__in=_slugs(selection, True))
    by_slug = {experience.slug: experience for experience in experiences}
    texts = ((by_slug if choice.is_experience else fiches).get(choice.slug) for choice in selection.texts)
    return [text for text in texts if text]


def livret(selection: Selection) -> BuildPlan:
    """The booklet of a reader's choice."""
    return BuildPlan(Livret.of(chosen(selection), selection.title, selection.note).document())


def livret_epub(selection: Selection) -> bytes:
    """The same for reading devices."""
    address = selection.address()
    return livre.livret_epub(selection.title, chosen(selection), Terme.objects.all(), address, selection.note)


def _slugs(selection: Selection, experiences: bool) -> list[str]:
    return [choice.slug for choice in selection.texts if choice.is_experience == experiences]


def livret_pages(selection: Selection) -> int | None:
    """About how many pages a booklet has: those of its texts in the last manual, and those that every booklet adds."""
    paths = [choice.record.url for choice in selection.texts]
    if not paths:
        return None
    manuel = BuiltDocument.objects.filter(nom="manuel.pdf").values_list("textes", flat=True).first()
    pages = {text[0]: text[3] for text in manuel or () if text[3]}
    if not all(path in pages for path in paths):
        return None
    contents_pages = 1 + len(paths) // CONTENTS_LINES
    return COVER_AND_ANNEXES + contents_pages + sum(pages[path] for path in paths)


def folded(plan: BuildPlan) -> bytes:
    """The booklet as sheets to print on both sides, fold and staple."""
    return workshop().impose(plan.render()[0].data)
