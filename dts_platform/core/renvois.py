"""Links that texts make to one another: kept while their target is public, plain words otherwise.

An editor writes `[fiche 28](/fiches/…/)`; the day that fiche is withdrawn, nothing must lead to it or name it.
"""

import re
from dataclasses import dataclass

from django.db.models import CharField, Value
from django.utils.safestring import SafeString, mark_safe

from dts_platform.core.editorial import Publiable

_LIEN = re.compile(r'<a href="((/[a-z]+/)[^"/]+/)">(.*?)</a>', re.S)


@dataclass(frozen=True)
class Renvois:
    """The addresses of every public text, and the prefixes under which texts live."""

    publics: frozenset[str]
    prefixes: frozenset[str]

    @classmethod
    def read(cls) -> "Renvois":
        """Read the public addresses, in one query over all the kinds of texts."""
        modeles = [modele for modele in Publiable.__subclasses__() if modele.PREFIXE]
        listes = [
            modele._default_manager.published()
            .order_by()
            .annotate(prefixe=Value(modele.PREFIXE, output_field=CharField()))
            .values_list("prefixe", "slug")
            for modele in modeles
        ]
        publics = listes[0].union(*listes[1:], all=True) if listes else []
        return cls(frozenset(f"{prefixe}{slug}/" for prefixe, slug in publics), frozenset(m.PREFIXE for m in modeles))

    def clean(self, html: SafeString) -> SafeString:
        """Return the HTML of a text without its links to texts that are not public."""

        def keep(lien: re.Match) -> str:
            adresse, prefixe, mots = lien.groups()
            return mots if prefixe in self.prefixes and adresse not in self.publics else lien.group()

        return mark_safe(_LIEN.sub(keep, html))  # noqa: S308 – safe HTML in, links only taken away
