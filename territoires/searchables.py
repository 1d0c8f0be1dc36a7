"""What the regions lend to the index: their resource groups, kept at hand with the people of each."""

from django.conf import settings

from dts_platform.models import GroupeRessource, Referent
from dts_platform.search.searchable import BODY, LABELS, TITLE, Entry, Searchable, Watch
from dts_platform.text.markdown import plain
from dts_platform.web.addresses import url

FRANCE = "france"  # stands for the region of the national group, which has none
CONTACT = ("nom", "courriel", "telephone", "horaires")


class SearchableGroupe(Searchable):
    """A group is at hand without a query; whatever changes of it, or of one of its people, is read at the next request."""

    kind, resident = "groupe", True
    record = (
        "slug",
        "titre",
        "resume",
        "kind_label",
        "url",
        "presentation",
        "site",
        "demonstration",
        "verifie_le",
        "referents",
        *CONTACT,
    )
    watched = (
        Watch(GroupeRessource._meta.db_table),
        Watch(Referent._meta.db_table, "{row}.groupe_id"),
    )

    @property
    def decided_by(self):
        return (settings.PRODUCTION,)

    def public(self):
        return GroupeRessource.objects.published().with_everything()

    def entry(self, text: GroupeRessource) -> Entry:
        return Entry(
            _said(text)
            | {
                "slug": text.region or FRANCE,
                "titre": text.nom,
                "resume": plain(text.presentation),
                "kind_label": "Groupe ressource",
                "url": address_of(text),
                "presentation": text.presentation,
                "site": text.site,
                "demonstration": text.demonstration,
                "referents": [_said(person) | {"fonction": person.fonction} for person in text.referents.all()],
            },
            fields={
                TITLE: [text.nom],
                LABELS: [str(text.territoire_region or "")],
                BODY: [plain(text.presentation)],
            },
            places=(text.region,),
        )


def address_of(group: GroupeRessource) -> str:
    """The path of the page where a group is read."""
    return url("portal:territoire", group.region) if group.region else url("portal:territoires")


def _said(row: GroupeRessource | Referent) -> dict:
    day = row.verifie_le and row.verifie_le.isoformat()
    return {name: getattr(row, name) for name in CONTACT} | {"verifie_le": day}
