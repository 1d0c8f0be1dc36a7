"""From the keys that files write to the rows of this database, those whose address an editor changed included."""

from dts_platform.content.journal import Base, LoadedFile
from dts_platform.content.rows import Key, Model


class Deleted(Exception):
    """The row that a file names was loaded once, and an editor deleted it."""


class References:
    """Finds the rows that files name; reads the whole journal only when a key finds nothing."""

    def __init__(self):
        self.absent: set[tuple[Model, Key]] = set()  # what files have, and this database could not take
        self._found: dict[tuple[Model, Key], int] = {}
        self._known: dict[tuple[str, Key], int | None] | None = None
        self._empty: dict[Model, bool] = {}

    def began_empty(self, model: Model) -> bool:
        """Did the table of this kind hold no row before anything was written?"""
        if model not in self._empty:
            self._empty[model] = not model._base_manager.exists()
        return self._empty[model]

    def note(self, model: Model, key: Key, pk: int | None) -> None:
        """Remember which row a file names by this key."""
        if pk:
            self._found[model, key] = pk

    def find(self, model: Model, key: Key) -> int:
        """The row of this key; `Deleted` if an editor deleted it, DoesNotExist if no file ever made it."""
        if (model, key) not in self._found:
            self._found[model, key] = self._look_for(model, key)
        return self._found[model, key]

    def _look_for(self, model: Model, key: Key) -> int:
        try:
            return model._default_manager.get_by_natural_key(*key).pk
        except model.DoesNotExist:
            if (model, key) in self.absent:
                raise Deleted from None
            known = self._journal()
            if (model._meta.label_lower, key) not in known:
                raise
            pk = known[model._meta.label_lower, key]
            if pk is None or not model._base_manager.filter(pk=pk).exists():
                raise Deleted from None
            return pk

    def _journal(self) -> dict[tuple[str, Key], int | None]:
        if self._known is None:
            entries = LoadedFile.objects.values_list("objets", flat=True)
            self._known = {(one.model, one.key): one.pk for objets in entries for one in Base.of(objets).objects}
        return self._known
