"""Two people on one form: the second save is refused, what was typed is kept, whatever the model."""

from datetime import date
from urllib.parse import urlencode

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from dts_platform.editorial.admin import VersionedAdmin
from dts_platform.editorial.permissions import Role
from dts_platform.models import Editeur, GroupeRessource, Referent, Synonyme, TexteDuSite, User
from experiences.models import Experience
from fiches.models import Edition, Fiche, Situation
from missions.models import Mission, Principe, Public, Repere, Strategie, Terme, Theme, Volet
from references.models import Document, Perimetre, Regle
from tests.editorial.forms import form_fields, post_form
from tests.factories import a_fiche, a_rule, an_account, an_experience, signed_in

pytestmark = pytest.mark.django_db
REFUSED = "a enregistré ce texte depuis que vous l’avez ouvert"
EXAMPLES = {  # model: an object of it, the field that both change
    Fiche: (lambda: a_fiche(published=False), "resume"),
    Experience: (lambda: an_experience(published=False), "resume"),
    Repere: (lambda: Repere.objects.create(slug="essai", titre="Essai", famille=1, resume="Un essai."), "resume"),
    Mission: (Mission.objects.first, "resume"),
    Volet: (Volet.objects.first, "texte"),
    Principe: (Principe.objects.first, "resume"),
    Strategie: (Strategie.objects.first, "resume"),
    Theme: (Theme.objects.first, "name"),
    Terme: (Terme.objects.first, "definition"),
    Public: (Public.objects.first, "nom"),
    Situation: (Situation.objects.first, "resume"),
    Regle: (lambda: a_rule(published=False, article="Code du travail, L.\u00a01"), "valeur"),
    Document: (lambda: Document.objects.create(slug="essai", titre="Essai"), "titre"),
    Perimetre: (Perimetre.objects.first, "nom"),
    Synonyme: (Synonyme.objects.first, "formes"),
    GroupeRessource: (lambda: GroupeRessource.objects.create(region="corse", nom="Groupe"), "nom"),
    Editeur: (Editeur.objects.create, "nom"),
    TexteDuSite: (TexteDuSite.objects.first, "titre"),
    Edition: (lambda: Edition.objects.create(nom="Édition", slug="edition", date=date(2026, 1, 1)), "note"),
    User: (lambda: an_account("referent"), "first_name"),
    Group: (lambda: Group.objects.create(name="Groupe d’essai"), "name"),
}
WRITTEN_BY_NOBODY = {
    "contact.message",
    "contact.notice",
    "dts_platform.foundsearch",
    "dts_platform.fruitlesssearch",
    "dts_platform.outgoingmail",
    "fiches.builtdocument",
    "references.linkcheck",
}


@pytest.fixture
def people(db):
    return signed_in(an_account("admin", first_name="Ada")), signed_in(an_account("admin"))


def form_of(obj) -> str:
    return f"/admin/{obj._meta.app_label}/{obj._meta.model_name}/{obj.pk}/change/"


def opened(client, obj) -> dict:
    return form_fields(client.get(form_of(obj)).content.decode())


def test_every_model_that_is_edited_has_an_example_here(people):
    edited = {m._meta.label_lower for m, a in admin.site._registry.items() if isinstance(a, VersionedAdmin)}
    assert edited == {model._meta.label_lower for model in EXAMPLES}
    assert {m._meta.label_lower for m in admin.site._registry} - edited == WRITTEN_BY_NOBODY


@pytest.mark.parametrize("model", EXAMPLES, ids=lambda model: model.__name__)
def test_second_save_is_refused_and_its_text_kept(people, model):
    make, name = EXAMPLES[model]
    obj, (first, second) = make(), people
    forms = [opened(client, obj) for client in people]
    texts = ["Première, version", "Seconde, version"]
    for form, text in zip(forms, texts, strict=True):
        form[name] = [text]
    post_form(first, form_of(obj), forms[0])
    page = second.post(form_of(obj), forms[1])
    assert page.status_code == 200
    assert REFUSED in page.content.decode()
    assert "(Ada, le" in page.content.decode()
    assert texts[1] in page.content.decode()
    obj.refresh_from_db()
    assert getattr(obj, name) == texts[0]


@pytest.mark.parametrize("model", EXAMPLES, ids=lambda model: model.__name__)
def test_form_sent_as_shown_twice_is_no_conflict(people, model):
    make, name = EXAMPLES[model]
    obj = make()
    as_made = getattr(obj, name)
    forms = [opened(client, obj) for client in people]
    for client, form in zip(people, forms, strict=True):
        post_form(client, form_of(obj), form)
    obj.refresh_from_db()
    assert getattr(obj, name) == as_made


def test_rows_and_links_changed_meanwhile_count_too(people):
    fiche, account = a_fiche(published=False), an_account()
    group = GroupeRessource.objects.create(region="corse", nom="Groupe")
    changes = [
        (fiche, lambda: fiche.etapes.update(titre="Changé")),
        (fiche, lambda: fiche.themes.set(Theme.objects.all()[:1])),
        (fiche, lambda: fiche.missions.set(Mission.objects.all()[1:2])),
        (fiche, fiche.outil.delete),
        (group, lambda: Referent.objects.create(groupe=group, nom="Une personne")),
        (account, lambda: account.affectations.create(region="corse")),
        (account, account.groups.clear),
    ]
    for obj, change in changes:
        form = opened(people[0], obj)
        change()
        page = people[0].post(form_of(obj), form)
        assert page.status_code == 200
        assert f"Quelqu’un d’autre {REFUSED}." in page.content.decode()


def test_one_who_saved_twice_is_told_that_it_was_oneself(people):
    fiche = a_fiche(published=False)
    form = opened(people[0], fiche)
    post_form(people[0], form_of(fiche), form | {"resume": ["Une fois."]})
    page = people[0].post(form_of(fiche), form | {"resume": ["Deux fois."]}).content.decode()
    assert "Vous avez déjà enregistré ce texte" in page
    assert "Deux fois." in page


def test_text_deleted_meanwhile_is_told_and_nothing_else_breaks(people, monkeypatch):
    fiche = a_fiche(published=False)
    form = opened(people[0], fiche)
    found = type(admin.site.get_model_admin(Fiche)).get_object

    def gone_just_after(self, request, object_id, from_field=None):
        obj = found(self, request, object_id, from_field)
        Fiche.objects.filter(pk=obj.pk).delete()
        return obj

    monkeypatch.setattr(type(admin.site.get_model_admin(Fiche)), "get_object", gone_just_after)
    page = people[0].post(form_of(fiche), form | {"resume": ["Mon travail."]})
    assert page.status_code == 200
    assert "Ce texte a été supprimé" in page.content.decode()
    assert "Mon travail." in page.content.decode()


@pytest.mark.parametrize("model", EXAMPLES, ids=lambda model: model.__name__)
def test_text_that_is_no_more_when_the_form_is_sent_is_given_back_to_be_copied(people, model):
    make, name = EXAMPLES[model]
    obj, client = make(), people[0]
    address, form = form_of(obj), opened(client, obj)
    page = client.post(address.replace(f"/{obj.pk}/", "/987654/"), form | {name: ["Mon <travail>, gardé."]})
    assert page.status_code == 409
    assert "Mon &lt;travail&gt;, gardé." in page.content.decode()
    assert "Rien n’a été enregistré" in page.content.decode()
    assert client.get("/admin/").status_code == 200


def test_rows_typed_for_a_text_out_of_reach_meanwhile_are_given_back(people):
    fiche = a_fiche(published=False, region="bretagne", steps=1)
    client = signed_in(an_account("referent", region="bretagne"))
    no_row = {"etapes-²-titre": ["x"], f"etapes-{'9' * 5_000}-titre": ["x"], "etapes--titre": ["x"]}
    form = opened(client, fiche) | {"etapes-0-titre": ["Un pas de plus"]} | no_row
    Fiche.objects.filter(pk=fiche.pk).update(region="corse", titre="Canari")
    page = client.post(form_of(fiche), urlencode(form, doseq=True), "application/x-www-form-urlencoded")
    assert page.status_code == 409
    assert "Étape 1, titre" in page.content.decode()
    assert "Un pas de plus" in page.content.decode()
    assert "Canari" not in page.content.decode()


def test_text_published_meanwhile_by_a_reviewer_is_given_back_to_its_referent(people):
    fiche = a_fiche(published=False, region="bretagne")
    client = signed_in(an_account("referent", region="bretagne"))
    form = opened(client, fiche) | {"resume": ["Mon travail."]}
    Fiche.objects.filter(pk=fiche.pk).update(statut="publie", publie_le=date(2026, 1, 1))
    page = client.post(form_of(fiche), form)
    assert page.status_code == 403
    assert "Mon travail." in page.content.decode()


def test_signing_in_meanwhile_is_no_change_of_an_account(people):
    account = an_account()
    form = opened(people[0], account)
    signed_in(account)
    post_form(people[0], form_of(account), form | {"first_name": ["Zoé"]})


@pytest.mark.parametrize("after", ["", *Role])
@pytest.mark.parametrize("before", ["none", "referent", "nationale", "admin"])
def test_change_of_role_gives_the_rights_of_the_new_one_and_no_other(people, before, after):
    account = an_account(before)
    form = opened(people[0], account) | {"is_active": ["on"], "role": [after]}
    post_form(people[0], form_of(account), form)
    account = User.objects.get(pk=account.pk)
    assert (account.role, account.is_superuser) == (after, after == Role.ADMINISTRATOR)
    if before != "none" or after:
        assert account.is_staff is bool(after)
    assert account.has_perm("fiches.change_fiche") is bool(after)
    assert account.has_perm("missions.change_mission") is (after in (Role.REVIEWER, Role.ADMINISTRATOR))
    assert account.has_perm("auth.change_group") is (after == Role.ADMINISTRATOR)
    assert account.groups.count() == int(after in (Role.REFERENT, Role.REVIEWER))


@pytest.mark.parametrize("change", [{"role": [Role.REVIEWER]}, {"is_active": []}])
def test_last_administrator_stays(people, change):
    last = only_administrator()
    client = signed_in(last)
    page = client.post(form_of(last), opened(client, last) | change)
    assert "C’est le dernier compte administrateur" in page.content.decode()
    last.refresh_from_db()
    assert (last.role, last.is_active) == (Role.ADMINISTRATOR, True)


def only_administrator() -> User:
    last = User.objects.filter(role=Role.ADMINISTRATOR).first()
    User.objects.filter(role=Role.ADMINISTRATOR).exclude(pk=last.pk).delete()
    return last


@pytest.mark.parametrize(
    "unable",
    [{"is_active": False}, {"demonstration": True}, {"password": "!x"}],
    ids=["closed", "shown", "no password"],
)
def test_administrator_who_cannot_come_in_is_no_other_one(people, unable):
    last = only_administrator()
    User.objects.filter(pk=an_account("admin").pk).update(**unable)
    client = signed_in(last)
    page = client.post(form_of(last), opened(client, last) | {"role": [Role.REVIEWER]})
    assert "C’est le dernier compte administrateur" in page.content.decode()


def test_other_administrators_are_held_while_one_loses_the_role(people):
    """Two who take the role away from one another at the same moment wait for one another."""
    one = User.objects.filter(role=Role.ADMINISTRATOR).last()
    form = opened(people[0], one) | {"role": [Role.REVIEWER]}
    with CaptureQueriesContext(connection) as queries:
        post_form(people[0], form_of(one), form)
    asked = [query["sql"] for query in queries if '"role" = ' in query["sql"] and "FOR UPDATE" in query["sql"]]
    assert len(asked) == int(connection.features.has_select_for_update)


def test_account_of_an_administrator_or_of_who_did_something_is_closed_not_deleted(people):
    fresh, author = an_account("referent", region="bretagne"), an_account("nationale")
    term = Terme.objects.first()
    post_form(signed_in(author), form_of(term), opened(signed_in(author), term) | {"definition": ["Revue."]})
    for account, gone in ((only_administrator(), False), (author, False), (fresh, True)):
        address = form_of(account).replace("/change/", "/delete/")
        signed_in(only_administrator()).post(address, {"post": "yes"})
        assert User.objects.filter(pk=account.pk).exists() is not gone


@pytest.mark.parametrize("page", ["password", "add"])
def test_account_is_not_left_without_a_password(people, page):
    account = an_account("referent")
    account.set_password("un-mot-de-passe-long")
    account.save()
    address = f"/admin/dts_platform/user/{f'{account.pk}/password' if page == 'password' else page}/"
    sent = {"username": "neuve", "usable_password": "false", "unset-password": "1"}
    response = people[0].post(address, sent)
    assert response.status_code == 200
    assert "décochez" in response.content.decode()
    account.refresh_from_db()
    assert account.has_usable_password()
    assert not User.objects.filter(username="neuve").exists()


def test_all_rights_belong_to_administrators_alone(people):
    with pytest.raises(IntegrityError):
        User.objects.filter(username__startswith="admin").update(role="")
