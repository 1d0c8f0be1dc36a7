"""What is kept of the people of a resource group: of who is no more in it, nothing; of the others, what they say today."""

import json

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType

from dts_platform.content.whole import digest_of_whole
from dts_platform.editorial.versions import STATE, Version, erase, place_of
from dts_platform.models import GroupeRessource, Referent

CONTACT = ("courriel", "telephone", "horaires")


def forget_those_gone(group: GroupeRessource, who) -> None:
    """Take out of all that is kept of a group the people who left it, and the contacts that the others withdrew.

    Versions and the journal of the administration are written for ever, but for this: a person is not a text, and asked
    for no history of their telephone. Each version keeps when it was changed so, and by whom.
    """
    people = _people(group)
    model, key, _ = place_of(group)
    for version in Version._base_manager.filter(model=model, key=key):
        kept = [_today(record, people) for record in version.content if _stays(record, people)]
        if kept != version.content:
            erase(version, who, content=kept, digest=digest_of_whole(kept, STATE))
    forget_in_the_journal(group)


def _people(group: GroupeRessource) -> dict[str, dict]:
    """The people who are in a group, by name, with the contacts that they now give."""
    return {person["nom"]: person for person in Referent.objects.filter(groupe=group.pk).values("nom", *CONTACT)}


def _is_person(record: dict) -> bool:
    return record["model"] == Referent._meta.label_lower


def _stays(record: dict, people: dict) -> bool:
    return not _is_person(record) or record["fields"].get("nom") in people


def _today(record: dict, people: dict) -> dict:
    """A record of a version; of a person, with the contacts that they now give."""
    if not _is_person(record):
        return record
    fields, person = record["fields"], people[record["fields"]["nom"]]
    return {**record, "fields": fields | {name: person[name] for name in CONTACT if name in fields}}


def forget_in_the_journal(group: GroupeRessource) -> None:
    """Leave in the journal that a person was added, changed or taken out, without the name of who left."""
    people, group_type = _people(group), ContentType.objects.get_for_model(group)
    for entry in LogEntry.objects.filter(content_type=group_type, object_id=str(group.pk)):
        acts = json.loads(entry.change_message) if entry.change_message.startswith("[") else []
        named = [said for act in acts for said in act.values() if said.get("object") and said["object"] not in people]
        for said in named:
            said["object"] = "–"
        if named:
            LogEntry.objects.filter(pk=entry.pk).update(change_message=json.dumps(acts))
