"""One text as a document: its sections as HTML, its links resolved, its name and its date."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from lxml.html import Element, HtmlElement

from dts_platform.desk.since import query_of
from dts_platform.editorial.kinds import kind_of, with_pages
from dts_platform.editorial.links import PublicLinks, leads_to_text
from dts_platform.models.words import SiteWords
from dts_platform.pdf.parts import DocumentInfo
from dts_platform.text import formats
from dts_platform.text.html_tree import parse, serialize
from dts_platform.text.markdown import plain
from dts_platform.web.addresses import absolute, with_query
from dts_platform.web.drawings import motif_address
from experiences.models import Experience
from fiches.models import Fiche
from missions.glossaire import Annotated, Glossaire

AUTHOR = "Territoires solidaires"
STYLESHEETS = ("css/tokens.css", "css/print.css")


def resolve_links(root: HtmlElement, references: bool) -> None:
    """Make each link of the site a full address; the assembly leads it inside the document when its target is there.

    With `references`, a link to a fiche or an experience also has a slot for its page, and a word of the glossary
    leads to the glossary of the document.
    """
    # Not the framework, nor rules.
    prefixes = {kind.prefix for kind in with_pages() if kind.catalogue and kind.print_template}
    for link in list(root.iter("a")):
        address = link.get("href", "")
        if address.startswith("#mot-") and references:
            address = reverse("missions:glossaire") + address
        if not address.startswith("/"):
            continue
        link.set("href", absolute(address))
        if references and leads_to_text(address, prefixes):
            _add_page_reference(link)


def _add_page_reference(link: HtmlElement) -> None:
    """Put after a link the slot that the assembly fills with the number of a page, as wide as the widest number."""
    slot = Element("span", {"class": "folio reference", "data-form": "reference", "data-target": link.get("href")})
    slot.text, after = "(p.\u00a0000)", link.tail
    link.addnext(slot)
    link.tail, slot.tail = "\u00a0", after


def qr_code(url: str) -> SafeString:
    """An address as a picture that a phone reads, with what it is in words; drawn when the text is laid out."""
    return format_html('<img class="qr-code" src="qr:{0}" alt="Code à lire avec un téléphone : {0}">', url)


def motif_ground(*motif) -> SafeString:
    """The motif of a text as the ground of an element, an attribute; arguments as `drawings.motif_address`."""
    return format_html(""" style='background-image: url("{}")'""", motif_address(*motif))


def address_of_copy(path: str, moment: datetime) -> str:
    """The full address of a page, asked what changed since a copy that holds what was public at a moment."""
    return with_query(absolute(path), query_of(moment))


def page_in_place_of(title: str, page_url: str = "") -> SafeString:
    """A page that names a text or a page that could not be laid out, and says where it is read, if it is elsewhere."""
    context = {"title": title, "author": AUTHOR, "page_url": page_url, "partie": 0}
    return mark_safe(render_to_string("print/fallback.html", context))  # noqa: S308 – escaped by its template


@dataclass(frozen=True)
class PrintedText:
    """A text that a document holds: what editions compare, and what must still be public to serve an older file."""

    path: str
    title: str
    changed_at: datetime

    @classmethod
    def of(cls, obj) -> "PrintedText":
        return cls(obj.get_absolute_url(), str(obj), obj.modifie_le)


@dataclass(frozen=True)
class Section:
    """A part of a document before it is laid out.

    `title` names its bookmark at `level`; `running_heads` are its running heads; `answers_for` maps the full addresses
    that it answers for to its anchors (its first page when empty). `fallback` is laid out instead when `html` cannot
    be. `glyphs` are those of its margins, when it stands alone. `words` are the slugs of the terms that it links.
    """

    html: str
    title: str = ""
    level: int = 1
    running_heads: tuple[str, str] | None = None
    answers_for: Mapping[str, str] = field(default_factory=dict)
    detail: bool = False
    fallback: str = ""
    stylesheets: tuple[str, ...] = STYLESHEETS
    glyphs: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Document:
    """Something to download: its title, the date of its texts, its parts in order.

    `name` is that of its file and `path` where it is had, on the site, when it is kept there; `links` knows the texts
    that it leads to, or would if they were public.
    """

    title: str
    date: datetime
    sections: Sequence[Section]
    texts: Sequence[PrintedText] = ()
    description: str = ""
    foot: str = ""
    name: str = ""
    path: str = ""
    links: PublicLinks = field(default_factory=PublicLinks, repr=False)  # what it depends on, printed nowhere

    @property
    def info(self) -> DocumentInfo:
        date = timezone.localtime(self.date).replace(microsecond=0).isoformat()
        return DocumentInfo(self.title, AUTHOR, self.description or self.title, date, self.foot or self.title)


def edition(date: datetime) -> str:
    """How the edition of a document is called: the day its last text changed."""
    return f"édition du {formats.date(date)}"


def latest(moments: Iterable[datetime | None]) -> datetime:
    """The last of these moments; the first day of the site when there is none."""
    return max(filter(None, moments), default=datetime(2026, 1, 1, tzinfo=timezone.get_current_timezone()))


def last_date(texts: Iterable) -> datetime:
    """When the last of these texts changed."""
    return latest(text.modifie_le for text in texts)


@dataclass
class Printer:
    """What texts are printed with: links, glossary. `page_references` is true in a document of several texts."""

    page_references: bool
    links: PublicLinks = field(default_factory=PublicLinks.read)
    glossaire: Glossaire = field(default_factory=Glossaire.read)
    said: SiteWords = field(default_factory=SiteWords.stored)

    def print(self, template: str, title: str, **context) -> Annotated:
        """A page or more from a template of `print/`, and the terms it links, each at its first use."""
        common = {
            "title": title,
            "author": AUTHOR,
            "links": self.links,
            "collection": self.page_references,
            "qr_code": qr_code,
            "motif_ground": motif_ground,
            "address_of_copy": address_of_copy,
            "prefix": "",
            "partie": 0,
            "said": self.said,
        }
        printed = self.glossaire.render(template, **common | context)
        root = parse(printed.html)
        self.links.meet(root)
        resolve_links(root, self.page_references)
        return Annotated(mark_safe(serialize(root)), printed.words)  # noqa: S308 – our own HTML, addresses completed

    def html(self, template: str, title: str, **context) -> SafeString:
        """The same, of a page without any text of the site: it links no term."""
        return self.print(template, title, **context).html

    def text(self, obj, title: str, running_heads: tuple[str, str], template: str = "", **context) -> Section:
        """One text of the site on its own pages, in the template of its kind or in another."""
        page_url = absolute(obj.get_absolute_url())
        printed = self.print(template or kind_of(obj).print_template, title, obj=obj, **context)
        return Section(
            printed.html,
            title,
            2,
            running_heads,
            {page_url: ""},
            fallback=page_in_place_of(title, page_url),
            words=tuple(terme.slug for terme in printed.words),
        )

    def fiche(self, fiche: Fiche) -> Section:
        title = f"Fiche {fiche.numero} · {fiche.titre}"
        return self.text(fiche, title, (f"Partie {fiche.partie} · {self.said(f'partie-{fiche.partie}').titre}", title))

    def experience(self, experience: Experience, fiches: Iterable[Fiche]) -> Section:
        return self.text(experience, experience.nom, ("Expériences", experience.nom), fiches=list(fiches))


def _alone(section: Section, obj, description: str, printer: Printer, stylesheets=STYLESHEETS) -> Document:
    """A document of one text: its own titles are its bookmarks, and nothing replaces it when it cannot be made."""
    foot = f"{AUTHOR} · {edition(obj.modifie_le)}"
    glyphs = "".join((*section.running_heads, foot, "0123456789 /…"))
    alone = Section(
        section.html, "", 1, section.running_heads, section.answers_for, True, stylesheets=stylesheets, glyphs=glyphs
    )
    return Document(
        section.title,
        obj.modifie_le,
        [alone],
        [PrintedText.of(obj)],
        plain(description),
        foot,
        links=printer.links,
    )


def fiche_document(fiche: Fiche) -> Document:
    """One fiche, its tool included. The fiche is read `with_everything`."""
    printer = Printer(page_references=False)
    section = printer.fiche(fiche)
    return _alone(section, fiche, fiche.resume, printer)


def outil_document(fiche: Fiche) -> Document:
    """The tool of a fiche, alone. The fiche is read `with_everything` and has a tool."""
    outil, printer = fiche.outil, Printer(page_references=False)
    heads = (f"Outil de la fiche {fiche.numero}", fiche.titre)
    section = printer.text(fiche, outil.titre, heads, "print/outil.html")
    stylesheets = (*STYLESHEETS, "css/fields.css")
    return _alone(section, fiche, outil.mode_emploi, printer, stylesheets)


def experience_document(experience: Experience, fiches: Iterable[Fiche]) -> Document:
    """One experience and the fiches that carry it on. The experience is read `with_everything`."""
    printer = Printer(page_references=False)
    section = printer.experience(experience, fiches)
    return _alone(section, experience, experience.resume, printer)
