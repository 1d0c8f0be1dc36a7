"""Loading the content files: twice changes nothing, an editor's later work is never overwritten unasked.

A file is one root (a fiche, an experience, a landmark…) or a list of them, followed by their children. For
each file the journal keeps two digests: what the file said, and what the database held just after. A file
that changed is loaded again only while the database still holds what was loaded.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import cached_property
from pathlib import Path

import yaml
from django.apps import apps
from django.core import serializers
from django.core.serializers.base import DeserializationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from taggit.managers import TaggableManager

from dts_platform.content.formatter import content_files

UNREADABLE = "Le fichier {path} ne peut pas être chargé : {reason}"
LOAD_ERRORS = (DeserializationError, models.ObjectDoesNotExist, IntegrityError, LookupError, ValueError, TypeError)
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class UnreadableContent(Exception):
    """A content file cannot be loaded; the message says which and why, in French."""


@dataclass
class LoadReport:
    """What a load did, file by file."""

    loaded: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)


def _digest(obj) -> str:
    return hashlib.sha256(json.dumps(obj, sort_keys=True, default=str, ensure_ascii=False).encode()).hexdigest()


@dataclass
class ContentFile:
    """One content file, parsed."""

    path: str
    data: bytes

    @classmethod
    def read(cls, root: Path, path: Path) -> "ContentFile":
        return cls(str(path.relative_to(root)), path.read_bytes())

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @cached_property
    def objects(self) -> list[dict]:
        try:
            objects = yaml.load(self.data, Loader=LOADER) or []  # noqa: S506 – a safe loader
        except yaml.YAMLError as error:
            raise UnreadableContent(UNREADABLE.format(path=self.path, reason=error)) from error
        if not isinstance(objects, list) or not all(
            isinstance(item, dict) and {"model", "fields"} <= item.keys() for item in objects
        ):
            raise UnreadableContent(
                UNREADABLE.format(path=self.path, reason="une liste de « model » et « fields » est attendue.")
            )
        try:
            for obj in objects:
                apps.get_model(obj["model"])
        except (LookupError, ValueError) as error:
            raise UnreadableContent(UNREADABLE.format(path=self.path, reason=error)) from error
        for obj in objects:  # as a form would save them: without the line break that ends a literal block
            obj["fields"] = {
                name: value.strip() if isinstance(value, str) else value for name, value in obj["fields"].items()
            }
        return objects

    def rows(self) -> dict[type[models.Model], models.QuerySet]:
        """Every row the file is answerable for, model by model: roots by natural key, children by their owner."""
        querysets: dict[type[models.Model], models.QuerySet] = {}
        for name in dict.fromkeys(obj["model"] for obj in self.objects):
            model = apps.get_model(name)
            owner = next(
                (f for f in model._meta.concrete_fields if f.is_relation and f.related_model in querysets), None
            )
            if owner:
                querysets[model] = model._default_manager.filter(
                    **{f"{owner.name}__in": querysets[owner.related_model]}
                )
            else:
                keys = [
                    key for obj in self.objects if obj["model"] == name for key in [_natural_key(model, obj["fields"])]
                ]
                querysets[model] = model._default_manager.filter(
                    models.Q(*(models.Q(**key) for key in keys), _connector=models.Q.OR)
                )
        return querysets

    def state(self) -> str:
        """A digest of what the database now holds for this file."""
        states = []
        for querysets in self.rows().values():
            serialized = serializers.serialize(
                "python", querysets.order_by("pk"), use_natural_foreign_keys=True, use_natural_primary_keys=True
            )
            for row, obj in zip(serialized, querysets.order_by("pk"), strict=True):
                row["fields"].pop("modifie_le", None)
                for name in _tag_fields(type(obj)):
                    row["fields"][name] = sorted(getattr(obj, name).slugs())
                states.append(row)
        return _digest(sorted(states, key=lambda row: json.dumps(row, sort_keys=True, default=str)))

    def load(self) -> list[serializers.base.DeserializedObject]:
        """Write the file's objects, drop the children it no longer has; return those with forward references."""
        deferred, written = [], []
        tags, objects = _without_tags(self.objects)
        try:
            read = serializers.deserialize("python", objects, handle_forward_references=True)
            for obj, tagged in zip(read, tags, strict=True):
                if hasattr(obj.object, "modifie_le"):
                    obj.object.modifie_le = _date_of_text(obj.object)
                obj.save()
                for name, keys in tagged.items():
                    getattr(obj.object, name).set(_listed_tags(type(obj.object), name, keys))
                written.append((type(obj.object), obj.object.pk))
                if obj.deferred_fields:
                    deferred.append(obj)
        except LOAD_ERRORS as error:
            raise UnreadableContent(UNREADABLE.format(path=self.path, reason=error)) from error
        for model, querysets in self.rows().items():
            querysets.exclude(pk__in=[pk for m, pk in written if m is model]).delete()
        return deferred


def _tag_fields(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.many_to_many if isinstance(field, TaggableManager)}


def _without_tags(objects: list[dict]) -> tuple[list[dict], list[dict]]:
    """For each object, its tags ({field: natural keys}), and the object without them: tags are set through taggit."""
    tags, rest = [], []
    for obj in objects:
        names = _tag_fields(apps.get_model(obj["model"])) & obj["fields"].keys()
        tags.append({name: obj["fields"][name] for name in names})
        fields = {name: value for name, value in obj["fields"].items() if name not in names}
        rest.append(obj | {"fields": fields})
    return tags, rest


def _listed_tags(model: type[models.Model], name: str, keys: Iterable[list[str]]) -> list[models.Model]:
    """The tags of a closed list with these natural keys. A file chooses in the list, it never adds to it."""
    field = model._meta.get_field(name)
    tags = {tag.natural_key(): tag for tag in field.related_model._default_manager.all()}
    if unknown := [key for key in map(tuple, keys) if key not in tags]:
        names = ", ".join(f"«\u202f{' '.join(map(str, key))}\u202f»" for key in unknown)
        raise LookupError(f"{field.verbose_name}\u202f: {names} n’est pas dans la liste.")
    return [tags[key] for key in map(tuple, keys)]


def _natural_key(model: type[models.Model], fields: dict) -> dict:
    return {name: fields[name] for name in model.NATURAL_KEY}


def _date_of_text(obj: models.Model) -> datetime:
    """A loaded text was last changed on the day it was verified, so that two machines agree."""
    day = obj.verifie_le or obj.publie_le or timezone.localdate()
    return timezone.make_aware(datetime.combine(day, time.min))


@transaction.atomic
def load(root: Path, overwrite: bool = False, paths: Iterable[Path] | None = None) -> LoadReport:
    """Load the content below a folder, all of it or nothing."""
    journal = apps.get_model("dts_platform", "LoadedFile")
    known = {entry.chemin: entry for entry in journal.objects.all()}
    report, loaded, deferred = LoadReport(), [], []
    for path in paths or content_files(root):
        file = ContentFile.read(root, path)
        entry = known.get(file.path)
        if entry and not overwrite:
            if entry.empreinte_du_fichier == file.digest:
                report.unchanged.append(file.path)
                continue
            if entry.empreinte_des_donnees != file.state():
                report.edited.append(file.path)
                continue
        deferred += file.load()
        loaded.append(file)
        report.loaded.append(file.path)
    for obj in deferred:
        try:
            obj.save_deferred_fields()
        except (DeserializationError, models.ObjectDoesNotExist) as error:
            raise UnreadableContent(f"« {obj.object} » renvoie à un texte absent : {error}") from error
    for file in loaded:
        journal.objects.update_or_create(
            chemin=file.path,
            defaults={"empreinte_du_fichier": file.digest, "empreinte_des_donnees": file.state()},
        )
    return report
