"""The synonyms that editors keep, lent to the index."""

from dts_platform.core.search.searchable import Entry, Searchable, Watch
from dts_platform.models import Synonyme


class SearchableSynonyme(Searchable):
    kind = "synonyme"
    resident = True
    watched = (Watch(Synonyme._meta.db_table),)

    def public(self):
        return Synonyme.objects.all()

    def entry(self, text: Synonyme) -> Entry:
        return Entry({"slug": text.slug, "formes": text.word_forms})
