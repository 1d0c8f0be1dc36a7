"""The body of a text, printed once and kept from one state of the content to the next while nothing it shows changes."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from django.db.models import Model
from django.utils.safestring import SafeString

from dts_platform.editorial.links import PublicLinks
from dts_platform.search.snapshot import A_PAGE, Snapshot, TextKey
from missions.glossaire import WORDS, Glossaire
from missions.models import Terme


@dataclass(frozen=True)
class Around:
    """What a body shows of other texts: those that it shows once they are public, itself among them, by their keys;
    and what it says of others, word for word, the kind of each first where they are of several.
    """

    texts: frozenset[TextKey] = frozenset()
    said: tuple = ()


@dataclass(frozen=True, eq=False)
class Body:
    """A text read for its page, its body printed, and all that this body depends on.

    `made_at` is the change of the index at which it was printed, `links` the addresses of texts that it would lead to,
    `public` those that it does.
    """

    text: Model
    html: SafeString
    words: Sequence[Terme]
    around: Around
    made_at: int
    links: frozenset[str]
    public: frozenset[str]

    @classmethod
    def of(cls, text: Model, template: str, snapshot: Snapshot, around: Around = Around()) -> "Body":
        """The body of a text for its page on the site."""
        links = PublicLinks.at(snapshot)
        glossaire = Glossaire.at(snapshot)
        annotated = glossaire.render(template, obj=text, prefix="", links=links)
        met = frozenset(links.met)
        public = met & links.public_paths
        return cls(text, annotated.html, annotated.words, around, snapshot.seq, met, public)

    def stands(self, snapshot: Snapshot, around: Around) -> bool:
        """Would it be printed the same today, from the texts that it would show today?"""
        return (
            around == self.around
            and not snapshot.changed_since(self.made_at, {*around.texts, WORDS})
            and (not self.links or self.links & PublicLinks.at(snapshot).public_paths == self.public)
        )

    def kinds_changed(self, around: Around) -> set[str]:
        """The kinds of the other texts of which it would not say the same today: the first word of what it says of each."""
        return {said[0] for said in {*around.said} ^ {*self.around.said}}


def kept_body(
    name: tuple[str, str],
    template: str,
    snapshot: Snapshot,
    read: Callable[[], Model],
    around: Callable[[Model], Around],
    as_read: Callable[[Model], Around],
    with_others_anew: Callable[[Model, Collection[str]], Model] | None = None,
) -> Body:
    """The body of the public text of a name (kind, slug): the one printed before if it stands, else read and printed.

    `around` asks the database what the body of a text would show now, `as_read` tells what it shows as the text was read: a
    write that came between two readings makes the next view print it again.

    While its own rows are what they were, only the other texts that it shows are read anew, where a kind says how: those of
    the kinds of which one changed.
    """
    body = snapshot.lasting.get(("body", *name))
    now = around(body.text) if body else Around()
    if body and body.stands(snapshot, now):
        return body
    same = body and with_others_anew and not snapshot.changed_since(body.made_at, [(name[0], body.text.pk)])
    text = with_others_anew(body.text, body.kinds_changed(now)) if same else read()
    body = Body.of(text, template, snapshot, as_read(text))
    snapshot.lasting.put(("body", *name), body, A_PAGE)
    return body
