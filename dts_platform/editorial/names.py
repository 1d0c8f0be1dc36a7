"""Names that never die: the address or the number under which a text was public is its own for ever.

Triggers write `PublicName` (`name_triggers`); a text that was renamed is found by any of its names, one that was withdrawn
or deleted leaves a `Withdrawal` that says why. Both outlive the row they speak of: they hold its key, and no foreign key.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import models
from django.utils import timezone

from dts_platform.editorial.kinds import Kind, kind_of, kind_with_pages, public_rows, with_pages
from dts_platform.editorial.states import Statut

MOST_MERGERS = 20  # one after the other: beyond, somebody made a circle


class PublicName(models.Model):
    """A name under which a text was public: `field` is the one that held it (`slug`, `numero`), `key` that of the text."""

    kind = models.CharField(max_length=20)
    field = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    key = models.BigIntegerField()

    class Meta:
        verbose_name = "nom public"
        verbose_name_plural = "noms publics"
        constraints = [
            models.UniqueConstraint(fields=["kind", "field", "name"], name="dts_platform_public_name_unique")
        ]
        indexes = [models.Index(fields=["kind", "key"], name="dts_platform_public_name_key")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class Withdrawal(models.Model):
    """Why a text that was public is no more, since when, and which text of its kind takes its place."""

    kind = models.CharField(max_length=20)
    key = models.BigIntegerField()
    since = models.DateField(default=timezone.localdate)
    reason = models.TextField(blank=True)
    successor = models.BigIntegerField(null=True)
    merged = models.BooleanField(default=False)

    class Meta:
        verbose_name = "retrait"
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="dts_platform_withdrawal_unique")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


def was_public(text: models.Model) -> bool:
    """Was this text ever read by visitors?"""
    return PublicName.objects.filter(kind=kind_of(text).name, key=text.pk).exists()


def withdrawal_of(text: models.Model) -> Withdrawal | None:
    """What was said when a text was withdrawn, if anything was."""
    return Withdrawal.objects.filter(kind=kind_of(text).name, key=text.pk).first()


def taken_by_another(text: models.Model, field: str, value) -> bool:
    """Was this name that of another text, even one that is gone?"""
    names = PublicName.objects.filter(kind=kind_of(text).name, field=field, name=str(value))
    return names.exclude(key=text.pk or 0).exists()


def next_number(kind: Kind) -> int:
    """The first number after all those that texts of a kind have or had."""
    names = PublicName.objects.filter(kind=kind.name, field="numero").values_list("name", flat=True)
    held = kind.model._default_manager.aggregate(last=models.Max("numero"))["last"] or 0
    return 1 + max(held, *(int(name) for name in names), 0)


def note_deletion(text: models.Model) -> None:
    """Before a text is deleted: who follows one of its addresses is told since when it is no more."""
    if was_public(text):
        Withdrawal.objects.get_or_create(kind=kind_of(text).name, key=text.pk)


@dataclass(frozen=True)
class Whereabouts:
    """What became of a name that was public.

    `text` is the public text to go to: the same one, or the one it was `merged` into. Without one, the text is withdrawn
    (`gone`) or being revised; `successor` may be read in its place, `since` and `reason` say more where they are known.
    """

    text: models.Model | None = None
    gone: bool = False
    withdrawal: Withdrawal | None = None
    successor: models.Model | None = None
    merged: bool = False


def find(kind: Kind, field: str, value) -> Whereabouts | None:
    """Where a name leads now; None when no public text ever bore it. A few queries, one more for each merger."""
    name = PublicName.objects.filter(kind=kind.name, field=field, name=str(value)).first()
    return _find(kind, name.key, MOST_MERGERS) if name else None


def _find(kind: Kind, key: int, mergers: int) -> Whereabouts:
    text = kind.model._default_manager.filter(pk=key).first()
    if text is not None and (not kind.has_states or text.is_public):
        return Whereabouts(text)
    if text is not None and text.statut != Statut.RETIRE:
        return Whereabouts()
    withdrawal = Withdrawal.objects.filter(kind=kind.name, key=key).first()
    if not (withdrawal and withdrawal.successor and mergers):
        return Whereabouts(gone=True, withdrawal=withdrawal)
    after = _find(kind, withdrawal.successor, mergers - 1)
    if withdrawal.merged and after.text:
        return replace(after, merged=True)
    return Whereabouts(gone=True, withdrawal=withdrawal, successor=after.text or after.successor)


def every_name(public: Mapping[str, Mapping[str, Any]]) -> dict[tuple[str, str, str], Any]:
    """{(kind, field, name): text} for every name that leads to a public text, its own, a former one or of one merged into it.

    `public` gives what stands for each public text, {name of its kind: {slug: thing}}; two queries.
    """
    names: dict[tuple[str, int], list[tuple[str, str]]] = defaultdict(list)
    for kind, field, name, key in PublicName.objects.filter(kind__in=public).values_list(
        "kind", "field", "name", "key"
    ):
        names[kind, key].append((field, name))
    merged = {
        (kind, key): (kind, successor)
        for kind, key, successor in Withdrawal.objects.filter(
            kind__in=public, merged=True, successor__isnull=False
        ).values_list("kind", "key", "successor")
    }

    def text_of(bearer: tuple[str, int]):
        for _ in range(MOST_MERGERS):
            slugs = [name for field, name in names.get(bearer, ()) if field == "slug"]
            if found := next((public[bearer[0]][slug] for slug in slugs if slug in public[bearer[0]]), None):
                return found
            if bearer not in merged:
                return None
            bearer = merged[bearer]
        return None

    led = {bearer: text_of(bearer) for bearer in names}
    return {(bearer[0], *name): led[bearer] for bearer, all_of in names.items() for name in all_of if led[bearer]}


def present_slugs(model: type[models.Model], names: Iterable[str]) -> dict[str, str]:
    """{former slug: present one} for those of these names that rows of a model bore and bear no more; two queries at most."""
    bearers = dict(_slugs(names, model._meta.model_name).values_list("name", "key")) if names else {}
    slugs = dict(public_rows(model).filter(pk__in=set(bearers.values())).values_list("pk", "slug")) if bearers else {}
    return {name: slugs[key] for name, key in bearers.items() if slugs.get(key, name) != name}


def _slugs(names: Iterable[str], *kinds: str) -> models.QuerySet:
    return PublicName.objects.filter(kind__in=kinds, field="slug", name__in=names)


def bearers(paths: Iterable[str]) -> dict[str, tuple[str, int]]:
    """{path: (kind, key)} of the texts whose pages live or lived at these paths; one query."""
    named = {path: (kind.name, path.removeprefix(kind.prefix).strip("/")) for path in paths if (kind := kind_at(path))}
    if not named:
        return {}
    slugs, kinds = {slug for _, slug in named.values()}, {kind for kind, _ in named.values()}
    keys = {(kind, name): key for kind, name, key in _slugs(slugs, *kinds).values_list("kind", "name", "key")}
    return {path: (name[0], keys[name]) for path, name in named.items() if name in keys}


def name_among(model: type[models.Model], names: Iterable[str]) -> models.Subquery:
    """For a query on a model: which of these slugs its text bears or bore; NULL for a text that was public under none."""
    mine = _slugs(names, kind_with_pages(model).name).filter(key=models.OuterRef("pk")).order_by("name")
    return models.Subquery(mine.values("name")[:1])


def kind_at(path: str) -> Kind | None:
    """The kind of text whose pages live where a path leads."""
    return next((kind for kind in with_pages() if path.startswith(kind.prefix)), None)
