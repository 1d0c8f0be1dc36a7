"""The address that holds a reader’s booklet: texts in an order, a title, a note. It is kept nowhere else.

`/selection/?s=12.7.x:jura-service&t=…&n=…&r=bretagne`: a fiche is named by its number, an experience by `x:` and its slug;
`f=`, repeated, names one text each, a fiche by its slug too; `r=` names the region whose contact it bears. A name that was public stays that of its text: an address shared
before a fiche was renamed, renumbered or merged into another still holds it. Reading never fails: what is not a public
text is set aside and said.
"""

import base64
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import islice
from urllib.parse import quote_plus

from django.http import QueryDict

from dts_platform.content.territoires import REGIONS
from dts_platform.editorial.names import every_name
from dts_platform.finder.filters import clean
from dts_platform.finder.finder import Finder
from dts_platform.search.snapshot import A_RECORD, Record, Snapshot
from dts_platform.web.addresses import url
from experiences.filters import EXPERIENCES
from fiches.filters import FICHES

MOST_TEXTS = 80
LONGEST_TITLE, LONGEST_NOTE = 120, 300
LONGEST_S = 1_500  # characters: beyond, experiences are named by a shorter key, so that an address stays below 2 kB
LONGEST_KEY = 14
MOST_NAMES_READ, MOST_MISSING_NAMED = 1_000, 5
COUNT_WORDS = ("Un", "Deux", "Trois", "Quatre", "Cinq", "Six", "Sept", "Huit", "Neuf", "Dix")


def shorten(text: str, limit: int) -> str:
    """Printable characters, single spaces, a bounded length; idempotent."""
    return clean(text)[:limit].rstrip()


def short_key(slug: str) -> str:
    """A short name of an experience that depends on its slug alone: its beginning and five characters of a digest."""
    if len(slug) <= LONGEST_KEY:
        return f"x:{slug}"
    digest = base64.b32encode(hashlib.sha256(slug.encode()).digest()).decode().lower()
    return f"x:{slug[: LONGEST_KEY - 6]}_{digest[:5]}"


@dataclass(frozen=True)
class Choice:
    """A public text that a booklet may hold: its names in an address, and what a list shows of it."""

    name: str
    short_key: str
    slug: str
    title: str
    record: Record = field(compare=False, repr=False)

    @classmethod
    def fiche(cls, record: Record) -> "Choice":
        number = str(record.numero)
        return cls(number, number, record.slug, record.titre, record)

    @classmethod
    def experience(cls, record: Record) -> "Choice":
        return cls(f"x:{record.slug}", short_key(record.slug), record.slug, record.titre, record)

    @property
    def is_experience(self) -> bool:
        return self.name.startswith("x:")


@dataclass(frozen=True)
class Shelf:
    """The public texts, fiches by number then experiences by name, and each by every name an address may give it.

    `former` reads, when a name is none of theirs, those that addresses gave them one day.
    """

    fiches: tuple[Choice, ...] = ()
    experiences: tuple[Choice, ...] = ()
    texts: Mapping[str, Choice] = field(default_factory=dict, compare=False)
    former: Callable[[], Mapping[str, Choice]] = field(default=dict, compare=False, repr=False)

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Shelf":
        """The texts of a snapshot, read once for each state of the content; one query."""
        count = sum(snapshot.kinds.get(kind, 0).bit_count() for kind in ("fiche", "experience"))
        return snapshot.remember("shelf", lambda: cls._read(snapshot), 1 + count * A_RECORD)

    @classmethod
    def _read(cls, snapshot: Snapshot) -> "Shelf":
        fiches, experiences = FICHES.order(snapshot, "numero").slots, EXPERIENCES.order(snapshot, "titre").slots
        by_slot = {record.slot: record for record in snapshot.records([*fiches, *experiences])}
        fiches = [Choice.fiche(by_slot[slot]) for slot in fiches if slot in by_slot]
        experiences = [Choice.experience(by_slot[slot]) for slot in experiences if slot in by_slot]
        return replace(cls.holding(fiches, experiences), former=cache(lambda: _former_names(fiches, experiences)))

    @classmethod
    def holding(cls, fiches: Iterable[Choice], experiences: Iterable[Choice]) -> "Shelf":
        """These texts, by their names; a short key that two experiences share names neither."""
        fiches, experiences = tuple(fiches), tuple(experiences)
        shared = Counter(choice.short_key for choice in experiences)
        experiences = tuple(t if shared[t.short_key] == 1 else replace(t, short_key=t.name) for t in experiences)
        texts = {fiche.slug: fiche for fiche in fiches} | {choice.short_key: choice for choice in experiences}
        return cls(fiches, experiences, texts | {choice.name: choice for choice in (*fiches, *experiences)})

    def find(self, name: str) -> Choice | None:
        """The text of a name, present or former."""
        return self.texts.get(name) or self.former().get(name)


def _former_names(fiches: list[Choice], experiences: list[Choice]) -> dict[str, Choice]:
    """The texts by every name that an address gave them one day; two queries."""
    by_slug = {kind: {t.slug: t for t in texts} for kind, texts in (("fiche", fiches), ("experience", experiences))}
    names: dict[str, Choice] = {}
    for (kind, _, name), choice in every_name(by_slug).items():
        for written in (name,) if kind == "fiche" else (f"x:{name}", short_key(name)):
            names.setdefault(written, choice)
    return names


@dataclass(frozen=True)
class Selection:
    """What a reader chose, in their order. Every change gives another selection; ranks begin at one."""

    texts: tuple[Choice, ...] = ()
    title: str = ""
    note: str = ""
    missing: tuple[str, ...] = field(default=(), compare=False)
    left_out: int = field(default=0, compare=False)
    truncated: tuple[str, ...] = field(default=(), compare=False)
    region: str = ""

    @classmethod
    def read(cls, parameters: QueryDict, shelf: Shelf) -> "Selection":
        """Read an address: `s`, then `f`; a text asked twice stands where it was asked first."""
        names = [name.strip() for s in parameters.getlist("s") for name in s.split(".")]
        names = [*names, *(name.strip() for name in parameters.getlist("f"))][:MOST_NAMES_READ]
        texts = {name: shelf.find(name) for name in names if name}
        found = list(dict.fromkeys(text for text in texts.values() if text))
        missing = dict.fromkeys(clean(name) or "illisible" for name, text in texts.items() if text is None)
        title, note = (clean(parameters.get(name) or "") for name in "tn")
        truncated = [
            name for name, t, n in (("titre", title, LONGEST_TITLE), ("mot", note, LONGEST_NOTE)) if len(t) > n
        ]
        return cls(
            tuple(found[:MOST_TEXTS]),
            shorten(title, LONGEST_TITLE),
            shorten(note, LONGEST_NOTE),
            tuple(missing),
            len(found[MOST_TEXTS:]),
            tuple(truncated),
            region if (region := parameters.get("r") or "") in REGIONS else "",
        )

    @classmethod
    def current(cls, parameters: QueryDict, snapshot: Snapshot) -> "Selection":
        """Read an address among what is public now; one query, three when a name is none of theirs."""
        return cls.read(parameters, Shelf.of(snapshot))

    def __len__(self) -> int:
        return len(self.texts)

    def __bool__(self) -> bool:
        return bool(self.texts)

    @cached_property
    def s(self) -> str:
        """The texts as an address names them: readable when that is short enough."""
        readable = ".".join(choice.name for choice in self.texts)
        return readable if len(readable) <= LONGEST_S else ".".join(choice.short_key for choice in self.texts)

    @property
    def query_string(self) -> str:
        """The one query string of this selection."""
        pairs = [("s", self.s), ("t", self.title), ("n", self.note), ("r", self.region)]
        return "&".join(f"{name}={quote_plus(value, safe=':')}" for name, value in pairs if value)

    def address(self, document: str = "") -> str:
        """The address of its page, or of a document made of it."""
        path = f"{url('fiches:selection')[:-1]}{document or '/'}"
        return f"{path}?{self.query_string}" if self.query_string else path

    @property
    def pdf_address(self) -> str:
        return self.address(".pdf")

    @property
    def epub_address(self) -> str:
        return self.address(".epub")

    @property
    def folded_address(self) -> str:
        """The same PDF laid out to be folded in A5."""
        return self.address("/livret.pdf")

    @property
    def notices(self) -> list[str]:
        """What was set aside, in sentences for the reader."""
        notices = [_say_missing(self.missing)] if self.missing else []
        if self.left_out:
            rest = "1 texte a été laissé" if self.left_out == 1 else f"{self.left_out} textes ont été laissés"
            notices.append(f"Un dossier tient {MOST_TEXTS} textes au plus\u202f: {rest} de côté.")
        limits = {"titre": LONGEST_TITLE, "mot": LONGEST_NOTE}
        return notices + [f"Le {name} a été coupé à {limits[name]} caractères." for name in self.truncated]

    def adding(self, choice: Choice) -> "Selection":
        """With one more text, last; unchanged when it holds it already, or when it is full."""
        if choice in self.texts or len(self) >= MOST_TEXTS:
            return self
        return replace(self, texts=(*self.texts, choice))

    def without(self, choice: Choice) -> "Selection":
        return replace(self, texts=tuple(t for t in self.texts if t != choice))

    def remove(self, rank: int) -> "Selection":
        """Without the text of this rank, if there is one."""
        return self.without(self.texts[rank - 1]) if 1 <= rank <= len(self) else self

    def put_first(self, rank: int) -> "Selection":
        """The text at a rank before all others."""
        if not 1 <= rank <= len(self.texts):
            return self
        moved = self.texts[rank - 1]
        return replace(self, texts=(moved, *(text for text in self.texts if text != moved)))

    def move_up(self, rank: int) -> "Selection":
        """The text of this rank one place earlier; unchanged when there is no such place."""
        if not 2 <= rank <= len(self):
            return self
        texts = list(self.texts)
        texts[rank - 2 : rank] = reversed(texts[rank - 2 : rank])
        return replace(self, texts=tuple(texts))

    def move_down(self, rank: int) -> "Selection":
        """The text of this rank one place later; unchanged when there is no such place."""
        return self.move_up(rank + 1) if rank >= 1 else self


def _say_missing(missing: tuple[str, ...]) -> str:
    names = [f"«\u202f{_abbreviate(name)}\u202f»" for name in missing[:MOST_MISSING_NAMED]]
    if rest := len(missing) - len(names):
        names.append(f"et {rest} autre{'s' if rest > 1 else ''}")
    count = COUNT_WORDS[len(missing) - 1] if len(missing) <= len(COUNT_WORDS) else str(len(missing))
    if len(missing) == 1:
        return f"{count} texte demandé n’est pas publié, ou ne l’est plus\u202f: {names[0]}."
    return f"{count} textes demandés ne sont pas publiés, ou ne le sont plus\u202f: {', '.join(names)}."


def _abbreviate(name: str) -> str:
    name = f"fiche {name}" if name.isdigit() else name.removeprefix("x:")
    return name if len(name) <= 40 else f"{name[:39]}…"


def address_of_list(finder: Finder) -> str:
    """The selection that holds the first fiches of a list, in its order; no query."""
    numbers = FICHES.order(finder.snapshot, "numero").keys
    return finder.snapshot.remember(
        ("address of a list", finder.address()),
        lambda: (
            f"{url('fiches:selection')}?s=" + ".".join(str(numbers[slot]) for slot in islice(finder.slots, MOST_TEXTS))
        ),
        cost=5,
    )
