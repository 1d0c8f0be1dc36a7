"""Every document the site offers, declared once: its formats, its file, its address, what it depends on, how to read it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import PurePath

from django.db.models import Model, QuerySet

from dts_platform.epub.writer import MEDIA_TYPE as EPUB
from dts_platform.pdf.metadata import MEDIA_TYPE as PDF
from dts_platform.web.addresses import url
from experiences.models import Experience
from fiches.documents.build import BuildPlan, ReadyBytes
from fiches.documents.collection import fiches_prolonging
from fiches.documents.dependencies import Dependencies, Depends
from fiches.documents.ebook import manuel_epub
from fiches.documents.manuel import Manuel
from fiches.documents.plaquette import Plaquette, plaquette_document
from fiches.documents.printing import experience_document, fiche_document, outil_document
from fiches.models import Fiche


@dataclass(frozen=True)
class Offer:
    """A document before its texts are read: reading them costs, and is rarely needed.

    `depends` tells what it depends on, which is quickly compared; a document that tells nothing is always read. One is
    `collective` when it holds texts of everywhere: it takes longest. `label` is what readers call it.
    """

    name: str
    read: Callable[[], BuildPlan | ReadyBytes]
    depends: Depends | None = None
    collective: bool = False
    label: str = ""
    route: str = ""
    arguments: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Where it is had, on the site."""
        return url(self.route, *self.arguments)


@dataclass(frozen=True)
class Format:
    """One format of a document: the ending of its file, its media type, how to read it, what leads to it.

    `read` takes the text that the document is of, whole; nothing for a collective one.
    """

    suffix: str
    media_type: str
    read: Callable[..., BuildPlan | ReadyBytes]
    label: str


@dataclass(frozen=True)
class Publication:
    """What is had as files, in one format or several: one for the whole site, or one for each public text of a `model`.

    `address` and `file_name` lack their suffix; `file_name` may name fields of the text. `depends` takes the dependencies,
    then the key of the text. `holds` says which texts have one; it asks for nothing more than `related`.
    """

    name: str
    address: str
    file_name: str
    depends: Callable[..., list]
    formats: Sequence[Format]
    model: type[Model] | None = None
    related: tuple[str, ...] = ()
    holds: Callable[[Model], bool] = lambda text: True

    def route(self, format_: Format) -> str:
        """The name of the address of one of its formats."""
        return f"{self.name}_{format_.suffix.removeprefix('.')}"

    def texts(self) -> QuerySet:
        """The public texts that may have one."""
        return self.model.objects.published().select_related(*self.related)

    def offers(self, text: Model | None = None) -> list[Offer]:
        """The documents of a text, or those of the whole site, one for each format."""
        return [self.offer(text, format_) for format_ in self.formats]

    def offer(self, text: Model | None = None, format_: Format | None = None) -> Offer:
        """One of them, the first when no format is named; the text is read again, whole, when the document is."""
        format_ = format_ or self.formats[0]

        def read() -> BuildPlan | ReadyBytes:
            whole = [] if text is None else [self.texts().with_everything().get(pk=text.pk)]
            return format_.read(*whole).at(offer.name, offer.path)

        offer = Offer(
            self.file_name.format(text) + format_.suffix,
            read,
            self.depends if text is None else lambda dependencies: self.depends(dependencies, text.pk),
            text is None,
            format_.label,
            f"fiches:{self.route(format_)}",
            () if text is None else (text.slug,),
        )
        return offer


def _manuel_epub() -> ReadyBytes:
    manuel = Manuel.read()
    return ReadyBytes(manuel.date, manuel_epub(manuel), manuel.texts)


def _experience(experience: Experience) -> BuildPlan:
    return BuildPlan(experience_document(experience, fiches_prolonging([experience])[experience.pk]))


MANUEL = Publication(
    "manuel",
    "manuel",
    "manuel",
    Dependencies.of_manuel,
    [
        Format(".pdf", PDF, lambda: BuildPlan(Manuel.read().document()), "Le manuel en PDF"),
        Format(".epub", EPUB, _manuel_epub, "Le manuel en EPUB, pour liseuse"),
    ],
)
PLAQUETTE = Publication(
    "plaquette",
    "plaquette",
    "plaquette",
    Dependencies.of_brochure,
    [Format(".pdf", PDF, lambda: BuildPlan(plaquette_document(Plaquette.read())), "La plaquette en PDF")],
)
PRINTERS_PLAQUETTE = Publication(
    "plaquette_imprimeur",
    "plaquette/imprimeur",
    "plaquette-imprimeur",
    Dependencies.of_brochure,
    [
        Format(
            ".pdf",
            PDF,
            lambda: BuildPlan(plaquette_document(Plaquette.read(), for_printer=True)),
            "La plaquette pour l’imprimeur, en PDF",
        )
    ],
)
FICHE = Publication(
    "fiche",
    "fiches/<slug:slug>",
    "fiche-{0.numero:02d}-{0.slug}",
    Dependencies.of_fiche,
    [
        Format(".pdf", PDF, lambda fiche: BuildPlan(fiche_document(fiche)), "La fiche en PDF"),
    ],
    Fiche,
)
OUTIL = Publication(
    "outil",
    "fiches/<slug:slug>/outil",
    "outil-{0.numero:02d}-{0.slug}",
    Dependencies.of_fiche_alone,
    [Format(".pdf", PDF, lambda fiche: BuildPlan(outil_document(fiche)), "L’outil seul en PDF")],
    Fiche,
    ("outil",),
    lambda fiche: hasattr(fiche, "outil") and fiche.outil.imprimable,
)
EXPERIENCE = Publication(
    "experience",
    "experiences/<slug:slug>",
    "experience-{0.slug}",
    Dependencies.of_experience,
    [Format(".pdf", PDF, _experience, "Cette expérience en PDF")],
    Experience,
)
PUBLICATIONS = (MANUEL, PLAQUETTE, PRINTERS_PLAQUETTE, FICHE, OUTIL, EXPERIENCE)
MEDIA_TYPES = {format_.suffix: format_.media_type for publication in PUBLICATIONS for format_ in publication.formats}
COLLECTIVE = tuple(offer for publication in PUBLICATIONS if not publication.model for offer in publication.offers())


def media_type_of(name: str) -> str:
    """What a document is, by the end of its name."""
    return MEDIA_TYPES[PurePath(name).suffix]


def offers_of(text: Model) -> list[Offer]:
    """The documents of one text, in the order in which its page offers them."""
    mine = (publication for publication in PUBLICATIONS if publication.model is type(text) and publication.holds(text))
    return [offer for publication in mine for offer in publication.offers(text)]


def offers() -> Iterator[Offer]:
    """All of them: the manual and the brochure first, then each fiche and its tool, each experience."""
    yield from COLLECTIVE
    fiches = Fiche.objects.published().in_reading_order().select_related("outil")
    fiches = fiches.only("numero", "slug", "outil__imprimable")
    for text in chain(fiches, Experience.objects.published().only("slug")):
        yield from offers_of(text)
