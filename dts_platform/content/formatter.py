"""Content files: Django fixtures in YAML that people read and review as prose.

Several lines stand in a literal block, keys keep the order an author gave them, French typography is
applied to every prose value. Formatting twice changes nothing.
"""

from pathlib import Path

import yaml
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from dts_platform.content.reading import Mapping, Misread, records
from dts_platform.content.values import kind_of
from dts_platform.text.gated import examine_field, is_prose


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
_Writer.add_representer(Mapping, _Writer.represent_dict)


def _format_prose(field: models.Field, prose: str, line: int) -> str:
    examined = examine_field(field, prose.strip())
    for refused in examined.refusals:
        raise Misread(f"champ «\u202f{field.name}\u202f», {refused.sentence}", line + max(0, refused.line - 1))
    try:
        field.run_validators(examined.text)
    except ValidationError as error:
        raise Misread(f"champ «\u202f{field.name}\u202f», {' '.join(error.messages)}", line) from error
    lines = [line.rstrip() for line in examined.text.strip().splitlines()]
    return "\n".join(lines) + ("\n" if len(lines) > 1 else "")


def format_text(text: str) -> str:
    """Return a fixture file's text in the canonical form. Raises Misread, in French, where it cannot be read."""
    objects = records(text.encode())
    for obj in objects:
        try:
            prose = {field.name: field for field in kind_of(obj["model"])._meta.concrete_fields if is_prose(field)}
        except ValidationError as error:
            raise Misread(error.message, obj.line) from error
        fields = obj["fields"]
        for name in prose.keys() & fields.keys():
            if isinstance(fields[name], str):
                fields[name] = _format_prose(prose[name], fields[name], fields.lines[name])
    return yaml.dump(objects, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=10_000)


def content_files(root: Path) -> list[Path]:
    """The content files below a folder, in the order they must be loaded."""
    return [path for folder in settings.CONTENT_FOLDERS for path in sorted((root / folder).glob("*.yaml"))]
