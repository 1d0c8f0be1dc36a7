"""From rows that each described their document to documents described once: rows, and what the journal remembers.

Rows of one address, or of one title where no address says better, share a document. What a row said otherwise than its
document stays in the row: its title as the passage, its publisher and its date after its note.
"""

import hashlib
import json
import re
import unicodedata
from pathlib import Path

import django.db.models.deletion
import yaml
from django.conf import settings
from django.db import migrations, models
from django.utils.text import slugify

MOVED = ("titre", "editeur", "date", "adresse")
FOLDER = "documents"
LONGEST = 60
SAFE = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same values, eight times as fast
NOT_THEIRS = ["?"]  # a key that no document has: what the file said is no longer what the row says


def digest(value):
    text = json.dumps(value, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def fold(text):
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"\W+", " ", plain).strip()


def address_key(address):
    return re.sub(r"^https?://(www\.)?", "", address.strip()).rstrip("/").lower()


def known_documents():
    """The documents of the content files at hand: {key of an address or of a title: their fields}, {slug: file}."""
    found, files = {}, {}
    for path in sorted((Path(settings.CONTENT_DIR) / FOLDER).glob("*.yaml")):
        try:
            objects = [obj["fields"] for obj in yaml.load(path.read_bytes(), Loader=SAFE) or []]  # noqa: S506 – a safe loader
        except (OSError, ValueError, TypeError, KeyError, yaml.YAMLError):
            continue
        for fields in objects:
            files[fields["slug"]] = f"{FOLDER}/{path.name}"
            found.setdefault("T:" + fold(fields["titre"]), fields)
            if fields.get("adresse"):
                found["A:" + address_key(fields["adresse"])] = fields
    return found, files


def key_of(row, titles):
    """What tells the document of a row from the others; `titles` are those of documents that have an address."""
    if row.adresse:
        return "A:" + address_key(row.adresse)
    return titles.get(fold(row.titre), "T:" + fold(row.titre))


def free_slug(title, taken):
    flat = slugify(re.sub(r"['’]", " ", title))
    base = slug = (flat if len(flat) <= LONGEST else flat[:LONGEST].rsplit("-", 1)[0]) or "document"
    number = 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


def keep_what_differs(row, document):
    """Leave in a row what it said otherwise than the document that it shares."""
    if row.titre != document.titre:
        row.passage = row.titre
    own = ", ".join(part for part in (row.editeur, row.date) if part)
    if own and (row.editeur, row.date) != (document.editeur, document.date):
        row.note = f"{row.note.rstrip()} (Cité : {own}.)".strip()


def describe_once(apps, label, order):
    """Make the documents of the rows of a table, met in an order, and lead each row to its own."""
    rows = list(apps.get_model(label).objects.order_by(*order))
    unedited, notes = rows_as_files_said(apps, label, rows), {row.pk: row.note for row in rows}
    known, files = known_documents()
    made, of_files = document_of_each(apps.get_model("references", "Document"), rows, known, unedited)
    for row, document in zip(rows, made, strict=True):
        row.document = document
        keep_what_differs(row, document)
        row.save()
    convert_journal(apps, label, {row.pk: row for row in rows}, notes, unedited)
    journal_documents(apps, [document for document in of_files if document.slug in files], files)


def rows_as_files_said(apps, label, rows):
    """The keys of the rows whose document nobody described otherwise than the files."""
    by_key, found = {row.pk: row for row in rows}, set()
    for objects in apps.get_model("dts_platform", "LoadedFile").objects.exclude(objets=None).values_list("objets", flat=True):
        for obj in objects:
            row = by_key.get(obj["pk"]) if obj["model"] == label else None
            if row and all(obj["fields"].get(name) == digest(getattr(row, name)) for name in MOVED):
                found.add(row.pk)
    return found


def document_of_each(model, rows, known, unedited):
    """The document of each row, made where it is met first; and those that say what files said."""
    stored = list(model.objects.order_by("pk"))
    online = [told for told in (*stored, *rows) if told.adresse]
    titles = {fold(told.titre): "A:" + address_key(told.adresse) for told in reversed(online)}
    made = {key_of(document, titles): document for document in stored}
    taken = {fields["slug"] for fields in known.values()} | {document.slug for document in made.values()}
    given, of_files, documents = {document.slug for document in made.values()}, [], []
    for row in rows:
        key = key_of(row, titles)
        if key not in made:
            slug = known[key]["slug"] if key in known else ""
            slug = slug if slug and slug not in given else free_slug(row.titre, taken)
            made[key] = model.objects.create(slug=slug, **{name: getattr(row, name) for name in MOVED})
            taken.add(slug)
            given.add(slug)
            of_files += [made[key]] if row.pk in unedited else []
        documents.append(made[key])
    return documents, of_files


def convert_journal(apps, label, rows, notes, unedited):
    """What the files said of those rows, in the terms of this day."""
    loaded = apps.get_model("dts_platform", "LoadedFile")
    for file in loaded.objects.exclude(objets=None):
        objects = [
            {**obj, "fields": fields_said(obj, rows.get(obj["pk"]), notes, unedited)}
            if obj["model"] == label
            else obj
            for obj in file.objets
        ]
        if objects != file.objets:
            loaded.objects.filter(pk=file.pk).update(objets=objects, empreinte_du_fichier="")


def fields_said(obj, row, notes, unedited):
    """The digests of what a file said of a row, its document named in place of described."""
    fields = {name: value for name, value in obj["fields"].items() if name not in MOVED}
    if any(obj["fields"].get(name) is None for name in MOVED):
        return fields | {"document": None}  # nobody knows
    if row is None:  # deleted here: it stays so
        return fields | {"document": digest(NOT_THEIRS)}
    if fields.get("note") == digest(notes[row.pk]):
        fields["note"] = digest(row.note)
    theirs = [row.document.slug] if row.pk in unedited else NOT_THEIRS
    return fields | {"document": digest(theirs), "passage": digest(row.passage)}


def journal_documents(apps, documents, files):
    """Of documents that say what files said, remember that their own file did: it may correct them."""
    by_file = {}
    for document in documents:
        fields = {name: digest(getattr(document, name)) for name in ("slug", *MOVED)}
        record = {"model": "references.document", "key": [document.slug], "owner": None, "pk": document.pk}
        by_file.setdefault(files[document.slug], []).append(record | {"fields": fields})
    loaded = apps.get_model("dts_platform", "LoadedFile")
    for path, objects in by_file.items():
        known = loaded.objects.filter(chemin=path).values_list("objets", flat=True).first() or []
        loaded.objects.update_or_create(chemin=path, defaults={"empreinte_du_fichier": "", "objets": [*known, *objects]})


def describe_each(apps, label):
    """Put back in each row what its document says."""
    for row in apps.get_model(label).objects.select_related("document"):
        for name in MOVED:
            setattr(row, name, getattr(row.document, name))
        row.save()


def _document(null):
    return models.ForeignKey(
        null=null,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="%(class)ss",
        to="references.document",
        verbose_name="document",
    )


def citing(label, order):
    """The operations that lead the rows of a table to their documents; `described_elsewhere` follows in a migration of its own."""
    model = label.partition(".")[2]
    passage = models.CharField(
        "où cela se lit", blank=True, default="", max_length=300, help_text="La page, l’article, le chapitre : « p. 12 »."
    )
    return [
        migrations.AddField(model, "passage", passage, preserve_default=False),
        migrations.AddField(model, "document", _document(null=True)),
        # Going back, columns come empty before they are filled.
        migrations.AlterField(model, "titre", models.CharField("titre du document", max_length=300, default="")),
        migrations.RunPython(
            lambda apps, editor: describe_once(apps, label, order), lambda apps, editor: describe_each(apps, label)
        ),
    ]


def described_elsewhere(label):
    """The operations that end it: PostgreSQL alters no table with pending changes."""
    model = label.partition(".")[2]
    return [
        migrations.AlterField(model, "document", _document(null=False)),
        *[migrations.RemoveField(model, name) for name in MOVED],
    ]
