"""The groups of editors: filled once, by what the apps declare; afterwards they are the administrator's."""

import pytest
from django.contrib.auth.models import Group, Permission

from dts_platform.accounts.groups import declared_rights, ensure_groups
from dts_platform.accounts.roles import NATIONAL, REFERENTS

pytestmark = pytest.mark.django_db


def rights(role: str) -> set[str]:
    held = Permission.objects.filter(group__name=role).values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in held}


@pytest.mark.parametrize(
    ("role", "right", "granted"),
    [
        (REFERENTS, "fiches.change_fiche", True),
        (REFERENTS, "fiches.delete_etape", True),
        (REFERENTS, "fiches.delete_fiche", False),
        (REFERENTS, "fiches.add_edition", False),
        (REFERENTS, "experiences.add_experience", True),
        (REFERENTS, "experiences.delete_chiffrecle", True),
        (REFERENTS, "experiences.delete_experience", False),
        (REFERENTS, "missions.view_mission", False),
        (REFERENTS, "dts_platform.view_synonyme", True),
        (REFERENTS, "dts_platform.add_synonyme", False),
        (REFERENTS, "dts_platform.view_fruitlesssearch", True),
        (NATIONAL, "fiches.delete_fiche", True),
        (NATIONAL, "fiches.add_edition", True),
        (NATIONAL, "experiences.delete_experience", True),
        (NATIONAL, "missions.change_mission", True),
        (NATIONAL, "dts_platform.change_referent", True),
        (NATIONAL, "dts_platform.add_synonyme", True),
        (NATIONAL, "dts_platform.change_user", False),
    ],
)
def test_new_group_holds_the_rights_the_apps_declare(role, right, granted):
    Group.objects.all().delete()
    ensure_groups()
    assert (right in rights(role)) is granted


def test_declared_right_names_an_existing_permission():
    """A model renamed without its app's `rights` would lose them in silence."""
    from django.apps import apps

    for app in apps.get_app_configs():
        for role, tables in getattr(app, "rights", {}).items():
            held = declared_rights(role).filter(content_type__app_label=app.label)
            models = set(held.values_list("content_type__model", flat=True))
            assert set(tables) - {"*"} <= models, (app.label, role)


@pytest.mark.parametrize("role", [REFERENTS, NATIONAL])
def test_right_changed_by_an_administrator_survives(role):
    group = ensure_groups()[role]
    granted = Permission.objects.get(codename="view_user")
    removed = group.permissions.get(codename="delete_outil")
    group.permissions.add(granted)
    group.permissions.remove(removed)
    expected = rights(role)
    assert "dts_platform.view_user" in expected
    ensure_groups()
    assert rights(role) == expected


def test_deleted_group_comes_back_with_its_rights():
    ensure_groups()
    before = rights(REFERENTS)
    Group.objects.filter(name=REFERENTS).delete()
    ensure_groups()
    assert rights(REFERENTS) == before != set()
