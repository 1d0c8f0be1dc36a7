"""Who may do what to which text: pure rules, without HTTP. The same rule answers for one text and for a list.

A national account (no region) works on every text; a referent works on the texts of their regions. Only the
national team publishes or withdraws.
"""

from django.db.models import Model, QuerySet

from dts_platform.editorial.states import TRANSITIONS, Statut

REVIEWER_STATES = frozenset({Statut.PUBLIE, Statut.RETIRE})


def may_review(user) -> bool:
    """May this account publish, withdraw, or send a text back?"""
    return user.is_active and user.is_staff and (user.is_superuser or not user.regions)


def editable_by(user, texts: QuerySet) -> QuerySet:
    """The texts of a list that this account may edit."""
    return texts if may_review(user) else texts.filter(region__in=user.regions)


def visible_to(user, texts: QuerySet) -> QuerySet:
    """The texts of a list that this account may open: its own, and the published ones that everyone reads."""
    return texts if may_review(user) else editable_by(user, texts) | texts.published()


def may_edit(user, text: Model) -> bool:
    """May this account edit this text? National and other regions’ texts are closed to referents, published ones too."""
    return may_review(user) or (text.region in user.regions and not text.is_public)


def next_states(user, statut: Statut) -> list[Statut]:
    """The states this account may give a text now in `statut`, that one included."""
    allowed = [
        t.to_state
        for t in TRANSITIONS
        if t.from_state == statut and (may_review(user) or not {t.from_state, t.to_state} & REVIEWER_STATES)
    ]
    return [Statut(statut), *allowed]
