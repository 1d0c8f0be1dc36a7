"""The open data of the regions: each key of a resource group; its people are no data."""

from dts_platform.web.addresses import absolute
from territoires.searchables import address_of

FIELDS = {
    "region": lambda group: group.region,
    "nom": lambda group: group.nom,
    "presentation": lambda group: group.presentation.strip(),
    "courriel": lambda group: group.courriel,
    "telephone": lambda group: group.telephone,
    "horaires": lambda group: group.horaires,
    "site": lambda group: group.site,
    "verifie_le": lambda group: group.verifie_le and group.verifie_le.isoformat(),
    "url": lambda group: absolute(address_of(group)),
}
