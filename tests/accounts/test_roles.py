"""The role of an account: what migrations give to those that exist, and that rights without a role are worth nothing."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from dts_platform.accounts.groups import ensure_groups
from dts_platform.accounts.roles import NATIONAL, REFERENTS
from dts_platform.editorial.permissions import Role, may_edit, may_open, may_review, may_write, visible_to, within_reach
from dts_platform.editorial.states import Statut
from dts_platform.models import Affectation, User
from experiences.models import Experience, Source
from fiches.models import Fiche
from missions.models import Repere
from tests.factories import a_fiche, a_source, an_account, an_experience

pytestmark = pytest.mark.django_db
migration = import_module("dts_platform.migrations.0006_role_of_accounts")


@pytest.mark.parametrize(
    ("staff", "superuser", "groups", "region", "right", "role"),
    [
        (True, True, [], "", "", Role.ADMINISTRATOR),
        (False, True, [], "", "", Role.ADMINISTRATOR),
        (True, False, [NATIONAL], "", "", Role.REVIEWER),
        (True, False, [NATIONAL, REFERENTS], "", "", Role.REVIEWER),
        (True, False, [NATIONAL], "corse", "", Role.REFERENT),
        (True, False, [REFERENTS], "corse", "", Role.REFERENT),
        (True, False, [REFERENTS], "", "", Role.REFERENT),
        (True, False, [], "corse", "", Role.REFERENT),
        (True, False, [], "", "change_fiche", Role.REVIEWER),
        (True, False, ["Stagiaires"], "", "", Role.REVIEWER),
        (True, False, [], "", "view_fiche", ""),
        (True, False, [], "", "", ""),
        (False, False, [REFERENTS], "corse", "", ""),
    ],
)
def test_account_of_the_first_edition_gets_a_role(staff, superuser, groups, region, right, role):
    ensure_groups()
    trainees = Group.objects.create(name="Stagiaires")
    trainees.permissions.add(Permission.objects.get(codename="change_repere"))
    account = User.objects.create(username="ancien", is_staff=staff)
    account.is_superuser = superuser
    account.groups.set(Group.objects.filter(name__in=groups))
    if region:
        Affectation.objects.create(user=account, region=region)
    if right:
        account.user_permissions.add(Permission.objects.get(codename=right))
    rights = Permission.objects.filter(content_type__app_label__in=migration.TEXTS)
    assert migration.role_of(account, rights.exclude(codename__startswith="view_")) == role


def test_migration_of_roles_writes_them():
    account = an_account("nationale")
    User.objects.filter(pk=account.pk).update(role="")
    migration.forwards(apps, None)
    account.refresh_from_db()
    assert account.role == Role.REVIEWER


def test_rights_without_a_role_are_worth_nothing():
    account = an_account("nationale")
    assert account.has_perm("fiches.change_fiche")
    User.objects.filter(pk=account.pk).update(role="")
    account = User.objects.get(pk=account.pk)
    assert not account.has_perm("fiches.change_fiche")
    assert not account.has_module_perms("fiches")
    assert not may_review(account)


def test_first_administrator_is_made_by_the_command(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "une phrase que je retiens")
    call_command("createsuperuser", username="premiere", email="a@exemple.fr", interactive=False, verbosity=0)
    account = User.objects.get(username="premiere")
    assert (account.role, may_review(account)) == (Role.ADMINISTRATOR, True)


def accounts() -> list[User]:
    closed = an_account("nationale", is_active=False)
    outsider = an_account("nationale")
    User.objects.filter(pk=outsider.pk).update(is_staff=False)
    outsider.refresh_from_db()
    return [
        *(an_account(role) for role in ("none", "referent", "nationale", "admin")),
        an_account("referent", region="bretagne"),
        an_account("none", region="bretagne"),
        an_account("nationale", region="bretagne"),
        closed,
        outsider,
    ]


def test_one_rule_answers_for_a_text_for_a_list_and_for_a_choice_list():
    for region in ("", "bretagne", "occitanie"):
        for statut in Statut:
            text = a_fiche(region=region)
            Fiche.objects.filter(pk=text.pk).update(statut=statut)
    for region, statut in (("bretagne", Statut.BROUILLON), ("corse", Statut.BROUILLON), ("corse", Statut.PUBLIE)):
        experience = an_experience(region=region)
        Experience.objects.filter(pk=experience.pk).update(statut=statut)
        a_source(experience)
    Repere.objects.filter(pk=Repere.objects.first().pk).update(statut=Statut.RETIRE)
    for account in accounts():
        for model in (Fiche, Experience, Repere):
            everything = model.objects.all()
            opened = {text.pk for text in everything if may_open(account, text)}
            assert set(visible_to(account, everything).values_list("pk", flat=True)) == opened
            assert set(within_reach(account, everything).values_list("pk", flat=True)) == opened
            if not may_write(account):
                assert not any(may_edit(account, text) for text in everything)
        reached = within_reach(account, Source.objects.all())
        assert {source.pk for source in reached} == {
            source.pk for source in Source.objects.select_related("experience") if may_open(account, source.experience)
        }
        assert set(within_reach(account, User.objects.all())) in (set(), set(User.objects.all()))
        assert within_reach(account, User.objects.all()).exists() is (account.is_active and account.is_superuser)
