"""YAML read by the parser written in C where it is there: eight times as fast, and the same values."""

import yaml

SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str | bytes) -> object:
    """What a text says, in plain values; `yaml.YAMLError` where it cannot be read."""
    return yaml.load(text, Loader=SafeLoader)  # noqa: S506 – a safe loader
