"""Links that texts make to one another: kept while their target is public, plain words otherwise.

An editor writes `[fiche 28](/fiches/…/)`; the day that fiche is withdrawn, nothing must lead to it or name it.
"""

import re
from dataclasses import dataclass, field

from django.db.models import CharField, Value
from django.utils.safestring import SafeString, mark_safe

from dts_platform.editorial.kinds import with_states

_LINK = re.compile(r'<a href="((/[a-z]+/)[^"/]+/)">(.*?)</a>', re.S)


@dataclass(frozen=True)
class PublicLinks:
    """The addresses of every public text, and the prefixes under which texts live.

    `met` gathers the addresses of the texts that the cleaned ones would lead to, public or not.
    """

    public_paths: frozenset[str]
    prefixes: frozenset[str]
    met: set[str] = field(default_factory=set, compare=False)

    @classmethod
    def read(cls) -> "PublicLinks":
        """Read the public addresses, in one query over all the kinds of texts."""
        kinds = with_states()
        querysets = [
            kind.public()
            .order_by()
            .annotate(prefix=Value(kind.prefix, output_field=CharField()))
            .values_list("prefix", "slug")
            for kind in kinds
        ]
        public_paths = querysets[0].union(*querysets[1:], all=True) if querysets else []
        return cls(
            frozenset(f"{prefix}{slug}/" for prefix, slug in public_paths), frozenset(kind.prefix for kind in kinds)
        )

    def clean(self, html: SafeString) -> SafeString:
        """Return the HTML of a text without its links to texts that are not public."""

        def keep(link: re.Match) -> str:
            path, prefix, words = link.groups()
            if prefix not in self.prefixes:
                return link.group()
            self.met.add(path)
            return link.group() if path in self.public_paths else words

        return mark_safe(_LINK.sub(keep, html))  # noqa: S308 – safe HTML in, links only taken away
