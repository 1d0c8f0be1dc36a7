"""The public shape of what the framework lends to the other rooms."""

from collections.abc import Iterable


def slugs(objets: Iterable) -> list[str]:
    """The slugs of objects, in their own order."""
    return [objet.slug for objet in objets]
