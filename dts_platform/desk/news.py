"""What readers are told of publications and withdrawals, of texts as they now are: never a draft, a word or a name."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.apps import apps
from django.db.models import BooleanField, CharField, Max, Model, Q, QuerySet, Value

from dts_platform.content.whole import units
from dts_platform.editorial.kinds import Kind, with_states
from dts_platform.editorial.names import PublicName, Withdrawal
from dts_platform.editorial.states import Statut
from dts_platform.editorial.versions import NAMES, STATE, Passage, Version, differing, place_of
from dts_platform.search.snapshot import Snapshot, TextKey

NEW, BACK, CHECKED = "Nouveau texte.", "De nouveau en ligne.", "Relu et vérifié, sans autre changement."
UNTOLD = "Texte mis à jour."  # of what was published before readers were told
CHECKING = "verifie_le"
MOST_NAMED = 4  # things that changed, in a sentence that nobody wrote
COLUMNS = ("at", "model", "key", "sentence", "important")
GONE = ("at", "model", "key", Value("", CharField()), Value(True, BooleanField()), Value(True, BooleanField()))


def sentence_of_change(model: type[Model], before: list, after: list) -> str:
    """What readers are told of a change that its author left without a word: what it touches."""
    changed = differing(before, after)
    names = [name for name in units(after, STATE | NAMES) if name in changed - {CHECKING}]
    if not names:
        return CHECKED if changed else UNTOLD
    labels = [_label(model, name) for name in names]
    more = f" et {len(labels) - MOST_NAMED} de plus" if len(labels) > MOST_NAMED else ""
    return f"Modifié\u202f: {', '.join(labels[:MOST_NAMED])}{more}."


def _label(model: type[Model], name: str) -> str:
    """What a unit of a text is called: one of its fields, or its rows of another model."""
    if "." in name:
        return str(apps.get_model(name)._meta.verbose_name_plural)
    return str(model._meta.get_field(name).verbose_name)


@dataclass(frozen=True)
class News:
    """A publication or a withdrawal as a page shows it. What is withdrawn is `gone`: neither its title nor its words are said."""

    at: datetime
    model: str
    key: int
    kind: str
    title: str
    path: str
    sentence: str
    important: bool
    gone: bool


def publications() -> QuerySet[Version]:
    """The publications of texts that are public now, the last first."""
    public = [Q(model=_model(kind), key__in=kind.public().order_by().values("pk")) for kind in with_states()]
    return Version.objects.publications().filter(reduce(or_, public)).order_by("-at")


def _withdrawals() -> QuerySet[Passage]:
    """The passages by which texts were withdrawn that still are."""
    gone = [
        Q(model=_model(kind), key__in=Withdrawal.objects.filter(kind=kind.name).values("key")) for kind in with_states()
    ]
    return Passage.objects.filter(reduce(or_, gone), after=Statut.RETIRE, copy=None).order_by()


def last_publication(text: Model) -> Version | None:
    """The last publication of a text, or of the one that it is a working copy of."""
    model, key, _ = place_of(text)
    return Version.objects.publications().filter(model=model, key=key).only(*COLUMNS).order_by("-at").first()


def last_told(name: TextKey, text: Model, snapshot: Snapshot) -> Version | None:
    """The last publication of a public text, asked of the database once until that text changes: none is published
    without being written."""
    return snapshot.remember_while_same([name], ("last publication", *name), lambda: last_publication(text))


def latest(start: int, end: int, important: bool = False) -> list[News]:
    """The news of these ranks, the last first, or the important ones alone; as many queries whatever their number."""
    published = publications().filter(important=True) if important else publications()
    moments = published.order_by().values_list(*COLUMNS, Value(False, BooleanField()))
    return told_of(moments.union(_withdrawals().values_list(*GONE), all=True).order_by("-at")[start:end])


def withdrawn_since(moment: datetime, models: Iterable[type[Model]]) -> list[News]:
    """The texts of these models that were withdrawn from a moment on, and still are, the last first."""
    passages = _withdrawals().filter(at__gte=moment, model__in=[model._meta.label_lower for model in models])
    return told_of(passages.values_list(*GONE).order_by("-at"))


def last_withdrawal(models: Iterable[type[Model]]) -> datetime | None:
    """When a text of these models was last withdrawn."""
    passages = _withdrawals().filter(model__in=[model._meta.label_lower for model in models])
    return passages.aggregate(last=Max("at"))["last"]


def told_of(moments: Iterable[tuple]) -> list[News]:
    """News of (moment, model, key, sentence, important, gone), in the same order; a text that left meanwhile is left out."""
    moments = list(moments)
    keys: dict[str, set[int]] = defaultdict(set)
    for _, model, key, *_ in moments:
        keys[model].add(key)
    kinds = {_model(kind): kind for kind in with_states() if _model(kind) in keys}
    texts = {name: kind.public().in_bulk(keys[name]) for name, kind in kinds.items()}
    gone = (
        _Gone.among([(kinds[name].name, keys[name]) for name in kinds])
        if any(moment[-1] for moment in moments)
        else None
    )
    news = []
    for at, model, key, sentence, important, is_gone in moments:
        kind, text = kinds[model], texts[model].get(key)
        named = str(kind.model._meta.verbose_name)
        if is_gone:
            title, path, reason = gone.told(kind, key)
            news.append(News(at, model, key, named, title, path, reason, True, True))
        elif text is not None:
            path = text.get_absolute_url()
            news.append(News(at, model, key, named, str(text), path, sentence or UNTOLD, important, False))
    return news


@dataclass(frozen=True)
class _Gone:
    """What may be said of texts that were withdrawn: why, and the number under which they were known."""

    reasons: dict[tuple[str, int], str]
    numbers: dict[tuple[str, int], str]

    @classmethod
    def among(cls, keys: list[tuple[str, Iterable[int]]]) -> "_Gone":
        """Read it in two queries."""
        some = reduce(or_, (Q(kind=kind, key__in=found) for kind, found in keys), Q(pk__in=[]))
        reasons = Withdrawal.objects.filter(some).values_list("kind", "key", "reason")
        numbers = PublicName.objects.filter(some, field="numero").order_by("pk").values_list("kind", "key", "name")
        return cls(
            {(kind, key): reason for kind, key, reason in reasons},
            {(kind, key): number for kind, key, number in numbers},
        )

    def told(self, kind: Kind, key: int) -> tuple[str, str, str]:
        """Its name, which is no title, the address that says more if it has a number, and why."""
        number, named = self.numbers.get((kind.name, key), ""), str(kind.model._meta.verbose_name).capitalize()
        path = f"{kind.prefix}{number}/" if number else ""
        return f"{named} {number}".strip(), path, self.reasons.get((kind.name, key), "")


def _model(kind: Kind) -> str:
    return kind.model._meta.label_lower
