"""Content files: Django fixtures in YAML that people read and review as prose.

Several lines stand in a literal block, keys keep the order an author gave them, French typography is
applied to every prose value. Formatting twice changes nothing.
"""

from pathlib import Path

import yaml

from dts_platform.text.typography import set_french

# Values that machines compare; everything else that is text is prose.
MACHINE_FIELDS = {"slug", "code", "adresse", "departement", "region", "statut", "origine", "type", "type_structure"}


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


def _prose(name: str, value):
    if not isinstance(value, str) or name in MACHINE_FIELDS:
        return value
    lines = [line.rstrip() for line in set_french(value).strip().splitlines()]
    return "\n".join(lines) + ("\n" if len(lines) > 1 else "")


def format_text(text: str) -> str:
    """Return a fixture file's text in the canonical form."""
    objects = yaml.safe_load(text) or []
    for obj in objects:
        obj["fields"] = {name: _prose(name, value) for name, value in obj["fields"].items()}
    return yaml.dump(objects, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=10_000)


def content_files(root: Path) -> list[Path]:
    """The content files below a folder, in the order they must be loaded."""
    return [path for folder in ("cadre", "experiences", "fiches") for path in sorted((root / folder).glob("*.yaml"))]
