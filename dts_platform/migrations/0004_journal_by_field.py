"""The journal of content files comes to know fields, not whole rows.

A file's rows of the database are told apart by the digest kept at its last load: the same one, nobody edited them, and
they are what the file said. Otherwise the digest of each field is None, "nobody knows": such a field is never written.
Where the file at hand is still the one that was loaded, what it said is read from it, whatever editors did since.

It computes the digests of the columns of this day: a later migration that adds one to a content table depends on it.
"""

import hashlib
import json
from pathlib import Path

import yaml
from django.conf import settings
from django.db import migrations, models
from django.db.backends.utils import format_number

# The natural keys of this day, as look-ups; historical models do not know them.
SLUG = ("slug",)
SAFE = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same values, eight times as fast
KEYS = {
    "dts_platform.synonyme": SLUG,
    "missions.mission": SLUG,
    "missions.volet": SLUG,
    "missions.pointdevolet": SLUG,
    "missions.principe": SLUG,
    "missions.facondefaire": ("principe__slug", "ordre"),
    "missions.strategie": SLUG,
    "missions.repere": SLUG,
    "missions.pointderepere": SLUG,
    "missions.sourcederepere": ("repere__slug", "ordre"),
    "missions.theme": SLUG,
    "missions.terme": SLUG,
    "experiences.experience": SLUG,
    "experiences.source": ("experience__slug", "code"),
    "experiences.illustrationmission": ("experience__slug", "mission__slug"),
    "experiences.illustrationprincipe": ("experience__slug", "principe__slug"),
    "experiences.illustrationstrategie": ("experience__slug", "strategie__slug"),
    "experiences.chiffrecle": ("experience__slug", "ordre"),
    "fiches.fiche": SLUG,
    "fiches.etape": ("fiche__slug", "ordre"),
    "fiches.outil": ("fiche__slug",),
    "fiches.prolongement": ("fiche__slug", "experience__slug"),
    "fiches.reference": ("fiche__slug", "ordre"),
}
TAGS = {"experiences.experience": "themedexperience", "fiches.fiche": "themedefiche"}


def short_digest(value):
    text = json.dumps(value, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def former_digest(states):
    states = sorted(states, key=lambda state: json.dumps(state, sort_keys=True, default=str))
    text = json.dumps(states, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def read_objects(path):
    """The objects of a content file, or None if there is none that can be read."""
    try:
        objects = yaml.load(path.read_bytes(), Loader=SAFE) or []  # noqa: S506 – a safe loader
        if all(isinstance(obj["fields"], dict) for obj in objects):
            return [obj for obj in objects if obj["model"] in KEYS]  # later editions say more, of tables of theirs
    except (OSError, ValueError, TypeError, KeyError, yaml.YAMLError):
        pass
    return None


class Rows:
    """The rows that a file answers for: `of_kind`, {name of a model: rows}, owners first."""

    def __init__(self, apps, objects):
        self.apps, self.of_kind, self.owner = apps, {}, {}
        for name in dict.fromkeys(obj["model"] for obj in objects):
            model = apps.get_model(name)
            owner = next(
                (f for f in model._meta.concrete_fields if f.is_relation and f.related_model._meta.label_lower in self.of_kind),
                None,
            )
            if owner:
                owners = self.of_kind[owner.related_model._meta.label_lower]
                rows = model.objects.filter(**{f"{owner.name}__in": [row.pk for row in owners]})
            else:
                rows = model.objects.filter(slug__in=[obj["fields"].get("slug") for obj in objects if obj["model"] == name])
            self.of_kind[name], self.owner[name] = list(rows.order_by("pk")), owner

    def key(self, row):
        """The natural key of a row, a list."""
        key = []
        for lookup in KEYS[row._meta.label_lower]:
            value = row
            for name in lookup.split("__"):
                value = getattr(value, name)
            key.append(value)
        return key

    def value(self, row, field):
        if field.is_relation and not field.many_to_many:
            other = getattr(row, field.name)
            return None if other is None else self.key(other)
        return getattr(row, field.attname)

    def columns(self, row):
        return [f for f in row._meta.concrete_fields if not f.primary_key and f.name != "modifie_le"]

    def sets(self, row):
        """{relation: keys of the rows it holds}; tags apart."""
        relations = [f for f in row._meta.many_to_many if getattr(f.remote_field.through._meta, "auto_created", False)]
        return {f.name: [self.key(other) for other in getattr(row, f.name).all()] for f in relations}

    def tags(self, row):
        """The slugs of the tags of a row, or None where it has none by nature."""
        name = row._meta.label_lower
        if name not in TAGS:
            return None
        through = self.apps.get_model(name.split(".")[0], TAGS[name])
        return sorted(through.objects.filter(content_object_id=row.pk).values_list("tag__slug", flat=True))

    def state(self, row):
        """A row as the former journal took it in its digest."""
        fields = {f.name: self.value(row, f) for f in self.columns(row)} | self.sets(row)
        tags = self.tags(row)
        return {"model": row._meta.label_lower, "fields": fields if tags is None else fields | {"themes": tags}}

    def digests(self, row):
        """What a row says, field by field, as the present journal keeps it."""
        fields = {f.name: digest_of(f, self.value(row, f)) for f in self.columns(row)}
        fields |= {name: short_digest(sorted(keys, key=str)) for name, keys in self.sets(row).items()}
        tags = self.tags(row)
        return fields if tags is None else fields | {"themes": short_digest([[slug] for slug in tags])}

    def owner_key(self, row):
        owner = self.owner[row._meta.label_lower]
        return self.key(getattr(row, owner.name)) if owner else None


def digest_of(field, value):
    if isinstance(field, models.DecimalField) and value is not None:
        return short_digest(format_number(value, field.max_digits, field.decimal_places))
    return short_digest(value)


def record(name, key, owner, pk, fields):
    return {"model": name, "key": key, "owner": owner, "pk": pk, "fields": fields}


def said_by_rows(rows, is_known):
    """What the rows say, taken for what the file said; each field None where nobody knows."""
    for name, of_kind in rows.of_kind.items():
        for row in of_kind:
            digests = rows.digests(row)
            fields = digests if is_known else dict.fromkeys(digests)
            yield record(name, rows.key(row), rows.owner_key(row), row.pk, fields)


def said_by_file(apps, rows, objects):
    """What the file says, since it is the one that was loaded; `pk` is None where an editor deleted the row."""
    found = {(name, *rows.key(row)): row.pk for name, of_kind in rows.of_kind.items() for row in of_kind}
    for obj in objects:
        name, model, fields = obj["model"], apps.get_model(obj["model"]), {}
        values = {field: v.strip() if isinstance(v, str) else v for field, v in obj["fields"].items()}
        for field_name, value in values.items():
            field = model._meta.get_field(field_name)
            if field.many_to_many:
                fields[field_name] = short_digest(sorted(value, key=str))
            else:
                fields[field_name] = digest_of(field, value if field.is_relation else field.to_python(value))
        key = [values[lookup.split("__")[0]] for lookup in KEYS[name]]
        key = [part[0] if isinstance(part, list) else part for part in key]
        owner = rows.owner[name]
        yield record(name, key, values[owner.name] if owner else None, found.get((name, *key)), fields)


def what_was_said(apps, entry):
    """The objects of a file of the journal; None when nothing at all can be known."""
    path = Path(settings.CONTENT_DIR) / entry.chemin
    objects = read_objects(path)
    if objects is None:
        return None
    rows = Rows(apps, objects)
    if hashlib.sha256(path.read_bytes()).hexdigest() == entry.empreinte_du_fichier:
        return list(said_by_file(apps, rows, objects))
    states = [rows.state(row) for of_kind in rows.of_kind.values() for row in of_kind]
    return list(said_by_rows(rows, former_digest(states) == entry.empreinte_des_donnees))


def forwards(apps, schema_editor):
    for entry in apps.get_model("dts_platform", "LoadedFile").objects.all():
        entry.objets = what_was_said(apps, entry)
        entry.save(update_fields=["objets"])


class Migration(migrations.Migration):
    dependencies = [
        ("dts_platform", "0003_english_class_names"),
        ("missions", "0001_initial"),
        ("experiences", "0001_initial"),
        ("fiches", "0004_english_class_names"),
    ]

    operations = [
        migrations.AddField(
            model_name="loadedfile",
            name="objets",
            field=models.JSONField(help_text="A list of what `BaseObject` records; null when nothing is known.", null=True),
        ),
        migrations.RunPython(forwards, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="loadedfile",
            name="empreinte_des_donnees",
            field=models.CharField(default="", max_length=64),
        ),
        migrations.RemoveField(model_name="loadedfile", name="empreinte_des_donnees"),
    ]
