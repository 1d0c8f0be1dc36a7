"""Who opens which address of the administration: the whole table, every address times every role.

An address that the table does not know fails; so does any answer of 500 and above, and a title out of reach anywhere. Each
time, each address is tried by a few roles, and by all of them with LONG=1.
"""

import hashlib
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from contact.models import Message, Notice
from dts_platform.desk.copies import open_copy
from dts_platform.desk.transitions import send, send_back
from dts_platform.editorial.preview_links import PreviewLink
from dts_platform.models import (
    Affectation,
    Editeur,
    FoundSearch,
    FruitlessSearch,
    GroupeRessource,
    OutgoingMail,
    Synonyme,
    TexteDuSite,
    User,
)
from experiences.models import ChiffreCle, Experience, Source
from fiches.models import BuiltDocument, Edition, Fiche, Prolongement, Situation
from missions.models import Mission, Principe, Public, Repere, Strategie, Terme, Theme, Volet
from references.links import Answer, note
from references.models import Document, Perimetre
from tests.editorial.addresses import act_of, every_address, model_of
from tests.editorial.admin_table import (
    ADMIN,
    ALL,
    APART,
    APPS,
    CLOSED,
    COLUMN,
    ELSEWHERE,
    LIMITED,
    NATIONAL_DRAFT,
    NO_REGION,
    NO_ROLE,
    OTHER,
    OTHER_COPY,
    OWN,
    OWN_COPY,
    PUBLIC,
    REFERENT,
    REVIEWER,
    REVIEWING,
    STAFF,
    TABLE,
    WRITING,
)
from tests.editorial.forms import form_fields
from tests.factories import a_fiche, a_rule, a_source, an_account, an_experience, signed_in
from tests.long import sample

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db) -> dict[str, Client]:
    closed = an_account("admin")
    clients = {
        CLOSED: signed_in(closed),
        NO_ROLE: signed_in(an_account("none")),
        NO_REGION: signed_in(an_account("referent")),
        REFERENT: signed_in(an_account("referent", region="bretagne")),
        REVIEWER: signed_in(an_account("nationale")),
        ADMIN: signed_in(an_account("admin")),
    }
    User.objects.filter(pk=closed.pk).update(is_active=False)
    for client in clients.values():
        client.raise_request_exception = False
    return clients


def a_secret_copy(text, name: str):
    """A working copy that a referent of another region made: its words, its versions and the messages are theirs."""
    author, reviewer = an_account("referent", region="occitanie"), an_account("nationale")
    copy = open_copy(text, author)
    setattr(copy, name, "Canari proposé")
    copy.save()
    send(copy, author, "Canari envoyé.")
    send_back(copy, reviewer, "Canari renvoyé.")
    copy.refresh_from_db()
    PreviewLink.objects.create(model=copy._meta.label_lower, row=copy.pk, who=author, token=f"canari-{copy.pk}-{name}")
    return copy


@pytest.fixture
def objects(db) -> dict[str, dict]:
    """{model: {kind of object: object}}; what a referent of Brittany may not open says « Canari »."""
    secret = an_experience(published=False, region="occitanie", nom="Canari voisin", slug="canari-voisin")
    source = a_source(secret, "Un document partagé", code="canari", passage="Canari passage")
    ChiffreCle.objects.create(experience=secret, ordre=1, libelle="Canari", valeur=1, annee=2014, source=source)
    hidden = {"published": False, "experiences": [secret]}
    fiches = {
        OTHER: a_fiche(**hidden, region="occitanie", titre="Canari d’à côté", slug="canari-a-cote"),
        NATIONAL_DRAFT: a_fiche(**hidden, titre="Canari national", slug="canari-national"),
        OWN: a_fiche(**hidden, region="bretagne", titre="Notre brouillon"),
        PUBLIC: a_fiche(titre="Pour tous", experiences=[secret]),
    }
    for fiche in (fiches[OWN], fiches[PUBLIC]):
        fiche.prepare.set([fiches[OTHER], fiches[NATIONAL_DRAFT]])
    repere = Repere.objects.create(
        slug="canari-repere", famille=2, titre="Canari repère", resume="x", constat="x", proposition="x"
    )
    regional = a_fiche(region="bretagne", titre="Fiche de Bretagne")
    fiches[OWN_COPY] = open_copy(regional, an_account("nationale"))
    fiches[OTHER_COPY] = a_secret_copy(a_fiche(titre="Une fiche nationale"), "titre")
    experiences = {
        OTHER: secret,
        OWN: an_experience(published=False, region="bretagne", nom="Notre essai", fondement=repere),
        PUBLIC: an_experience(nom="Essai de tous", fondement=repere),
    }
    experiences[OWN_COPY] = open_copy(an_experience(region="bretagne"), an_account("nationale"))
    experiences[OTHER_COPY] = a_secret_copy(an_experience(region="occitanie"), "nom")
    groups = {
        OTHER: GroupeRessource.objects.create(region="corse", nom="Canari groupe"),
        OWN: GroupeRessource.objects.create(region="bretagne", nom="Groupe de Bretagne"),
    }
    others = {
        "dts_platform.user": an_account("none"),
        "auth.group": Group.objects.first(),
        "dts_platform.editeur": Editeur.objects.create(),
        "dts_platform.textedusite": TexteDuSite.objects.first(),
        "dts_platform.synonyme": Synonyme.objects.first(),
        "dts_platform.fruitlesssearch": FruitlessSearch.objects.create(jour=date(2026, 11, 1), texte="licorne"),
        "dts_platform.foundsearch": FoundSearch.objects.create(jour=date(2026, 11, 1), texte="licorne"),
        "dts_platform.outgoingmail": OutgoingMail.objects.create(to="canari@exemple.fr", subject="Canari"),
        "fiches.builtdocument": BuiltDocument.objects.create(nom="essai.pdf"),
        "fiches.edition": Edition.objects.create(nom="Canari édition", slug="canari-edition", date=date(2026, 1, 1)),
        "missions.repere": repere,
    } | {
        model._meta.label_lower: model.objects.first()
        for model in (Mission, Volet, Principe, Strategie, Theme, Terme, Public, Situation)
    }
    rules = {OTHER: a_rule(published=False, titre="Canari règle", slug="canari-regle"), PUBLIC: a_rule()}
    rules[OTHER].citations.create(fiche=fiches[PUBLIC])
    others["references.perimetre"] = Perimetre.objects.first()
    others["references.document"] = Document.objects.first()
    others["references.linkcheck"] = note("https://exemple.fr/canari", Answer(404))
    written = {
        f"contact.{model._meta.model_name}": {
            OWN: model.objects.create(key="own", region="bretagne", word="Question d’ici"),
            OTHER: model.objects.create(key="other", region="corse", word="Canari question", about="Canari lu"),
        }
        for model in (Message, Notice)
    }
    kinds = {"fiches.fiche": fiches, "experiences.experience": experiences, "references.regle": rules}
    return {**kinds, **written, "dts_platform.grouperessource": groups} | {
        label: {"": found} for label, found in others.items()
    }


class Line(NamedTuple):
    """A path of the administration: its name, whatever the keys of today, and the roles that open it."""

    name: str
    path: str
    roles: tuple[str, ...]


def lines(objects) -> list[Line]:
    """Each path of the administration."""
    found = []
    for address in every_address():
        label = model_of(address)
        if not label:
            odd = {"app_list": "/admin/x/", "(?P<url>.*)$": "/admin/x"}.get(address.name)
            path = odd or address.filled(content_type_id=0, object_id=0, uidb64="x", token="x-x")
            found.append(Line(address.name, path, ELSEWHERE[address.name]))
            continue
        for kind, roles in TABLE[label].items():
            if act_of(address) in APART:
                continue
            key = objects[label][kind].pk
            path = address.filled(object_id=key, id=key, pk=key)
            found.append(Line(f"{address.route} {kind}", path, roles[COLUMN[act_of(address)]]))
    return found


def rules() -> str:
    """What says who opens what: another word of it, and each line is tried by other roles."""
    rooms = [*Path(settings.BASE_DIR).glob("*/admin.py"), *Path(settings.BASE_DIR).glob("dts_platform/editorial/*.py")]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(rooms))).hexdigest()


def drawn(objects, role: str, among: tuple[str, ...], count: int) -> list[Line]:
    """The lines that this role tries: each is tried by `count` roles among several, by all of them with LONG=1."""
    digest = rules()

    def is_drawn(line: Line) -> bool:
        return role in sample(among, count, lambda other: f"{line.name} {other} {digest}")

    return [line for line in lines(objects) if is_drawn(line)]


def is_open(client: Client, path: str) -> bool:
    """Does this path lead to what it names, rather than to sign-in, to the first page or to a refusal?"""
    response = client.get(path)
    assert response.status_code < 500, path
    target = response.headers.get("Location", "")
    refused = target.startswith("/admin/login/") or (target == "/admin/" and path != "/admin/login/")
    if not refused and target.endswith("/change/"):  # the address of a row without a word leads to its form
        return is_open(client, target)
    return response.status_code in (200, 302) and not refused


def words_of(response) -> str:
    return f"{response.content.decode(errors='replace')} {response.headers.get('Location', '')}".lower()


def test_every_address_is_in_the_table():
    known = [address for address in every_address() if model_of(address)]
    assert {model_of(address) for address in known} == set(TABLE)
    assert {act_of(address) for address in known} == {*COLUMN, *APART}
    assert {address.name for address in every_address() if not model_of(address)} == set(ELSEWHERE)
    assert {model._meta.label_lower for model in admin.site._registry} == set(TABLE)


@pytest.mark.parametrize("role", ALL)
def test_address_opens_for_the_roles_of_the_table(people, objects, role):
    for _, path, roles in drawn(objects, role, ALL, 2):
        assert is_open(people[role], path) is (role in roles), (path, role)


def sent_to(path: str) -> list[dict]:
    """What is sent to a path: nothing, and, but to a form which would refuse it in the same way, an order to delete."""
    return [{}] if path.endswith(("/add/", "/change/")) else [{}, {"post": "yes", "action": "delete_selected"}]


@pytest.mark.parametrize("role", LIMITED)
def test_no_answer_names_what_is_out_of_reach(people, objects, role, caplog):
    client = people[role]
    caplog.clear()
    for _, path, _ in drawn(objects, role, LIMITED, 1):
        for response in (client.get(path), *[client.post(path, data) for data in sent_to(path)]):
            assert response.status_code < 500, (path, response.status_code)
            assert "canari" not in words_of(response), (path, role)
    assert "canari" not in caplog.text.lower()


@pytest.mark.parametrize("role", LIMITED)
def test_nothing_out_of_reach_is_changed_by_what_is_sent(people, objects, role):
    before = {fiche.pk: fiche.titre for fiche in Fiche.with_copies.all()}
    for _, path, roles in drawn(objects, role, LIMITED, 1):
        if role not in roles:
            people[role].post(path, {"post": "yes", "titre": "Détourné", "nom": "Détourné", "username": "detourne"})
    assert {fiche.pk: fiche.titre for fiche in Fiche.with_copies.all()} == before
    assert not User.objects.filter(username="detourne").exists()
    for found in objects.values():
        for obj in found.values():
            assert type(obj)._base_manager.filter(pk=obj.pk).exists(), obj


@pytest.mark.parametrize("role", ALL)
def test_autocomplete_shows_what_one_may_open(people, objects, role):
    tried = set()
    for owner, model_admin in admin.site._registry.items():
        holders = [model_admin, *(inline(owner, admin.site) for inline in model_admin.inlines)]
        for holder in holders:
            for field in holder.autocomplete_fields:
                opts = holder.opts
                if opts.get_field(field).related_model is Document:  # hides from nobody: whoever works here may cite it
                    continue
                query = {
                    "app_label": opts.app_label,
                    "model_name": opts.model_name,
                    "field_name": field,
                    "term": "canar",
                }
                response = people[role].get("/admin/autocomplete/", query)
                assert response.status_code < 500
                assert ("canari" in words_of(response)) is (role in REVIEWING), (opts.label, field, role)
                tried.add((opts.label, field))
    assert tried


@pytest.mark.parametrize("role", ALL)
def test_list_of_an_app_opens_for_who_has_something_there(people, role):
    labels = {model._meta.app_label for model in admin.site._registry}
    assert labels == set(APPS)
    assert {app for app in labels if is_open(people[role], f"/admin/{app}/")} == {a for a in labels if role in APPS[a]}


@pytest.mark.parametrize("role", STAFF)
def test_way_to_the_site_opens_for_who_may_open_the_text(people, objects, role):
    for kind, may in ((OWN, WRITING), (OTHER, REVIEWING), (NATIONAL_DRAFT, REVIEWING), (PUBLIC, STAFF)):
        fiche = objects["fiches.fiche"][kind]
        content_type = ContentType.objects.get_for_model(fiche).pk
        response = people[role].get(f"/admin/r/{content_type}/{fiche.pk}/")
        assert (response.status_code == 302) is (role in may), (kind, role)
    for odd in ("0/1", "x/y", f"{content_type}/x", f"{content_type}/{10**30}"):
        assert people[role].get(f"/admin/r/{odd}/").status_code == 404


CRAFTED = {
    "prepare": lambda objects: objects["fiches.fiche"][OTHER].pk,
    "prolongements-0-experience": lambda objects: objects["experiences.experience"][OTHER].pk,
    "regles_citees-0-regle": lambda objects: objects["references.regle"][OTHER].pk,
}


@pytest.mark.parametrize("name", CRAFTED)
def test_crafted_key_links_nothing_and_names_nothing(people, objects, name):
    fiche = a_fiche(published=False, region="bretagne", experiences=[an_experience()])
    a_rule(held_by=[fiche])
    address = f"/admin/fiches/fiche/{fiche.pk}/change/"
    fields = form_fields(people[REFERENT].get(address).content.decode())
    response = people[REFERENT].post(address, fields | {name: [str(CRAFTED[name](objects))]})
    assert response.status_code == 200
    assert "canari" not in words_of(response)
    assert not fiche.prepare.exists()


def test_crafted_source_of_another_experience_is_refused(people, objects):
    own = objects["experiences.experience"][OWN]
    stranger = Source.objects.exclude(experience=own).first()
    address = f"/admin/experiences/experience/{own.pk}/change/"
    fields = form_fields(people[ADMIN].get(address).content.decode())
    row = {"libelle": "Un chiffre", "valeur": "1", "annee": "2014", "source": str(stranger.pk), "ordre": ""}
    fields |= {f"chiffres-0-{name}": [value] for name, value in row.items()} | {"chiffres-TOTAL_FORMS": ["1"]}
    assert people[ADMIN].post(address, fields).status_code == 200
    assert not own.chiffres.exists()


def test_links_out_of_reach_survive_the_save_of_who_cannot_see_them(people, objects):
    fiche, experience = objects["fiches.fiche"][OWN], objects["experiences.experience"][OWN]
    public = a_fiche(titre="Celle d’après")
    before = set(fiche.prepare.all())
    for text, changes in ((fiche, {"prepare": [str(public.pk)]}), (experience, {"resume": ["Revu."]})):
        address = f"/admin/{text._meta.app_label}/{text._meta.model_name}/{text.pk}/change/"
        fields = form_fields(people[REFERENT].get(address).content.decode())
        assert people[REFERENT].post(address, fields | changes).status_code == 302
    assert set(fiche.prepare.all()) == before | {public}
    assert Prolongement.objects.filter(fiche=fiche, experience__slug="canari-voisin").exists()
    assert Experience.objects.get(pk=experience.pk).fondement.slug == "canari-repere"


def test_history_of_a_text_names_no_text_out_of_reach(people, objects):
    fiche, secret = objects["fiches.fiche"][OWN], objects["experiences.experience"][OTHER]
    fiche.prolongements.all().delete()
    address = f"/admin/fiches/fiche/{fiche.pk}/change/"
    fields = form_fields(people[REVIEWER].get(address).content.decode())
    fields |= {"prolongements-TOTAL_FORMS": ["1"], "prolongements-0-experience": [str(secret.pk)]}
    assert people[REVIEWER].post(address, fields | {"prolongements-0-ce_qu_elle_montre": ["x"]}).status_code == 302
    assert LogEntry.objects.filter(object_id=str(fiche.pk)).exists()
    assert "canari" not in words_of(people[REFERENT].get(f"/admin/fiches/fiche/{fiche.pk}/history/"))


def test_referent_who_loses_the_last_region_edits_nothing_at_the_next_request(people, objects):
    fiche = objects["fiches.fiche"][OWN]
    address = f"/admin/fiches/fiche/{fiche.pk}/change/"
    fields = form_fields(people[REFERENT].get(address).content.decode())
    Affectation.objects.all().delete()
    assert people[REFERENT].post(address, fields | {"titre": ["Détourné"]}).status_code in (302, 403, 409)
    assert Fiche.objects.get(pk=fiche.pk).titre == "Notre brouillon"
