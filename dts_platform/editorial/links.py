"""Links that texts make to one another: kept while their target is public, plain words otherwise.

An editor writes `[fiche 28](/fiches/…/)`; the day that fiche is withdrawn, nothing must lead to it or name it.
"""

import re
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from django.conf import settings
from django.db import connection
from django.db.models import CharField, Value
from lxml.html import HtmlElement

from dts_platform.editorial.kinds import with_states
from dts_platform.editorial.names import every_name
from dts_platform.search.snapshot import A_PAGE, Snapshot

_TEXT = re.compile(r"(/[a-z]+/)[^/?#]+/")


def leads_to_text(path: str, prefixes: Container[str]) -> bool:
    """Is it the path of a text? `prefixes` are the paths under which texts live."""
    found = _TEXT.fullmatch(path)
    return found is not None and found[1] in prefixes


@dataclass(frozen=True)
class PublicLinks:
    """The addresses of every public text, and the prefixes under which texts live.

    `met` gathers the addresses of the texts that a page would lead to, public or not; `former` reads, when a link misses,
    {former address of a text: the present one}.
    """

    public_paths: frozenset[str] = frozenset()
    prefixes: frozenset[str] = frozenset()
    met: set[str] = field(default_factory=set, compare=False)
    former: Callable[[], Mapping[str, str]] = field(default=dict, compare=False, repr=False)

    @classmethod
    def read(cls) -> "PublicLinks":
        """Read the public addresses, in one query over all the kinds of texts."""
        with connection.cursor() as cursor:
            cursor.execute(*_public_texts(connection.vendor))
            public = cursor.fetchall()
        return cls(
            frozenset(f"{prefix}{slug}/" for prefix, slug in public),
            frozenset(kind.prefix for kind in with_states()),
            former=cache(lambda: _former_paths(public)),
        )

    @classmethod
    def at(cls, snapshot: Snapshot) -> "PublicLinks":
        """Those of a state of the content, read once for it; what a page meets is its own."""
        return replace(snapshot.remember("public links", cls.read, A_PAGE), met=set())

    @property
    def named(self) -> set[str]:
        """Those of them that are public: the page names them, and must name them no more once they are withdrawn."""
        return self.met & self.public_paths

    def meet(self, root: HtmlElement) -> None:
        """Gather the texts that the links of a page lead to, whoever wrote them."""
        paths = {link.get("href", "").removeprefix(settings.SITE_URL) for link in root.iter("a")}
        self.met.update(path for path in paths if leads_to_text(path, self.prefixes))

    def clean(self, root: HtmlElement) -> None:
        """Take away from a tree its links to texts that are not public; their words stay. A text renamed is followed."""
        for link in list(root.iter("a")):
            path = link.get("href", "")
            if leads_to_text(path, self.prefixes):
                self.met.add(path)
                if path in self.public_paths:
                    continue
                if present := self.former().get(path):
                    self.met.add(present)
                    link.set("href", present)
                else:
                    link.drop_tag()


@cache
def _public_texts(vendor: str) -> tuple[str, tuple]:
    """The statement that reads the prefix and the slug of every public text, and its parameters: written once, it takes
    longer to write than to run."""
    querysets = [
        kind.public()
        .order_by()
        .annotate(prefix=Value(kind.prefix, output_field=CharField()))
        .values_list("prefix", "slug")
        for kind in with_states()
    ]
    return querysets[0].union(*querysets[1:], all=True).query.sql_with_params()


def _former_paths(public: Iterable[tuple[str, str]]) -> dict[str, str]:
    """{former address: present one} of the texts of these (prefix, slug), and of those merged into them."""
    prefixes = {kind.name: kind.prefix for kind in with_states()}
    paths = {
        name: {slug: f"{prefix}{slug}/" for at, slug in public if at == prefix} for name, prefix in prefixes.items()
    }
    names = every_name(paths).items()
    return {f"{prefixes[kind]}{name}/": path for (kind, field_, name), path in names if field_ == "slug"}
