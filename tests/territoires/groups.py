"""Resource groups for tests, plainly fictitious."""

from dts_platform.models import GroupeRessource


def a_group(region="bretagne", visible=True, **fields) -> GroupeRessource:
    """A visible group of a region; the national one when `region` is empty."""
    said = {"nom": f"Groupe fictif {region or 'national'}", "courriel": f"{region or 'france'}@example.org"}
    return GroupeRessource.objects.create(region=region, visible=visible, **said | fields)
