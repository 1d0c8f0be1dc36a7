"""Who may do what to which text: pure rules, without HTTP. The same rule answers for one text, a list and a choice list.

What an account may do comes from its role, never from the absence of something. A reviewer or an administrator works on
every text and alone publishes or withdraws, another person’s work only; a referent works on the texts of their regions that
are not published, and on the working copies that they made; an account without role, or a referent without region, edits
nothing. What visitors read is changed by nobody in place: one proposes a working copy.
"""

from django.contrib.auth import get_user_model
from django.db.models import Model, Q, QuerySet, TextChoices

from dts_platform.editorial.copies import with_copies
from dts_platform.editorial.kinds import all_kinds
from dts_platform.editorial.states import Publishable, Statut


class Role(TextChoices):
    """What an account is here to do; an account without role reads what visitors read."""

    REFERENT = "referent", "Référent de région"
    REVIEWER = "relecteur", "Relecteur national"
    ADMINISTRATOR = "administrateur", "Administrateur"


REVIEWING = (Role.REVIEWER, Role.ADMINISTRATOR)


def has_role(user) -> bool:
    """Does this account work here?"""
    return user.is_active and user.is_staff and user.role in Role.values


def is_administrator(user) -> bool:
    """Does this account manage the others, and alone delete a text that was public?"""
    return has_role(user) and user.role == Role.ADMINISTRATOR


def may_review(user) -> bool:
    """May this account publish, withdraw, or send a text back?"""
    return has_role(user) and user.role in REVIEWING


def regions_of(user) -> frozenset[str]:
    """The regions whose texts a referent writes; empty for every other role."""
    return user.regions if has_role(user) and user.role == Role.REFERENT else frozenset()


def may_write(user) -> bool:
    """May this account write any text at all?"""
    return may_review(user) or bool(regions_of(user))


def is_regional(model: type[Model]) -> bool:
    """Do the texts of this model belong to a region, or to none?"""
    return any(field.name == "region" for field in model._meta.concrete_fields)


def editable_by(user, texts: QuerySet) -> QuerySet:
    """The texts of a list that this account may edit."""
    if may_review(user):
        return texts
    regions = regions_of(user)
    if not regions:
        return texts.none()
    mine = Q(copie_de__isnull=False, auteur=user.pk)
    if is_regional(texts.model):
        mine |= Q(region__in=regions)
    return texts.filter(mine).exclude(statut__in=[s for s in Statut if s.is_public])


def visible_to(user, texts: QuerySet) -> QuerySet:
    """The texts of a list that this account may open: those it edits, and the published ones that everyone reads."""
    return texts if may_review(user) else editable_by(user, texts) | texts.published()


def may_edit(user, text: Model) -> bool:
    """May this account edit this text? National and other regions’ texts are closed to referents, published ones too."""
    if may_review(user):
        return True
    regions = regions_of(user)
    if text.is_public or not regions:
        return False
    return (text.is_copy and text.auteur_id == user.pk) or (is_regional(type(text)) and text.region in regions)


def is_live(text: Model | None) -> bool:
    """Do visitors read this text? Nobody changes its words in place."""
    return isinstance(text, Publishable) and text.is_public


def of_my_regions(user, rows: QuerySet) -> QuerySet:
    """The rows of a region, without state, that this account writes: a reviewer all, a referent those of their regions."""
    return rows if may_review(user) else rows.filter(region__in=regions_of(user))


def may_keep(user, row: Model) -> bool:
    """May this account write this row of a region, which has no state? What is national is the national team’s."""
    return may_review(user) or row.region in regions_of(user)


def may_propose(user, text: Model) -> bool:
    """May this account propose a change of this text? A referent: of those of their regions, and of what is national."""
    if not text.is_public:
        return False
    regions = regions_of(user)
    return may_review(user) or (bool(regions) and (getattr(text, "region", "") or "") in {"", *regions})


def only_reviewer(user) -> bool:
    """Is this account the only one that may publish here?"""
    others = get_user_model().objects.filter(is_active=True, is_staff=True, role__in=REVIEWING).exclude(pk=user.pk)
    return may_review(user) and not others.exists()


def may_publish(user, text: Model) -> bool:
    """May this account publish this text, or let this copy replace it? Never one’s own work, while another may review it."""
    return may_review(user) and (text.auteur_id != user.pk or only_reviewer(user))


def may_open(user, text: Model) -> bool:
    """May this account open this text, and link to it?"""
    return text.is_public or may_edit(user, text)


def within_reach(user, rows: QuerySet) -> QuerySet:
    """The rows of any table that this account may see or choose in a form.

    A row that cannot be without a text (a source, a step) is reached through that text. What is neither a text nor part
    of one asks the right to view its table.
    """
    model = rows.model
    if issubclass(model, Publishable):
        return visible_to(user, rows)
    if is_regional(model):
        rows = of_my_regions(user, rows)
    owners = [f for f in model._meta.concrete_fields if f.is_relation and not f.null and links_to_text(f)]
    for owner in owners:
        reached = visible_to(user, with_copies(owner.related_model))
        rows = rows.filter(**{f"{owner.name}__in": reached.values("pk")})
    if owners or any(kind.model is model for kind in all_kinds()):
        return rows
    return rows if user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}") else rows.none()


def links_to_text(field) -> bool:
    """Does this relation lead to a text that may be hidden?"""
    return isinstance(field.related_model, type) and issubclass(field.related_model, Publishable)
