"""The synonyms that editors keep, lent to the index."""

from dts_platform.models import Synonyme
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
