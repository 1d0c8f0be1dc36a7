"""Every address of the administration, read from the configuration of addresses itself, and what stands behind each."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver

PREFIX = "admin/"


@dataclass(frozen=True)
class Address:
    """An address of the administration: its name, or its pattern when it has none, and the pattern."""

    name: str
    route: str

    def filled(self, **values) -> str:
        """The path, its parts given."""
        path = f"/{self.route}"
        for part, value in values.items():
            for kind in ("path:", "int:", ""):
                path = path.replace(f"<{kind}{part}>", str(value))
        return path


def _patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern, route)
        else:
            yield route, pattern


def every_address() -> list[Address]:
    """Every address under /admin/, in the order in which they are tried; one that another hides is left out."""
    found = {}
    for route, pattern in _patterns(get_resolver()):
        if route.startswith(PREFIX):
            found.setdefault(route, Address(pattern.name or route.removeprefix(PREFIX), route))
    return list(found.values())


def model_of(address: Address) -> str:
    """The model whose rows an address lists or edits, as « app.model »; nothing for the others."""
    parts = address.route.removeprefix(PREFIX).split("/")
    labels = {model._meta.label_lower for model in admin.site._registry}
    return label if len(parts) > 2 and (label := ".".join(parts[:2])) in labels else ""


def act_of(address: Address) -> str:
    """What an address of a model does: « list », « add », « change »…"""
    rest = address.route.removeprefix(PREFIX).split("/", 2)[2]
    acts = {"": "list", "<path:object_id>/": "change", "<id>/password/": "password", "<int:pk>/apercu/": "preview"}
    return acts.get(rest) or rest.rstrip("/").split("/")[-1]
