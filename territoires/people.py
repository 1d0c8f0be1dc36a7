"""What is kept of the people of a resource group: who is no more in it is in no version of it either."""

from dts_platform.content.whole import digest_of_whole
from dts_platform.editorial.versions import STATE, Version, place_of
from dts_platform.models import GroupeRessource, Referent


def forget_those_gone(group: GroupeRessource) -> int:
    """Take out of all versions of a group the people who left it, their names and contacts; how many versions changed.

    Versions are written for ever, but for this: a person is not a text, and asked for no history of their telephone.
    """
    label = Referent._meta.label_lower
    stays = set(Referent.objects.filter(groupe=group.pk).values_list("nom", flat=True))
    model, key, _ = place_of(group)
    changed = 0
    for version in Version._base_manager.filter(model=model, key=key):
        kept = [one for one in version.content if one["model"] != label or one["fields"].get("nom") in stays]
        if len(kept) < len(version.content):
            said = digest_of_whole(kept, STATE)
            changed += Version._base_manager.filter(pk=version.pk).update(content=kept, digest=said)
    return changed
