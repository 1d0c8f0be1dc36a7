"""What the framework lends to the index: its pages, the themes, the glossary."""

from django.urls import reverse

from dts_platform.search.french import fold
from dts_platform.search.searchable import BODY, LABELS, SUMMARY, TITLE, Entry, Searchable, Watch
from dts_platform.text.markdown import plain
from missions.models import (
    ChiffreDeRepere,
    FaconDeFaire,
    Mission,
    PointDeRepere,
    PointDeVolet,
    Principe,
    Public,
    Repere,
    SourceDeRepere,
    Strategie,
    Terme,
    Theme,
    Volet,
)
from references.models import Document


class SearchableDoctrine(Searchable):
    """Missions, principles and strategies."""

    resident = True
    record = (
        "slug",
        "rank",
        "label",
        "titre",
        "resume",
        "kind_label",
        "url",
    )
    sorts = ("titre",)

    def public(self):
        return self.model.objects.all()

    def labels(self, text) -> list[str]:
        """The words that name it otherwise."""
        return []

    def body(self, text) -> list[str]:
        return [text.documents_disent, text.corps]

    def entry(self, text) -> Entry:
        summary = plain(text.resume)
        record = {
            "slug": text.slug,
            "rank": text.numero,
            "label": text.titre_court,
            "titre": text.titre,
            "resume": summary,
            "kind_label": text._meta.verbose_name.capitalize(),
            "url": text.get_absolute_url(),
        }
        fields = {
            TITLE: [text.titre],
            SUMMARY: [summary],
            LABELS: self.labels(text),
            BODY: [plain(part) for part in self.body(text)],
        }
        return Entry(record, orders={"titre": fold(text.titre)}, fields=fields)


class SearchableMission(SearchableDoctrine):
    kind, model = "mission", Mission
    watched = (
        Watch(Mission._meta.db_table),
        Watch(Volet._meta.db_table, "{row}.mission_id"),
        Watch(PointDeVolet._meta.db_table, f"mission_id FROM {Volet._meta.db_table} WHERE id = {{row}}.volet_id"),
    )

    def public(self):
        return super().public().prefetch_related("volets__points")

    def labels(self, text: Mission) -> list[str]:
        return [v.titre for v in text.volets.all()] + [p.titre for v in text.volets.all() for p in v.points.all()]

    def body(self, text: Mission) -> list[str]:
        volets = text.volets.all()
        return [
            *super().body(text),
            *(part for volet in volets for part in (volet.documents_disent, volet.texte)),
            *(point.texte for volet in volets for point in volet.points.all()),
        ]


class SearchablePrincipe(SearchableDoctrine):
    kind, model = "principe", Principe
    watched = (Watch(Principe._meta.db_table), Watch(FaconDeFaire._meta.db_table, "{row}.principe_id"))

    def public(self):
        return super().public().prefetch_related("facons_de_faire")

    def labels(self, text: Principe) -> list[str]:
        return [*text.aliases, *(facon.titre for facon in text.facons_de_faire.all())]

    def body(self, text: Principe) -> list[str]:
        return [*super().body(text), text.sens, *(facon.texte for facon in text.facons_de_faire.all())]


class SearchableStrategie(SearchableDoctrine):
    kind, model = "strategie", Strategie
    watched = (Watch(Strategie._meta.db_table),)


class SearchableRepere(Searchable):
    kind = "repere"
    record = (
        "slug",
        "titre",
        "resume",
        "kind_label",
        "url",
    )
    sorts = ("titre",)
    watched = (
        Watch(Repere._meta.db_table),
        Watch(PointDeRepere._meta.db_table, "{row}.repere_id"),
        Watch(SourceDeRepere._meta.db_table, "{row}.repere_id"),
        Watch.beyond(Document, SourceDeRepere, "repere_id", "document_id"),
        Watch(ChiffreDeRepere._meta.db_table, "{row}.repere_id"),
    )

    def public(self):
        return Repere.objects.published().with_everything()

    def entry(self, text: Repere) -> Entry:
        summary = plain(text.resume)
        points = text.points.all()
        record = {
            "slug": text.slug,
            "titre": text.titre,
            "resume": summary,
            "kind_label": "Repère",
            "url": text.get_absolute_url(),
        }
        body = [text.constat, text.proposition, text.documents_disent, text.corps, text.non_trouve]
        body += [part for point in points for part in (point.documents_disent, point.texte)]
        fields = {
            TITLE: [text.titre],
            SUMMARY: [summary],
            LABELS: [*(point.titre for point in points), *(figure.libelle for figure in text.chiffres.all())],
            BODY: [plain(part) for part in body],
        }
        return Entry(record, orders={"titre": fold(text.titre)}, fields=fields)


class SearchableTheme(Searchable):
    """A theme is a value of a facet, not a page."""

    kind, resident = "theme", True
    record = (
        "slug",
        "label",
    )
    watched = (Watch(Theme._meta.db_table),)

    def public(self):
        return Theme.objects.all()

    def entry(self, text: Theme) -> Entry:
        return Entry({"slug": text.slug, "label": text.name})


class SearchablePublic(Searchable):
    """A public is a value of a facet, not a page."""

    kind, resident = "public", True
    record = (
        "slug",
        "rank",
        "label",
    )
    watched = (Watch(Public._meta.db_table),)

    def public(self):
        return Public.objects.all()

    def entry(self, text: Public) -> Entry:
        return Entry({"slug": text.slug, "rank": text.ordre, "label": text.nom})


class SearchableTerme(Searchable):
    kind, resident = "terme", True
    record = (
        "slug",
        "sigle",
        "nom",
        "titre",
        "resume",
        "kind_label",
        "url",
    )
    sorts = ("titre",)
    watched = (Watch(Terme._meta.db_table),)

    def public(self):
        return Terme.objects.all()

    def entry(self, text: Terme) -> Entry:
        definition = plain(text.definition)
        record = {
            "slug": text.slug,
            "sigle": text.sigle,
            "nom": text.nom,
            "titre": str(text),
            "resume": definition,
            "kind_label": "Mot du glossaire",
            "url": f"{reverse('missions:glossaire')}#mot-{text.slug}",
        }
        fields = {TITLE: [text.sigle, text.nom], SUMMARY: [definition], LABELS: [", ".join(text.word_forms)]}
        return Entry(record, orders={"titre": fold(str(text))}, fields=fields)

    def synonyms(self, record):
        """An acronym and the words it stands for."""
        return (record["sigle"], record["nom"]) if record["sigle"] else ()
