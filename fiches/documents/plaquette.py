"""The brochure: a sheet folded in three and a page of the site, which say the same thing from the same queries."""

import copy
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime

import segno
from django.conf import settings
from django.db.models import Count, Max
from django.urls import reverse

from dts_platform.content.files import UnreadableContent
from dts_platform.content.territoires import REGIONS, Region
from dts_platform.editorial.names import name_among
from dts_platform.models import TexteDuSite
from dts_platform.models.words import SiteWords
from dts_platform.pdf.parts import LayoutFailed
from dts_platform.search.snapshot import Snapshot
from dts_platform.text.markdown import plain
from dts_platform.web.addresses import absolute
from experiences.models import Experience
from fiches.documents.parts import lay_out
from fiches.documents.printing import Document, PrintedText, Printer, Section, edition, latest
from fiches.models import Fiche
from missions.models import Mission, Principe, Repere, Strategie
from territoires.contacts import ContactOf, for_region

Printed = Repere | Mission | Principe | Strategie | Fiche

# The panels of the folded sheet, and how a reader calls each.
PANELS = {
    "cover": "La couverture",
    "left": "Trois fondements",
    "center": "Trois missions, trois stratégies",
    "right": "Huit principes d’action",
    "flap": "Commencer demain",
    "back": "Des repères communs",
}
PANEL_OF: dict[type, str] = {Repere: "left", Mission: "center", Strategie: "center", Principe: "right", Fiche: "flap"}
LISTS = {Repere: "foundations", Mission: "missions", Principe: "principes", Strategie: "strategies"}
FIRST_STEPS = {  # as they were first named: a fiche that is renamed keeps its place; with the words that lead to it
    "lire-son-territoire-a-partir-des-trois-constats-fondateurs": "plaquette-regarder",
    "reperer-un-besoin-sans-reponse": "plaquette-choisir",
    "passer-de-l-envie-au-plan-d-action": "plaquette-essayer",
}
# Where each piece of its own words is printed, by its slug; the back holds the others.
PANEL_OF_WORDS = {
    "plaquette-couverture": "cover",
    **dict.fromkeys(("plaquette-enjeux", "plaquette-convictions"), "left"),
    **dict.fromkeys(("plaquette-missions", "plaquette-strategies"), "center"),
    "plaquette-principes": "right",
    **dict.fromkeys(("plaquette-commencer", "plaquette-identite", *FIRST_STEPS.values()), "flap"),
}
PEOPLE_PRINTED = 2  # of a group, at most
QR_MARGIN = 4  # modules, as ISO/IEC 18004 asks
# A full stop after one letter, or before an initial, ends no sentence: « art. L. 5132-1 ».
_FIRST_SENTENCE = re.compile(r".+?(?:[^\W\d_]{2}|[»)])\u202f?[.!?…](?=\s+[«A-ZÀ-Ý](?!\.)|\s*$)", re.S)


def first_sentence(text: str) -> str:
    """The first sentence of a text, without its marks; the whole text when no sentence ends in it."""
    plain_text = plain(text).strip()
    found = _FIRST_SENTENCE.match(plain_text)
    return found[0] if found else plain_text


@dataclass(frozen=True)
class QRCode:
    """A QR code as a drawing: its side in modules and the path of its dark ones."""

    url: str
    side: int
    path: str

    @classmethod
    def of(cls, url: str) -> "QRCode":
        rows = [bytes(row) for row in segno.make(url, error="m", micro=False).matrix]
        strokes = [
            f"M{stroke.start() + QR_MARGIN} {y}h{len(stroke[0])}v1h-{len(stroke[0])}z"
            for y, row in enumerate(rows, QR_MARGIN)
            for stroke in re.finditer(b"\x01+", row)
        ]
        return cls(url, len(rows) + 2 * QR_MARGIN, "".join(strokes))


@dataclass(frozen=True)
class Plaquette:
    """All that the brochure says and that the models hold."""

    foundations: list[Repere]
    missions: list[Mission]
    principes: list[Principe]
    strategies: list[Strategie]
    steps: dict[str, Fiche]
    fiche_count: int
    experience_count: int
    date: datetime
    words: SiteWords
    contact: ContactOf | None = None
    region: Region | None = None

    @classmethod
    def read(cls, region: str = "", snapshot: Snapshot | None = None) -> "Plaquette":
        """Read it in ten queries, whatever the content holds; for a region, by its slug, with whom to reach there.

        A page gives its snapshot: its words are at hand there.
        """
        totals = [
            model.objects.published().aggregate(n=Count("pk"), d=Max("modifie_le")) for model in (Fiche, Experience)
        ]
        foundations = Repere.objects.published().filter(famille=Repere.Family.FOUNDATION).in_reading_order()
        steps = Fiche.objects.published().annotate(step=name_among(Fiche, FIRST_STEPS)).exclude(step=None)
        moments = [*(total["d"] for total in totals), *(text.modifie_le for text in foundations)]
        return cls(
            foundations=list(foundations),
            missions=list(Mission.objects.all()),
            principes=list(Principe.objects.all()),
            strategies=list(Strategie.objects.all()),
            steps={fiche.step: fiche for fiche in steps},
            fiche_count=totals[0]["n"],
            experience_count=totals[1]["n"],
            date=latest(moments),
            words=SiteWords.at(snapshot) if snapshot else SiteWords.stored(),
            contact=for_region(region, snapshot) if region else None,
            region=REGIONS.get(region),
        )

    @property
    def texts(self) -> list[Printed]:
        """Every text of the site that it prints."""
        return [*self.foundations, *self.missions, *self.principes, *self.strategies, *self.steps.values()]

    @property
    def first_steps(self) -> Mapping[str, str]:
        """{first name of the fiche of a step: where the words of that step are}."""
        return FIRST_STEPS

    @property
    def edition(self) -> str:
        return edition(self.date)

    @property
    def site(self) -> str:
        """The address of the site as one says it, without its scheme."""
        return settings.SITE_URL.split("://", 1)[-1]

    @property
    def qr(self) -> QRCode:
        path = reverse("portal:territoire", args=[self.region.slug]) if self.region else "/"
        return QRCode.of(absolute(path))

    @staticmethod
    def excerpt(obj: Printed) -> str:
        """What the brochure prints of a summary: all of it for a foundation, its first sentence elsewhere."""
        return plain(obj.resume) if isinstance(obj, Repere) else first_sentence(obj.resume)

    def said(self, obj: Printed) -> tuple[str, str]:
        """What the brochure prints of a text, its title and its excerpt; nothing of a text that is not its own."""
        mine = self.steps.values() if isinstance(obj, Fiche) else getattr(self, LISTS[type(obj)])
        found = next((one for one in mine if one.pk == obj.pk), None)
        return (found.titre, "" if isinstance(found, Fiche) else self.excerpt(found)) if found else ("", "")

    def printed(self) -> tuple[dict[Printed, tuple[str, str]], list[list[str]]]:
        """All that it prints: of each text, and its own words."""
        return {obj: self.said(obj) for obj in self.texts}, self.words.beginning("plaquette")

    def with_text(self, obj: Printed) -> "Plaquette":
        """The brochure once this text is saved as it is."""
        if isinstance(obj, Fiche):
            others = {name: fiche for name, fiche in self.steps.items() if fiche.pk != obj.pk}
            step = step_of(obj)
            return replace(self, steps=others | ({step: obj} if obj.is_public and step else {}))
        texts = list(getattr(self, LISTS[type(obj)]))
        place = next((rank for rank, one in enumerate(texts) if one.pk == obj.pk), len(texts))
        printed = not isinstance(obj, Repere) or (obj.is_public and obj.famille == Repere.Family.FOUNDATION)
        return replace(self, **{LISTS[type(obj)]: [*texts[:place], *([obj] if printed else []), *texts[place + 1 :]]})

    def on_paper(self) -> "Plaquette":
        """It with as much of its contact as its panel holds, people first left out; the page of the region, where its QR
        code leads, has it all.
        """
        for contact in _shorter_and_shorter(self.contact):
            shortened = replace(self, contact=contact)
            if contact is None or "back" not in shortened.overflows():
                return shortened
        return self

    def overflows(self) -> Mapping[str, int]:
        """{panel: about how many signs it has too many}, measured by what prints the sheet. Raises LayoutFailed."""
        (section,) = plaquette_document(self).sections
        return lay_out(section).overflows


def _shorter_and_shorter(contact: ContactOf | None) -> Iterator[ContactOf | None]:
    """A contact, then less and less of it, to nothing."""
    if contact is not None:
        for most in range(PEOPLE_PRINTED, -1, -1):
            yield replace(contact, people=contact.people[:most])
        yield replace(contact, people=(), horaires="")
    yield None


def step_of(fiche: Fiche) -> str:
    """The first step that a fiche tells how to do, whatever its name now; nothing for another fiche."""
    if fiche.slug in FIRST_STEPS:
        return fiche.slug
    return Fiche._base_manager.filter(pk=fiche.pk).values_list(name_among(Fiche, FIRST_STEPS), flat=True).first() or ""


def plaquette_document(plaquette: Plaquette, for_printer: bool = False) -> Document:
    """The sheet of two faces, folded in three; for the printer, with bleed and crop marks."""
    title = "Développer des territoires solidaires\u202f: la plaquette"
    printer = Printer(page_references=False, said=plaquette.words)
    html = printer.html("print/plaquette.html", title, plaquette=plaquette, for_printer=for_printer)
    return Document(
        title,
        plaquette.date,
        [Section(html, detail=True, stylesheets=("css/tokens.css", "css/plaquette.css"))],
        [PrintedText.of(text) for text in (*plaquette.foundations, *plaquette.steps.values())],
        links=printer.links,
    )


def refusal(obj: Printed) -> dict[str, str]:
    """{field: why, in French} when the folded sheet has no room for what it would print of this text, once saved.

    A text that the sheet does not print, or prints as before, costs no layout; one that only gets shorter is taken.
    """
    if isinstance(obj, Fiche) and not step_of(obj):
        return {}
    stored = Plaquette.read()
    wanted, panel = stored.with_text(obj), PANEL_OF[type(obj)]
    before, after = stored.said(obj), wanted.said(obj)
    if before == after or len("".join(after)) < len("".join(before)):
        return {}
    with suppress(LayoutFailed):  # the document then says why, beside its state
        if extra := wanted.overflows().get(panel, 0):
            name = "titre" if before[1] == after[1] else "resume"
            said = "ce titre" if name == "titre" else "ce résumé"
            return {
                name: f"La plaquette imprimée n’a pas la place de {said} dans le volet «\u202f{PANELS[panel]}\u202f»\u202f: "
                f"retirez {_signs_to_cut(wanted, obj, name, extra)} signes à ce qu’elle en imprime."
            }
    return {}


def words_too_long(text: TexteDuSite) -> dict[str, str]:
    """{field: why, in French} when the folded sheet has no room for these words of its own, once saved."""
    if not text.slug.startswith("plaquette-"):
        return {}
    stored = Plaquette.read()
    before, after = stored.words.texts.get(text.slug), stored.words.with_text(text)
    if after.texts[text.slug] == before:
        return {}
    panel = PANEL_OF_WORDS.get(text.slug, "back")
    with suppress(LayoutFailed):
        more = replace(stored, words=after).overflows().get(panel, 0)
        if more > stored.overflows().get(panel, 0):
            said = f"La plaquette imprimée n’a pas la place de ces mots dans le volet «\u202f{PANELS[panel]}\u202f»"
            return {"__all__": f"{said}\u202f: retirez environ {more} signes."}
    return {}


def _signs_to_cut(wanted: Plaquette, obj: Printed, name: str, extra: int) -> int:
    """How many signs to take from a text for its panel to hold all: the estimate, laid out, and more while it must be."""
    panel = PANEL_OF[type(obj)]
    text = obj.titre if name == "titre" else wanted.excerpt(obj)
    while extra < len(text):
        shorter = copy.copy(obj)
        setattr(shorter, name, text[:-extra].rstrip())
        more = wanted.with_text(shorter).overflows().get(panel, 0)
        if not more:
            break
        extra += more
    return extra


@contextmanager
def brochure_kept_whole() -> Iterator[None]:
    """Around a load of content files: refuse what leaves the folded sheet no room for its texts. Raises UnreadableContent."""
    before = Plaquette.read()
    printed = before.printed()
    yield
    after = Plaquette.read()
    if after.printed() == printed:
        return
    with suppress(LayoutFailed):
        extra = after.overflows()
        known = before.overflows() if extra else {}
        worse = [
            f"le volet «\u202f{PANELS.get(panel, panel)}\u202f» a environ {signs} signes de trop"
            for panel, signs in extra.items()
            if signs > known.get(panel, 0)
        ]
        if worse:
            raise UnreadableContent(
                f"La plaquette imprimée n’a plus la place de ses textes\u202f: {', '.join(worse)}. "
                "Raccourcissez titres ou résumés\u202f; rien n’a été chargé."
            )
