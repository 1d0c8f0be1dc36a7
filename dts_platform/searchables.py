"""What the platform lends to the index: synonyms, the words of the site's own pages, who publishes it."""

from dts_platform.models import Editeur, Synonyme, TexteDuSite
from dts_platform.search.searchable import Entry, Searchable, Watch


class SearchableSynonyme(Searchable):
    kind = "synonyme"
    resident = True
    record = (
        "slug",
        "formes",
    )
    watched = (Watch(Synonyme._meta.db_table),)

    def public(self):
        return Synonyme.objects.all()

    def entry(self, text: Synonyme) -> Entry:
        return Entry({"slug": text.slug, "formes": text.word_forms})

    def synonyms(self, record):
        return record["formes"]


class SearchableTexteDuSite(Searchable):
    """Kept at hand, so that a page has its words without a query and follows them at the next request."""

    kind, resident = "texte", True
    record = ("slug", "rank", "titre", "chapo", "texte")
    watched = (Watch(TexteDuSite._meta.db_table),)

    def public(self):
        return TexteDuSite.objects.all()

    def entry(self, text: TexteDuSite) -> Entry:
        return Entry({"rank": text.ordre} | {name: getattr(text, name) for name in ("slug", "titre", "chapo", "texte")})


class SearchableEditeur(Searchable):
    """Kept at hand for the same reason."""

    kind, resident = "editeur", True
    record = (
        "slug",
        "nom",
        "adresse",
        "courriel",
        "telephone",
        "horaires",
        "directeur",
        "hebergeur",
        "hebergeur_adresse",
        "hebergeur_telephone",
    )
    watched = (Watch(Editeur._meta.db_table),)

    def public(self):
        return Editeur.objects.all()

    def entry(self, text: Editeur) -> Entry:
        return Entry({name: getattr(text, name) for name in self.record})
