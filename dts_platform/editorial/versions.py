"""What texts said, act by act: versions and passages, kept for ever; they outlive the row they speak of."""

from dataclasses import dataclass, replace
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from dts_platform.background.personal import EDITORS, Personal, keeps
from dts_platform.content.owned import owner_field
from dts_platform.content.whole import digest_of_whole, read, units
from dts_platform.editorial.copies import with_copies
from dts_platform.editorial.permissions import editable_by, may_review, regions_of
from dts_platform.editorial.states import Publishable, said_in_public

STATE = frozenset({"statut"})
NAMES = frozenset({"slug", "numero", "publie_le"})  # which text it is and since when it is read: no copy changes that


@dataclass(frozen=True)
class ForReaders:
    """What readers are told of a publication: what changed, in a sentence, and whether it matters to who has a copy."""

    sentence: str = ""
    important: bool = False

    def or_else(self, sentence: str) -> "ForReaders":
        """The same, with this sentence if none was written."""
        return self if self.sentence else replace(self, sentence=sentence)


UNSAID = ForReaders()


class WrittenForEver(TypeError):
    """What is kept of a text is neither changed nor taken away."""


class Kept(models.QuerySet):
    def update(self, **_):
        raise WrittenForEver

    def delete(self):
        raise WrittenForEver

    def publications(self):
        """The versions by which texts came to be read by visitors."""
        return self.filter(nature=Version.Nature.PUBLISHED, copy=None)

    def public(self):
        """The versions that visitors read."""
        return self.filter(said_in_public("content"), copy=None)

    def of(self, text: models.Model):
        """Those of a text, its working copies included, or of one working copy."""
        model, key, copy = place_of(text)
        found = self.filter(model=model, key=key)
        return found.filter(copy=copy) if copy else found

    def visible_to(self, user, text: models.Model):
        """What this account may read of the history of a text that it may open, and of the working copies it made or edits.

        A referent reads all that happened to the texts of their regions; of the others, what was published.
        """
        model, key, _ = place_of(text)
        family = self.filter(model=model, key=key)
        if not isinstance(text, Publishable) or may_review(user):
            return family
        copies = editable_by(user, with_copies(type(text)).filter(copie_de=key)).values_list("pk", "base")
        seen = models.Q(who=user.pk) | models.Q(copy__in=[pk for pk, _ in copies])
        if getattr(text, "region", "") in regions_of(user):
            seen |= models.Q(copy=None)
        elif self.model is Version:
            bases = [base for _, base in copies]
            seen |= models.Q(copy=None, nature=Version.Nature.PUBLISHED) | models.Q(pk__in=bases)
        return family.filter(seen)


@keeps(
    Personal(
        EDITORS,
        "L’historique des textes\u202f: le compte de qui a écrit, envoyé, renvoyé ou publié, et ses mots",
        "savoir d’où vient chaque phrase, et pouvoir la rétablir",
        "Tant que le site existe",
        ("who", "message", "why"),
    )
)
class KeptRow(models.Model):
    """A row about a text that is written once. `copy` is the key of the working copy that it was, None for the text itself.

    The database itself refuses any other write (`dts_platform.editorial.kept_triggers`), but for `erase`.
    """

    WORDS: ClassVar[frozenset[str]]  # the fields whose words may have to be erased

    model = models.CharField(max_length=60)
    key = models.BigIntegerField()
    copy = models.BigIntegerField(null=True)
    who = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    erased = models.DateTimeField(null=True)
    erased_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = Kept.as_manager()

    class Meta:
        abstract = True
        ordering = ["-pk"]
        indexes = [models.Index(fields=["model", "key"], name="dts_platform_%(class)s_text")]

    def save(self, *args, **options):
        if not self._state.adding:
            raise WrittenForEver
        super().save(*args, **options)

    def delete(self, *args, **options):
        raise WrittenForEver


class Version(KeptRow):
    """What a text said at one moment, whole (`dts_platform.content.whole`), and by which act it came to say that.

    `sentence` and `important` are what readers are told of a publication.
    """

    class Nature(models.TextChoices):
        FOUND = "trouvee", "Telle qu’elle était"
        SAVED = "enregistree", "Enregistrée"
        PROPOSED = "proposee", "Proposée"
        PUBLISHED = "publiee", "Publiée"
        RESTORED = "restauree", "Reprise d’une ancienne version"

    WORDS = frozenset({"content", "digest", "why"})

    nature = models.CharField(max_length=12, choices=Nature)
    why = models.TextField(blank=True)
    content = models.JSONField()
    digest = models.CharField(max_length=20)
    sentence = models.TextField(blank=True)
    important = models.BooleanField(default=False)

    class Meta(KeptRow.Meta):
        verbose_name = "version"
        indexes = [
            *KeptRow.Meta.indexes,
            models.Index(
                fields=["at"], name="dts_platform_version_news", condition=models.Q(nature="publiee", copy=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.key}, {self.get_nature_display()}"


class Passage(KeptRow):
    """A text that went from one state to another, by whom, with which words. `alone`: its author was the only reviewer."""

    WORDS = frozenset({"message"})

    before = models.CharField(max_length=12, blank=True)
    after = models.CharField(max_length=12, blank=True)
    message = models.TextField(blank=True)
    alone = models.BooleanField(default=False)

    class Meta(KeptRow.Meta):
        verbose_name = "passage"

    def __str__(self) -> str:
        return f"{self.model} {self.key}, {self.before} → {self.after}"


KEPT = (Version, Passage)


def erase(row: KeptRow, who, **words) -> None:
    """Give a kept row other words, for want of those that must be kept nowhere, and keep when and by whom."""
    type(row)._base_manager.filter(pk=row.pk).update(erased=timezone.now(), erased_by=who, **words)


def root_of(row: models.Model) -> models.Model:
    """The text that a row is part of; itself when nothing owns it."""
    link = owner_field(type(row))
    return root_of(getattr(row, link.name)) if link else row


def place_of(text: models.Model) -> tuple[str, int, int | None]:
    """How versions name a text: its model, its key, the key of the working copy if it is one."""
    copied = getattr(text, "copie_de_id", None)
    return text._meta.label_lower, copied or text.pk, text.pk if copied else None


def latest(text: models.Model) -> Version | None:
    """The last version of a text itself, or of this working copy."""
    model, key, copy = place_of(text)
    return Version.objects.filter(model=model, key=key, copy=copy).first()


def record(text: models.Model, who, nature: Version.Nature, why: str = "") -> Version:
    """Keep what a stored text says now, and by which act. Where it says nothing new, no row: the last version is returned.

    What is found there said so since the text last changed.
    """
    content = read(text)
    last = latest(text)
    if last and last.digest == digest_of_whole(content, STATE):
        return last
    act = {"at": text.modifie_le} if nature == Version.Nature.FOUND and hasattr(text, "modifie_le") else {}
    return _keep(text, content, who=who, nature=nature, why=why, **act)


def record_publication(text: models.Model, who, told: ForReaders) -> Version:
    """Keep what visitors read from now on, were it nothing new, and what they are told of it.

    It bears the moment that the text itself bears: who has a copy of that moment has this version.
    """
    nature, at = Version.Nature.PUBLISHED, text.modifie_le
    return _keep(text, read(text), who=who, nature=nature, at=at, sentence=told.sentence, important=told.important)


def _keep(text: models.Model, content: list, **act) -> Version:
    model, key, copy = place_of(text)
    digest = digest_of_whole(content, STATE)
    return Version.objects.create(model=model, key=key, copy=copy, content=content, digest=digest, **act)


def note_passage(text: models.Model, before: str, after: str, who, message: str = "", alone: bool = False) -> Passage:
    """Keep that a text went from one state to another."""
    model, key, copy = place_of(text)
    return Passage.objects.create(
        model=model, key=key, copy=copy, who=who, before=before, after=after, message=message, alone=alone
    )


def differing(some: list, other: list) -> set[str]:
    """The units of which two contents of one text do not say the same, its state and its names left aside."""
    one, two = units(some, STATE | NAMES), units(other, STATE | NAMES)
    return {name for name in one.keys() | two.keys() if one.get(name) != two.get(name)}
