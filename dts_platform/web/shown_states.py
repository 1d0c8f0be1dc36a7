"""A style sheet that paints the states of components without pointer nor keyboard, written from those of the site."""

import re

import tinycss2
from tinycss2.ast import Node

STATES = ("hover", "focus-visible", "focus", "active")
FORCED = "forced-colours"  # the class of what is shown as a device that imposes its colours does
_STATE = re.compile(rf":({'|'.join(STATES)})(?![\w-])")


def shown_states(sheet: str) -> str:
    """The rules of a sheet that speak of a state, each with a class in its place: `.at-hover` for `:hover`.

    Those for colours that a device imposes apply inside `.forced-colours`. A class weighs what a state weighs, and
    layers and conditions are kept: what is shown is what is painted.
    """
    return "".join(map(_shown, tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)))


def _shown(rule: Node) -> str:
    if rule.type == "qualified-rule":
        selector = tinycss2.serialize(rule.prelude).strip()
        shown = _STATE.sub(r".at-\1", selector)
        return f"{shown} {{{tinycss2.serialize(rule.content)}}}\n" if shown != selector else ""
    if rule.type != "at-rule" or rule.content is None or rule.lower_at_keyword not in ("layer", "media", "supports"):
        return ""
    prelude = tinycss2.serialize(rule.prelude).strip()
    if "forced-colors" in prelude:
        return f".{FORCED} {{ {tinycss2.serialize(rule.content)} }}\n"
    rules = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
    inside = "".join(map(_shown, rules))
    return f"@{rule.lower_at_keyword} {prelude} {{\n{inside}}}\n" if inside else ""
