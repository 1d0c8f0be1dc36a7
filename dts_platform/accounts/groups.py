"""The groups of editors: one a role, with the rights that the apps declare.

A group is filled when it is created and never again: what an administrator grants or takes away afterwards stays. A new
right for existing sites is a migration.
"""

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet

from dts_platform.accounts.roles import EVERY_TABLE, NATIONAL, REFERENTS


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
