"""The groups of editors, and how an app says what each may do with its tables: the `rights` of its `AppConfig`.

`rights = {REFERENTS: {"fiche": KEEP}, NATIONAL: {EVERY_TABLE: ALL}}`
"""

from collections.abc import Mapping

REFERENTS, NATIONAL = "Référents régionaux", "Équipe nationale"
ALL = ("add", "change", "delete", "view")
KEEP = ("add", "change", "view")
TAKE_PART = ("change", "view")
LOOK = ("view",)
EVERY_TABLE = "*"

Rights = Mapping[str, Mapping[str, tuple[str, ...]]]
"""{role: {name of a model in small letters, or EVERY_TABLE: actions}}"""
