"""The words of the site’s own pages, as they are read: those of its editors, else those it was delivered with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from dts_platform.models.site import MARK, TexteDuSite, countable, delivered
from dts_platform.search import mirror
from dts_platform.search.snapshot import A_PAGE, Snapshot
from dts_platform.text.formats import plural


@dataclass(frozen=True)
class Words:
    """What is read at one place: a title, a lead in plain words, a text in CommonMark; each may be empty."""

    titre: str = ""
    chapo: str = ""
    texte: str = ""

    @classmethod
    def of(cls, said: Mapping) -> "Words":
        """Those of a row, or of an object of a content file."""
        return cls(*(said.get(name, "") for name in ("titre", "chapo", "texte")))


@dataclass(frozen=True)
class SiteWords:
    """All the words of the site’s own pages at one moment, by their slug; called with one, it gives those words."""

    texts: Mapping[str, Words]
    counted: Callable[[str], str] = field(compare=False, repr=False)

    @classmethod
    def at(cls, snapshot: Snapshot) -> "SiteWords":
        """Those of a state of the content; no query."""
        return snapshot.remember("words of the site", lambda: cls._read(snapshot), A_PAGE)

    @classmethod
    def _read(cls, snapshot: Snapshot) -> "SiteWords":
        def texts() -> Mapping[str, Words]:
            stored = {record["slug"]: Words.of(record) for record in snapshot.residents_of("texte")}
            return {**words_delivered(), **stored}

        def counted(name: str) -> str:
            kind = countable()[name]
            return plural(snapshot.kinds.get(kind.name, 0).bit_count(), kind.public_data.counted)

        return cls(snapshot.remember_while_same([("texte", None)], "words of the site", texts, A_PAGE), counted)

    @classmethod
    def stored(cls) -> "SiteWords":
        """Those that the database holds, in a transaction that is not over too; one query, and one for each kind counted."""

        def counted(name: str) -> str:
            kind = countable()[name]
            return plural(kind.public().count(), kind.public_data.counted)

        rows = TexteDuSite.objects.values("slug", "titre", "chapo", "texte")
        return cls({**words_delivered(), **{row["slug"]: Words.of(row) for row in rows}}, cache(counted))

    def __call__(self, slug: str) -> Words:
        """The words of a place, what they ask to be counted counted."""
        words = self.texts[slug]
        counted = {name: self._counted(text) for name, text in vars(words).items() if "{" in text}
        return replace(words, **counted) if counted else words

    def _counted(self, text: str) -> str:
        return MARK.sub(lambda mark: self.counted(mark[1]) if mark[1] in countable() else mark[0], text)

    def with_text(self, text: TexteDuSite) -> "SiteWords":
        """The same once this text is saved as it is."""
        return replace(self, texts={**self.texts, text.slug: Words.of(vars(text))})

    def beginning(self, *prefixes: str) -> list[list[str]]:
        """The words of the places whose slugs begin so, as they are read, for who depends on them."""
        return sorted([slug, *vars(self(slug)).values()] for slug in self.texts if slug.startswith(prefixes))


@cache
def words_delivered() -> Mapping[str, Words]:
    """The words the site came with: a page has them before the content files are loaded."""
    return {slug: Words.of(fields) for slug, fields in delivered().items()}


def words_of_request(request) -> SiteWords:
    """Those of the state of the content that answers a request; the last ones known where none was read, as by a page of error."""
    snapshot = getattr(request, "snapshot", None) or mirror.last_known()
    return SiteWords.at(snapshot) if snapshot.token else SiteWords(words_delivered(), str)


def last_words() -> SiteWords:
    """The last words known, without a query: the administration asks for what is current as its pages of texts begin."""
    return words_of_request(None)
