"""From references that each described their document to documents described once: rows, and what the journal remembers.

Rows of one address, or of one title where no address says better, share a document. What a row said otherwise than its
document stays in the row: its title as the passage, its publisher and its date after its note.
"""

import hashlib
import json
import re
import unicodedata
from pathlib import Path

import yaml
from django.conf import settings
from django.utils.text import slugify

MOVED = ("titre", "editeur", "date", "adresse")
FOLDER = "documents"
LONGEST = 60
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
            objects = [obj["fields"] for obj in yaml.safe_load(path.read_bytes()) or []]
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
        row.note = f"{row.note.rstrip()} (Cité : {own}.)".strip()


def describe_once(apps, editor):
    """Make the documents, and lead each row to its own."""
    reference, made = apps.get_model("fiches", "Reference"), {}
    model = apps.get_model("references", "Document")
    rows = list(reference.objects.order_by("fiche__numero", "ordre", "pk"))
    titles = {fold(row.titre): "A:" + address_key(row.adresse) for row in reversed(rows) if row.adresse}
    known, files = known_documents()
    taken = {fields["slug"] for fields in known.values()}
    said = {row.pk: [row.note, *(getattr(row, name) for name in MOVED)] for row in rows}
    for row in rows:
        key = key_of(row, titles)
        if key not in made:
            known_slug = known[key]["slug"] if key in known else None
            slug = known_slug if known_slug and known_slug not in {d.slug for d in made.values()} else None
            slug = slug or free_slug(row.titre, taken)
            taken.add(slug)
            values = {name: getattr(row, name) for name in MOVED}
            made[key] = model.objects.create(slug=slug, **values)
        row.document = made[key]
        keep_what_differs(row, made[key])
        row.save()
    convert_journal(apps, {row.pk: (row, said[row.pk]) for row in rows}, made.values(), files)


def convert_journal(apps, rows, documents, files):
    """What the files said of references, in the terms of this day; of documents, that they say what was made of them."""
    loaded = apps.get_model("dts_platform", "LoadedFile")
    for file in loaded.objects.exclude(objets=None):
        objects, changed = [], False
        for obj in file.objets:
            if obj["model"] == "fiches.reference":
                obj, changed = {**obj, "fields": fields_said(obj, rows.get(obj["pk"]))}, True
            objects.append(obj)
        if changed:
            loaded.objects.filter(pk=file.pk).update(objets=objects, empreinte_du_fichier="")
    by_file = {}
    for document in documents:
        if document.slug in files:
            fields = {name: digest(getattr(document, name)) for name in ("slug", *MOVED)}
            record = {"model": "references.document", "key": [document.slug], "owner": None, "pk": document.pk, "fields": fields}
            by_file.setdefault(files[document.slug], []).append(record)
    if loaded.objects.exists():
        for path, objects in by_file.items():
            loaded.objects.update_or_create(chemin=path, defaults={"empreinte_du_fichier": "", "objets": objects})


def fields_said(obj, found):
    """The digests of what a file said of a reference, its document named in place of described."""
    fields = {name: value for name, value in obj["fields"].items() if name not in MOVED}
    if found is None:  # deleted here: it stays so
        return fields | {"document": digest(NOT_THEIRS)}
    row, (note, *moved) = found
    if any(obj["fields"].get(name) is None for name in MOVED):
        return fields | {"document": None}
    theirs = all(obj["fields"][name] == digest(value) for name, value in zip(MOVED, moved, strict=True))
    if fields.get("note") == digest(note):
        fields["note"] = digest(row.note)
    return fields | {"document": digest([row.document.slug] if theirs else NOT_THEIRS), "passage": digest(row.passage)}


def describe_each(apps, editor):
    """Put back in each row what its document says."""
    for row in apps.get_model("fiches", "Reference").objects.select_related("document"):
        for name in MOVED:
            setattr(row, name, getattr(row.document, name))
        row.save()
