"""A reader’s selection as a document."""

from collections.abc import Callable
from functools import partial

from experiences.models import Experience
from fiches.documents import ebook
from fiches.documents.build import BuildPlan
from fiches.documents.livret import Livret
from fiches.documents.parts import workshop
from fiches.models import BuiltDocument, Fiche, HeldText
from fiches.selection.address import Selection
from missions.models import Terme
from territoires.contacts import for_region

Made = tuple[str, Callable[[], bytes]]
"""The state that names the bytes of a document, and what makes them."""

COVER_AND_ANNEXES, CONTENTS_LINES = 4, 36  # pages; lines a page


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
    return BuildPlan(_read(selection, chosen(selection)).document())


def _read(selection: Selection, texts: list[Fiche | Experience]) -> Livret:
    contact = for_region(selection.region) if selection.region else None
    return Livret.of(texts, selection.title, selection.note, contact)


def pdf(selection: Selection) -> Made:
    """It as a PDF."""
    plan = livret(selection)
    return plan.state, lambda: plan.render()[0].data


def folded_pdf(selection: Selection) -> Made:
    """It as sheets to print on both sides, fold and staple."""
    plan = livret(selection)
    return f"{plan.state}-a5", lambda: workshop().impose(plan.render()[0].data)


def epub(selection: Selection) -> Made:
    """It for reading devices."""
    address, texts = selection.address(), chosen(selection)
    read = _read(selection, texts)
    state = BuildPlan(read.document()).state
    termes = Terme.objects.all()
    make = partial(ebook.livret_epub, selection.title, texts, termes, address, selection.note, read.contact)
    return f"{state}-epub", make


def livret_pages(selection: Selection) -> int | None:
    """About how many pages a booklet has: those of its texts in the last manual, and those that every booklet adds."""
    paths = [choice.record.url for choice in selection.texts]
    if not paths:
        return None
    manuel = BuiltDocument.objects.filter(nom="manuel.pdf").values_list("textes", flat=True).first()
    pages = {text.path: text.pages for text in HeldText.read(manuel or ()) if text.pages}
    if not all(path in pages for path in paths):
        return None
    contents_pages = 1 + len(paths) // CONTENTS_LINES
    return COVER_AND_ANNEXES + contents_pages + sum(pages[path] for path in paths)


def _slugs(selection: Selection, experiences: bool) -> list[str]:
    return [choice.slug for choice in selection.texts if choice.is_experience == experiences]
