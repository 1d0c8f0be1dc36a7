"""What rules of law, and those whom they concern, lend to the index."""

from datetime import date

from dts_platform.finder.carried import Faceted
from dts_platform.search.french import fold
from dts_platform.search.searchable import BODY, LABELS, SUMMARY, TITLE, Entry, Searchable, Watch
from dts_platform.text.formats import date as day_text
from dts_platform.text.markdown import plain
from references.filters import RegleFilterSet
from references.models import Perimetre, Regle

_CONCERNED = Regle.perimetres.through


class SearchablePerimetre(Searchable):
    """Whom a rule concerns: a value of a facet, not a page."""

    kind, resident = "perimetre", True
    record = (
        "slug",
        "label",
    )
    watched = (Watch(Perimetre._meta.db_table),)

    def public(self):
        return Perimetre.objects.all()

    def entry(self, text: Perimetre) -> Entry:
        return Entry({"slug": text.slug, "label": str(text)})


class SearchableRegle(Faceted):
    kind, filters = "regle", RegleFilterSet
    record = (
        "slug",
        "titre",
        "resume",
        "article",
        "copy",
        "reading",
        "concerned",
        "certainty",
        "deadline",
        "is_past",
        "kind_label",
        "url",
        "facets",
    )
    sorts = (
        "titre",
        "echeance",
        "copie",
    )
    watched = (
        Watch(Regle._meta.db_table),
        Watch(_CONCERNED._meta.db_table, "{row}.regle_id"),
        Watch.beyond(Perimetre, _CONCERNED, "regle_id", "perimetre_id"),
    )

    def public(self):
        return Regle.objects.published().with_box()

    def entry(self, text: Regle) -> Entry:
        valeur = plain(text.valeur)
        record = {
            "slug": text.slug,
            "titre": text.titre,
            "resume": valeur,
            "article": text.article,
            "copy": text.copy,
            "reading": text.reading,
            "concerned": text.concerned,
            "certainty": text.get_certitude_display(),
            "deadline": day_text(text.echeance),
            "is_past": text.passee,
            "kind_label": "Règle de droit",
            "url": text.get_absolute_url(),
            "facets": text.facets,
        }
        fields = {
            TITLE: [text.titre],
            SUMMARY: [valeur],
            LABELS: [text.article, *(str(perimetre) for perimetre in text.perimetres.all())],
            BODY: [plain(text.a_verifier), text.echeance_objet, text.editeur],
        }
        orders = {
            "titre": fold(text.titre),
            "echeance": (text.echeance or date.max).toordinal(),
            "copie": -(text.copie_du or date.min).toordinal(),
        }
        return Entry(record, text.facets, orders, fields)
