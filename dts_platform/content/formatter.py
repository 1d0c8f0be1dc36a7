"""Content files: Django fixtures in YAML that people read and review as prose.

Several lines stand in a literal block, keys keep the order an author gave them, French typography is
applied to every prose value. Formatting twice changes nothing.
"""

from pathlib import Path

import yaml
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from dts_platform.text.typography import set_french


def is_prose(field: models.Field) -> bool:
    """Does this field hold words for readers? The rest is what machines compare: addresses, slugs, choices."""
    machine = isinstance(field, models.URLField | models.SlugField) or field.choices
    return isinstance(field, models.TextField | models.CharField) and not machine


class _Writer(yaml.SafeDumper):
    def increase_indent(self, flow=False, indentless=False):
        return super().increase_indent(flow, indentless=False)


def _represent_text(writer: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _represent_list(writer: yaml.SafeDumper, items: list) -> yaml.SequenceNode:
    is_natural_key = all(isinstance(value, (str, int)) for value in items)
    return writer.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=is_natural_key)


_Writer.add_representer(str, _represent_text)
_Writer.add_representer(list, _represent_list)


def _format_prose(prose: str) -> str:
    lines = [line.rstrip() for line in set_french(prose).strip().splitlines()]
    return "\n".join(lines) + ("\n" if len(lines) > 1 else "")


def check(field: models.Field, value) -> None:
    """Refuse, in French, a long text that the administration would refuse too. Raises ValueError."""
    if isinstance(field, models.TextField) and isinstance(value, str):
        try:
            field.run_validators(value.strip())
        except ValidationError as error:
            raise ValueError(f"champ « {field.name} » – {' '.join(error.messages)}") from error


def format_text(text: str) -> str:
    """Return a fixture file's text in the canonical form. Raises ValueError, in French, where a field refuses a text."""
    objects = yaml.safe_load(text) or []
    for obj in objects:
        fields = {field.name: field for field in apps.get_model(obj["model"])._meta.concrete_fields if is_prose(field)}
        for name in fields.keys() & obj["fields"].keys():
            check(fields[name], obj["fields"][name])
            if isinstance(obj["fields"][name], str):
                obj["fields"][name] = _format_prose(obj["fields"][name])
    return yaml.dump(objects, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=10_000)


def content_files(root: Path) -> list[Path]:
    """The content files below a folder, in the order they must be loaded."""
    return [path for folder in settings.CONTENT_FOLDERS for path in sorted((root / folder).glob("*.yaml"))]
