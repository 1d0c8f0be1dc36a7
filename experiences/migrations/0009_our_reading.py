"""« Notre lecture », a paragraph of the story until then, has a field of its own: rows, and what the journal remembers."""

import hashlib
import json
import re

from django.db import migrations

# From a line that says so itself to the end of its paragraph; its label goes, since the page says it.
LABELLED = re.compile(r"(?:^|\n+)Notre lecture[ \u00a0\u202f]*:[ \u00a0\u202f]*(.+?)(?=\n{2,}|\Z)", re.S)


def digest(value):
    text = json.dumps(value, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def parted(story):
    """(the story without the paragraphs that are ours, what they say)."""
    ours = [said.strip() for said in LABELLED.findall(story)]
    return LABELLED.sub("", story).strip("\n"), "\n\n".join(said[:1].upper() + said[1:] for said in ours)


def part(apps, editor):
    """Part the stories; of those that nobody edited, the journal says the two halves."""
    experiences, changed = apps.get_model("experiences", "Experience").objects, {}
    for experience in experiences.filter(recit__contains="Notre lecture"):
        story, ours = parted(experience.recit)
        if ours and story:
            changed[experience.pk] = (digest(experience.recit), digest(story), digest(ours))
            experiences.filter(pk=experience.pk).update(recit=story, lecture=ours)
    loaded = apps.get_model("dts_platform", "LoadedFile")
    for file in loaded.objects.exclude(objets=None):
        objects = [told(obj, changed) if obj["model"] == "experiences.experience" else obj for obj in file.objets]
        if objects != file.objets:
            loaded.objects.filter(pk=file.pk).update(objets=objects, empreinte_du_fichier="")


def told(obj, changed):
    """The digests of what a file said of a story, in two halves, where the row still says it."""
    before, story, ours = changed.get(obj["pk"], (None, None, None))
    if before is None or obj["fields"].get("recit") != before:
        return obj
    return {**obj, "fields": obj["fields"] | {"recit": story, "lecture": ours}}


def join(apps, editor):
    """Going back, what we read ends the story again, and what nobody found ends the limits."""
    experiences = apps.get_model("experiences", "Experience").objects
    for experience in experiences.exclude(lecture=""):
        story = f"{experience.recit}\n\nNotre lecture\u202f: {experience.lecture[:1].lower()}{experience.lecture[1:]}"
        experiences.filter(pk=experience.pk).update(recit=story)
    for experience in experiences.exclude(non_trouve=""):
        limits = f"{experience.limites}\n\n{experience.non_trouve}".strip()
        experiences.filter(pk=experience.pk).update(limites=limits)


class Migration(migrations.Migration):
    dependencies = [("experiences", "0008_said_and_added")]

    operations = [migrations.RunPython(part, join)]
