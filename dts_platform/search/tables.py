"""The tables of the index. Ordinary columns and ordinary indexes: one schema for every database."""

from django.db import models


class SearchState(models.Model):
    """The one row that every change of the index locks first, so that changes are seen in the order they were made.

    `lineage` holds the tokens of the last changes, latest last: a process that knows none of them (a restored
    backup, a change rolled back under its feet) reads everything again. `shape` names all that the code which made the
    index keeps of a text, `shaped_by` is when that process began, in milliseconds. `engine` is for the code of former
    editions, which may still run beside.
    """

    seq = models.BigIntegerField(default=0)
    lineage = models.TextField(default="")
    slots = models.PositiveIntegerField(default=0)
    engine = models.PositiveIntegerField(default=0)
    shape = models.CharField(max_length=64, default="")
    shaped_by = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = "état de l’index"

    def __str__(self) -> str:
        return str(self.seq)


class SearchTouch(models.Model):
    """A text that was written since it was last indexed; triggers write these rows."""

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()

    class Meta:
        verbose_name = "texte à indexer"

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class SearchRow(models.Model):
    """One text in the index. `slot` is its bit; a hidden text keeps its slot and holds nothing else."""

    slot = models.PositiveIntegerField(primary_key=True)
    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    seq = models.BigIntegerField(db_index=True)
    live = models.BooleanField(default=False)
    mirror = models.TextField(default="", help_text="JSON: facets, sort keys, and the record of a resident kind.")
    record = models.TextField(default="", help_text="JSON: what a list shows of it.")
    words = models.TextField(default="", help_text="JSON: {word: weight}, as posted.")
    stems = models.TextField(default="", help_text="Its stems in order, for phrases.")
    body = models.TextField(default="", help_text="Its plain text, for excerpts.")
    level = models.TextField(default="", help_text="The same in plain letters, place for place.")

    class Meta:
        verbose_name = "texte indexé"
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="dts_platform_searchrow_unique")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class SearchWord(models.Model):
    """A word of the public texts, as written but folded, and in how many of them it stands."""

    word = models.CharField(max_length=64, unique=True)
    shown = models.CharField(max_length=64, help_text="As a text wrote it, with its accents.")
    stem = models.CharField(max_length=64)
    documents = models.IntegerField(default=0)
    seq = models.BigIntegerField(db_index=True)

    class Meta:
        verbose_name = "mot indexé"

    def __str__(self) -> str:
        return self.word


class SearchPosting(models.Model):
    """A word stands in a text, with the weight of the places where it stands."""

    pk = models.CompositePrimaryKey("word_id", "slot")
    word_id = models.BigIntegerField()
    slot = models.PositiveIntegerField()
    weight = models.SmallIntegerField()

    class Meta:
        verbose_name = "occurrence indexée"

    def __str__(self) -> str:
        return f"{self.word_id} {self.slot}"
