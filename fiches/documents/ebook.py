"""What a book for reading devices contains: the manual, or a reader’s own booklet; chapters, then EPUB bytes.

Bodies come from the templates that pages and paper use; `templates/epub/` holds the frames only.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from textwrap import wrap

from django.conf import settings
from django.db.models import Model
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe

from dts_platform.editorial.kinds import kind_of
from dts_platform.editorial.links import PublicLinks
from dts_platform.epub.cover import CoverStyle, draw_cover
from dts_platform.epub.writer import Book, Chapter, write_epub
from dts_platform.epub.xhtml import one_line, printable
from dts_platform.models.words import SiteWords
from dts_platform.text import formats
from dts_platform.web.addresses import absolute
from dts_platform.web.colours import colour
from experiences.models import Experience
from fiches.documents.collection import Heading
from fiches.documents.manuel import Manuel
from fiches.documents.printing import AUTHOR
from fiches.models import Fiche, Situation
from missions.glossaire import Annotated, Glossaire
from missions.models import Mission, Principe, Repere, Strategie, Terme
from territoires.contacts import ContactOf

STYLE = settings.BASE_DIR / "static" / "css" / "book.css"
FONTS = settings.BASE_DIR / "static" / "fonts"
# From the legal notice of the site; the booklet of a reader also holds the reader's own words.
RIGHTS = "Textes sous Licence ouverte 2.0 : les copier, les adapter et les distribuer est permis, en disant d’où ils viennent et à quelle date."
ACCESSIBILITY = (
    "Le livre est fait de textes, de listes et de tableaux simples, dans l’ordre de la lecture ; les titres sont "
    "hiérarchisés, la table des matières et les liens mènent à chaque texte, la présentation suit les réglages du "
    "lecteur. La seule image est la couverture, dont les mots sont donnés en texte. Contrôlé par des outils "
    "automatiques ; aucun audit complet n’a été fait ; chaque texte facile à lire dit s’il a été relu par des personnes "
    "concernées."
)
# The names of these files in the first editions: reading devices remember places by them.
FILES = {"title_page": "titre", "how_to_use": "mode-d-emploi"}
_INDENT = re.compile(r"(<pre\b.*?</pre>)|\n[ \t]+", re.S)
BookText = Fiche | Experience | Repere | Mission | Principe | Strategie
Written = tuple[Chapter, Sequence[Terme]]  # a chapter and the terms it uses


@dataclass(frozen=True)
class Group:
    """Texts that follow one another, behind a divider when they have a title."""

    texts: Sequence[BookText]
    title: str = ""
    label: str = ""
    anchor: str = ""
    landmark: str = ""


@dataclass
class Ebook:
    """A book before its frame: who chose what, in which order. `path` is its path on the site."""

    title: str
    subtitle: str
    edition: str
    date: datetime
    path: str
    groups: list[Group]
    termes: list[Terme]
    note: str = ""
    contact: ContactOf | None = None
    index: list[Heading] = field(default_factory=list)
    situations: list[Situation] = field(default_factory=list)
    complete: bool = False  # the whole manual: how to use it, every word of the glossary

    @classmethod
    def of_manuel(cls, manuel: Manuel) -> "Ebook":
        """The manual, in its own order."""
        framework = [
            Group(manuel.reperes, "Comprendre la démarche", "Repères", "reperes", "Début du texte"),
            Group(
                [*manuel.missions, *manuel.principes, *manuel.strategies],
                "Missions, principes d’action, stratégies",
                "Le cadre",
                "cadre",
            ),
        ]
        parties = [Group(p.fiches, p.titre, f"Partie {p.numero}", p.anchor) for p in manuel.parties]
        experiences = Group(manuel.experiences, "Ce que d’autres ont fait", "Expériences", "experiences")
        return cls(
            title=manuel.title,
            subtitle="Repères, fiches pratiques et expériences",
            edition=manuel.edition.capitalize(),
            date=manuel.date,
            path=reverse("fiches:manuel"),
            groups=[group for group in (*framework, *parties, experiences) if group.texts],
            termes=manuel.termes,
            index=manuel.index,
            situations=manuel.situations,
            complete=True,
        )

    @classmethod
    def of_reader(
        cls,
        title: str,
        texts: Sequence[Fiche | Experience],
        termes: Iterable[Terme],
        path: str,
        note: str = "",
        contact: ContactOf | None = None,
    ) -> "Ebook":
        """A reader’s own choice of fiches and experiences, in the reader’s order."""
        texts = list(dict.fromkeys(texts))
        if not texts:
            raise ValueError("Choisissez au moins une fiche ou une expérience.")
        date = max(text.modifie_le for text in texts)
        return cls(
            title=one_line(title) or "Ma sélection",
            subtitle="Un choix de fiches et d’expériences",
            edition=f"Textes au {formats.date(date)}",
            date=date,
            path=path,
            groups=[Group(texts, landmark="Début du texte")],
            termes=list(termes),
            note=printable(note).strip(),
            contact=contact,
        )

    def chapters(self) -> list[Chapter]:
        """Every chapter in reading order; the glossary defines the words that the texts used."""
        written = [one for group in self.groups for one in self._group(group)]
        body = [chapter for chapter, _ in written]
        opening = [self._own("epub/title_page.html", "Page de titre", "titlepage", landmark="Page de titre")]
        if self.complete:
            opening.append(self._own("epub/how_to_use.html", "Comment se servir de ce manuel", "introduction"))
        if self.situations:
            page = reverse("fiches:situations")
            opening.append(self._own("epub/situations.html", "Situations", "part", page, situations=self.situations))
        used = {terme.slug for _, termes in written for terme in termes}
        termes = [terme for terme in self.termes if self.complete or terme.slug in used]
        closing = []
        if termes:
            path = reverse("missions:glossaire")
            closing.append(self._own("epub/glossaire.html", "Glossaire", "glossary", path, "Glossaire", objects=termes))
        if self.index:
            closing.append(self._own("epub/index.html", "Index", "index", landmark="Index"))
        closing.append(self._own("epub/colophon.html", "À propos de ce livre", "colophon", sources=self.sources))
        return [*opening, *body, *closing]

    @property
    def texts(self) -> list[BookText]:
        return [text for group in self.groups for text in group.texts]

    @property
    def fiches(self) -> list[Fiche]:
        return [text for text in self.texts if isinstance(text, Fiche)]

    @property
    def sources(self) -> list[Model]:
        """The sources of the framework, each once, in the order they are met."""
        reperes = [text for text in self.texts if isinstance(text, Repere)]
        sources = [source for repere in reperes for source in repere.sources.all()]
        return list({(s.titre, s.editeur, s.date, s.adresse): s for s in reversed(sources)}.values())[::-1]

    @cached_property
    def links(self) -> PublicLinks:
        return PublicLinks.read()

    @cached_property
    def said(self) -> SiteWords:
        return SiteWords.stored()

    @cached_property
    def glossaire(self) -> Glossaire:
        return Glossaire.of(self.termes)

    @cached_property
    def prolonging(self) -> dict[int, list[Fiche]]:
        """The fiches of the book that prolong each experience, by its key."""
        fiches = defaultdict(list)
        for fiche in self.fiches:
            for prolongement in fiche.prolongements.all():
                fiches[prolongement.experience_id].append(fiche)
        return fiches

    def _own(self, template: str, title: str, kind: str, path: str = "", landmark: str = "", **context) -> Chapter:
        """A chapter of the frame; its file takes the name of its template, or the one it always had."""
        nom = Path(template).stem
        return Chapter(FILES.get(nom, nom), title, self._render(template, context).html, 1, kind, path, landmark)

    def _group(self, group: Group) -> list[Written]:
        if not group.title:
            return [self._text(group, text, 1) for text in group.texts]
        title = f"{group.label} · {group.title}"
        divider = self._render("epub/divider.html", {"group": group})
        return [
            (Chapter(group.anchor, title, divider.html, 1, "part", landmark=group.landmark), divider.words),
            *(self._text(group, text, 2) for text in group.texts),
        ]

    def _text(self, group: Group, text: BookText, level: int) -> Written:
        # Short names: they stand in each link and thrice in the file, and weigh a twentieth of the book when long.
        rank = getattr(text, "numero", 0) or 1 + group.texts.index(text)
        context = {"obj": text, "prolonged_by": self.prolonging.get(text.pk, [])}
        printed = self._render(kind_of(text).book_template, context)
        chapter = Chapter(
            f"{text._meta.model_name}-{rank:02d}",
            f"Fiche {text.numero}. {text.titre}" if isinstance(text, Fiche) else str(text),
            printed.html,
            level,
            url=text.get_absolute_url(),
            landmark="" if group.title or text != group.texts[0] else group.landmark,
            short=not isinstance(text, Fiche),
        )
        return chapter, printed.words

    def _render(self, template: str, context: dict) -> Annotated:
        """One chapter. It links each word that it uses: who opens the book anywhere meets it explained."""
        printed = self.glossaire.render(
            template, **{"ebook": self, "links": self.links, "prefix": "", "said": self.said} | context
        )
        # Indents weigh, and change where files are cut.
        html = _INDENT.sub(lambda blank: blank[1] or "\n", printed.html)
        return Annotated(mark_safe(html), printed.words)  # noqa: S308 – our own templates


def _title_lines(ebook: Ebook) -> list[str]:
    """The title of a cover. A drawing does not break its lines: they are cut here, and a title without end is shortened."""
    pieces = re.split(r"(?<=:)\s", ebook.title)
    return [line for piece in pieces for line in wrap(piece, 18, max_lines=8, placeholder=" …")][:8]


def _cover_style() -> CoverStyle:
    serif, sans = (FONTS / f"territoires-{name}.woff2" for name in ("serif-semibold", "sans-regular"))
    return CoverStyle(colour("cover"), colour("cover-gold"), colour("on-cover"), serif, sans)


def book(ebook: Ebook) -> Book:
    """The book of a collection of texts, framed and ready to write."""
    lines = _title_lines(ebook)
    return Book(
        title=ebook.title,
        author=AUTHOR,
        identity=absolute(ebook.path),
        date=ebook.date,
        site=absolute("/"),
        chapters=tuple(ebook.chapters()),
        style=STYLE.read_text(encoding="utf-8"),
        cover=render_to_string("epub/cover.svg", {"ebook": ebook, "lines": lines}),
        cover_picture=draw_cover(lines, (ebook.subtitle, ebook.edition, AUTHOR), _cover_style()),
        cover_text=f"Couverture : {ebook.title}. {ebook.subtitle}. {ebook.edition}. {AUTHOR}.",
        description=f"{ebook.subtitle}. {ebook.edition}.",
        rights=RIGHTS,
        accessibility=ACCESSIBILITY,
    )


def manuel_epub(manuel: Manuel) -> bytes:
    """The whole manual as EPUB."""
    return write_epub(book(Ebook.of_manuel(manuel)))


def livret_epub(
    title: str,
    texts: Sequence[Fiche | Experience],
    termes: Iterable[Terme],
    path: str,
    note: str = "",
    contact: ContactOf | None = None,
) -> bytes:
    """A reader’s booklet as EPUB. `textes` come from `published().with_everything()`; `path` is its own address."""
    return write_epub(book(Ebook.of_reader(title, texts, termes, path, note, contact)))
