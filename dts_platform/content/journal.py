"""The journal of the content files: what each said when it was last loaded, object by object, field by field."""

import hashlib
import json
from dataclasses import asdict, dataclass

from django.db import models


def digest(value) -> str:
    """A short digest of a value that JSON can say; dates and numbers as their text."""
    text = json.dumps(value, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


@dataclass(frozen=True)
class BaseObject:
    """What a file said of one object at its last load.

    A digest is None where nobody knows any more; so is the key of a row never made. `key` and `owner` are natural keys as
    the file writes them; `pk` is the row that held the object, which finds it again when an editor gave it another rank
    or another address.
    """

    model: str
    key: tuple
    owner: tuple | None
    pk: int | None
    fields: dict[str, str | None]

    @classmethod
    def read(cls, record: dict) -> "BaseObject":
        owner = record["owner"]
        return cls(**{**record, "key": tuple(record["key"]), "owner": None if owner is None else tuple(owner)})

    def record(self) -> dict:
        return asdict(self)


class LoadedFile(models.Model):
    """A content file as it was last loaded."""

    chemin = models.CharField(max_length=200, unique=True)
    empreinte_du_fichier = models.CharField(max_length=64)
    objets = models.JSONField(null=True, help_text="A list of what `BaseObject` records; null when nothing is known.")

    class Meta:
        db_table = "dts_platform_fichierdecontenu"
        verbose_name = "fichier de contenu chargé"
        verbose_name_plural = "fichiers de contenu chargés"
        ordering = ["chemin"]

    def __str__(self) -> str:
        return self.chemin


@dataclass(frozen=True)
class Base:
    """What a file said at its last load. Not `sure`: it was edited before the journal knew fields."""

    objects: tuple[BaseObject, ...] = ()
    sure: bool = True

    @classmethod
    def of(cls, objects: list[dict] | None) -> "Base":
        read = tuple(BaseObject.read(record) for record in objects or ())
        return cls(read, objects is not None and all(None not in one.fields.values() for one in read))
