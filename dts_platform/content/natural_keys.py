"""Natural keys: how a content file names the objects it speaks of."""

from django.db import models

from dts_platform.text.gated import Gated


class NaturalManager(models.Manager):
    """A manager whose natural key is the model's `NATURAL_KEY`: a tuple of field look-ups."""

    use_in_migrations = False

    def get_by_natural_key(self, *values):
        return self.get(**dict(zip(self.model.NATURAL_KEY, values, strict=True)))


class NaturalKey(Gated):
    """Mixin for models named by the values of `NATURAL_KEY` (look-ups may cross one foreign key)."""

    NATURAL_KEY: tuple[str, ...] = ("slug",)

    class Meta:
        abstract = True

    def natural_key(self) -> tuple:
        return tuple(self._value(lookup) for lookup in self.NATURAL_KEY)

    def refusal(self, name: str, other: models.Model) -> str:
        """Why this text cannot name another one in its relation `name`, in French; empty when it can."""
        return ""

    def give_way(self) -> list[str]:
        """Take the next free values where another text has had for good those of a file; the fields that changed."""
        return []

    def _value(self, lookup: str):
        obj = self
        for name in lookup.split("__"):
            obj = getattr(obj, name)
        return obj
