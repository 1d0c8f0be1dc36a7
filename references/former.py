"""What versions of another time say of citations, when each described its document: the document that it leads to today."""

from django.utils.text import slugify

from references.models import Document

DESCRIBED = ("titre", "editeur", "date", "adresse")
LONGEST = 60


def document_named(said: dict) -> dict:
    """The fields of a citation, its document named in place of described; described once if no document is that one.

    What it said otherwise than its document stays in it, as in the rows of that time.
    """
    if "document" in said:
        return said
    of_document = {name: said.get(name, "") for name in DESCRIBED}
    document = _found(of_document) or Document.objects.create(slug=_free_slug(of_document["titre"]), **of_document)
    kept = {name: value for name, value in said.items() if name not in DESCRIBED}
    if of_document["titre"] != document.titre:
        kept["passage"] = of_document["titre"]
    own = ", ".join(part for part in (of_document["editeur"], of_document["date"]) if part)
    if own and own != ", ".join(part for part in (document.editeur, document.date) if part):
        kept["note"] = f"{kept.get('note', '').rstrip()} (Cité\u202f: {own}.)".strip()
    return kept | {"document": [document.slug]}


def _found(of_document: dict) -> Document | None:
    """The document of this address, else of this title."""
    name = "adresse" if of_document["adresse"] else "titre"
    return Document.objects.filter(**{name: of_document[name]}).first()


def _free_slug(title: str) -> str:
    base = slug = slugify(title.replace("’", " "))[:LONGEST].strip("-") or "document"
    number = 2
    while Document.objects.filter(slug=slug).exists():
        slug, number = f"{base}-{number}", number + 1
    return slug
