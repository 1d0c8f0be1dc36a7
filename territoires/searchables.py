"""What the regions lend to the index: their resource groups, kept at hand with the people of each."""

from dts_platform.models import GroupeRessource, Referent
from dts_platform.search.searchable import Entry, Searchable, Watch

FRANCE = "france"  # stands for the region of the national group, which has none
CONTACT = ("nom", "courriel", "telephone", "horaires")


class SearchableGroupe(Searchable):
    """A group is at hand without a query; whatever changes of it, or of one of its people, is read at the next request."""

    kind, resident = "groupe", True
    record = ("slug", "presentation", "site", "demonstration", "verifie_le", "referents", *CONTACT)
    watched = (
        Watch(GroupeRessource._meta.db_table),
        Watch(Referent._meta.db_table, "{row}.groupe_id"),
    )

    def public(self):
        return GroupeRessource.objects.filter(visible=True).prefetch_related("referents")

    def entry(self, text: GroupeRessource) -> Entry:
        return Entry(
            _said(text)
            | {
                "slug": text.region or FRANCE,
                "presentation": text.presentation,
                "site": text.site,
                "demonstration": text.demonstration,
                "referents": [_said(person) | {"fonction": person.fonction} for person in text.referents.all()],
            }
        )


def _said(row: GroupeRessource | Referent) -> dict:
    day = row.verifie_le and row.verifie_le.isoformat()
    return {name: getattr(row, name) for name in CONTACT} | {"verifie_le": day}
