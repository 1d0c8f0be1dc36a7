"""What each finds first in the administration: one’s own texts, what came back, what waits, by age."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models
from django.utils import timezone

from dts_platform.desk.telling import form_of, name_of
from dts_platform.editorial.copies import with_copies
from dts_platform.editorial.kinds import with_states
from dts_platform.editorial.permissions import editable_by, may_review, may_write
from dts_platform.editorial.states import Statut
from dts_platform.editorial.versions import Passage, place_of

SHOWN = 100  # texts of one kind, those that changed last


@dataclass(frozen=True)
class Work:
    """A text in progress, who has it, since when it is where it is, and the word it came back with."""

    text: models.Model
    since: datetime
    word: str = ""

    @property
    def address(self) -> str:
        return form_of(self.text)

    @property
    def kind(self) -> str:
        name = str(self.text._meta.verbose_name)
        return f"{name}, modification" if self.text.is_copy else f"{name}, nouveau texte"

    @property
    def author(self) -> str:
        return name_of(self.text.auteur)

    @property
    def days(self) -> int:
        return (timezone.now() - self.since).days


@dataclass(frozen=True)
class Section:
    """A list of the desk, and what is said when it is empty."""

    title: str
    empty: str
    works: list[Work] = field(default_factory=list)


def _works(user, model: type[models.Model]) -> Iterable[Work]:
    """What is in progress of one model and within reach; two queries."""
    texts = list(
        editable_by(user, with_copies(model).in_progress()).select_related("auteur").order_by("-modifie_le")[:SHOWN]
    )
    keys = {text.identity for text in texts}
    passages = Passage.objects.filter(model=model._meta.label_lower, key__in=keys).order_by("pk")
    last = {(passage.key, passage.copy): passage for passage in passages}
    for text in texts:
        passage = last.get(place_of(text)[1:])
        came = passage and passage.after == text.statut
        returned = came and passage.before == Statut.RELECTURE
        yield Work(text, passage.at if came else text.modifie_le, passage.message if returned else "")


def desk(user) -> list[Section]:
    """The lists of an account, oldest first; two queries for each kind of text."""
    if not may_write(user):
        return []
    works = sorted((work for kind in with_states() for work in _works(user, kind.model)), key=lambda work: work.since)
    mine = [work for work in works if work.text.auteur_id == user.pk]
    others = [work for work in works if work.text.auteur_id != user.pk]
    sent = [work for work in mine if work.text.statut == Statut.RELECTURE]
    sections = [
        Section("Ce qui m’est revenu", "", [work for work in mine if work.word and work not in sent]),
        Section(
            "Ce que j’écris",
            "Rien en cours. Ouvrez un texte, puis «\u202fProposer une modification\u202f», ou ajoutez-en un.",
            [work for work in mine if not work.word and work not in sent],
        ),
        Section("Ce que j’ai envoyé en relecture", "", sent),
    ]
    waiting = [work for work in others if work.text.statut == Statut.RELECTURE]
    writing = [work for work in others if work not in waiting]
    if may_review(user):
        sections.insert(0, Section("Ce qui attend une relecture", "Rien n’attend de relecture.", waiting))
        sections.append(Section("Ce que d’autres écrivent", "", writing))
    else:
        sections.append(Section("Dans mes régions, ce que d’autres écrivent", "", [*writing, *waiting]))
    return [section for section in sections if section.works or section.empty]
