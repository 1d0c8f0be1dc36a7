"""The groups of editors: one a role, with the rights that the apps declare.

A group is filled when it is created and never again: what an administrator grants or takes away afterwards stays. A new
right for existing sites is a migration. The role of an account says what it may do with texts; its group, with tables.
"""

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet

from dts_platform.accounts.roles import EVERY_TABLE, NATIONAL, REFERENTS
from dts_platform.editorial.permissions import Role
from dts_platform.models import User

GROUP_OF = {Role.REFERENT: REFERENTS, Role.REVIEWER: NATIONAL}


def declared_rights(role: str) -> QuerySet[Permission]:
    """The permissions that the apps declare for a role."""
    granted = Q(pk__in=[])
    for app in apps.get_app_configs():
        for model, actions in getattr(app, "rights", {}).get(role, {}).items():
            models = [m._meta.model_name for m in app.get_models()] if model == EVERY_TABLE else [model]
            codenames = [f"{action}_{name}" for name in models for action in actions]
            granted |= Q(content_type__app_label=app.label, codename__in=codenames)
    return Permission.objects.filter(granted)


def ensure_groups() -> dict[str, Group]:
    """Create the groups that are missing, with the rights of their role; {role: group}."""
    groups = {}
    for role in (REFERENTS, NATIONAL):
        groups[role], created = Group.objects.get_or_create(name=role)
        if created:
            groups[role].permissions.set(declared_rights(role))
    return groups


def give_role(account: User, role: str) -> None:
    """Give a saved account a role and what goes with it: the way in, the group of the role in place of the former one."""
    account.role, account.is_staff, account.is_superuser = role, bool(role), role == Role.ADMINISTRATOR
    account.save(update_fields=["role", "is_staff", "is_superuser"])
    groups = ensure_groups()
    account.groups.remove(*groups.values())
    if role in GROUP_OF:
        account.groups.add(groups[GROUP_OF[role]])
