"""What changed since a copy of the manual or of a booklet: texts added, changed, withdrawn, with what readers were told."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Model
from django.http import QueryDict

from dts_platform.desk.news import UNTOLD, News, publications, withdrawn_since
from dts_platform.desk.since import Comparison, ReaderCopy
from dts_platform.editorial.names import find, kind_at
from dts_platform.editorial.versions import Version
from dts_platform.search.snapshot import Snapshot
from experiences.models import Experience
from fiches.models import Fiche
from fiches.selection.address import Choice, Selection
from missions.models import Repere

_SLUG = re.compile(r"[-\w]{1,80}", re.ASCII)
HELD = (Repere, Fiche, Experience)  # by the manual, in its order


@dataclass(frozen=True)
class ChangedText:
    """A text that is not what a copy holds: the last publication is told first; one that `is_new` is not in the copy."""

    text: Model
    is_new: bool
    told: Sequence[Version]

    @property
    def sentences(self) -> list[tuple]:
        """The moment, the sentence and the weight of each publication."""
        told = [(version.at, version.sentence or UNTOLD, version.important) for version in self.told]
        return told or [(self.text.modifie_le, UNTOLD, False)]


@dataclass(frozen=True)
class SincePage:
    """What changed since a copy; `texts` are those of a booklet, None for the manual. Without a copy, the page asks for one."""

    copy: ReaderCopy | None
    texts: Sequence[Choice] | None
    notices: Sequence[str]
    changed: Sequence[ChangedText] = ()
    gone: Sequence[News] = ()

    @classmethod
    def of(cls, parameters: QueryDict, snapshot: Snapshot) -> "SincePage":
        """As many queries whatever changed."""
        copy, selection = ReaderCopy.asked(parameters), Selection.current(parameters, snapshot)
        texts = selection.texts if parameters.get("s") else None
        if copy is None:
            return cls(None, texts, selection.notices)
        gone = withdrawn_since(copy.end, HELD) if texts is None else ()
        return cls(copy, texts, selection.notices, _changed(copy, texts), gone)

    @property
    def added(self) -> list[ChangedText]:
        return [one for one in self.changed if one.is_new]

    @property
    def corrected(self) -> list[ChangedText]:
        return [one for one in self.changed if not one.is_new]

    @property
    def selected(self) -> str:
        """The texts of the booklet as its address names them; nothing for the manual."""
        return Selection(tuple(self.texts)).s if self.texts else ""


def _changed(copy: ReaderCopy, chosen: Sequence[Choice] | None) -> list[ChangedText]:
    """The public texts of the manual, or those chosen, that changed since a copy; four queries at most."""
    texts = []
    for model in HELD:
        found = model.objects.published().filter(modifie_le__gte=copy.end)
        if chosen is not None:
            slugs = [choice.slug for choice in chosen if choice.is_experience == (model is Experience)]
            found = found.filter(slug__in=slugs) if slugs and model is not Repere else []
        texts += found
    told: dict[tuple[str, int], list[Version]] = defaultdict(list)
    since = publications().filter(at__gte=copy.end, model__in=[model._meta.label_lower for model in HELD])
    for version in since.defer("content") if texts else ():
        told[version.model, version.key].append(version)
    return [
        ChangedText(text, chosen is None and text.publie_le > copy.day, told[text._meta.label_lower, text.pk])
        for text in texts
    ]


@dataclass(frozen=True)
class ComparedText:
    """The words of a text, then and now."""

    text: Model
    copy: ReaderCopy
    comparison: Comparison

    @classmethod
    def of(cls, copy: ReaderCopy, path: str) -> "ComparedText | None":
        """The text whose page lives, or lived, at a path; None when none is public there."""
        kind = kind_at(path)
        slug = path.removeprefix(kind.prefix).strip("/") if kind and kind.has_states else ""
        found = find(kind, "slug", slug) if _SLUG.fullmatch(slug) else None
        if found is None or found.text is None:
            return None
        return cls(found.text, copy, Comparison.of(found.text, copy))
