"""Who may delete a text: deleting is for what nobody read; what was public is withdrawn, and its names outlive it."""

from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.db.models import Model

from dts_platform.editorial.names import was_public
from dts_platform.editorial.permissions import has_role, is_administrator, may_edit


def may_delete(user, text: Model) -> bool:
    """May this account delete this text? Its author, while it was never public; an administrator, once it is no longer.

    A working copy is not deleted but abandoned: what it said is kept.
    """
    if not has_role(user) or text.is_public or text.is_copy:
        return False
    return is_administrator(user) or (may_edit(user, text) and began(user, text) and not was_public(text))


def began(user, text: Model) -> bool:
    """Did this account make this text, as far as the administration knows?"""
    made = LogEntry.objects.filter(content_type=get_content_type_for_model(text), object_id=str(text.pk))
    return made.filter(action_flag=ADDITION, user=user).exists()
