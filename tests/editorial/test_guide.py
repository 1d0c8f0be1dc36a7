"""The guide of editors is online, opens where a form sends, and names only buttons, menus and sentences that exist."""

import html
import re

import pytest
from django.conf import settings
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from contact.models import Message
from dts_platform.desk.copies import open_copy
from dts_platform.desk.transitions import send, send_back
from dts_platform.editorial.admin import VersionedAdmin
from dts_platform.editorial.guide import GUIDES, guide
from dts_platform.editorial.preview_links import PreviewLink
from dts_platform.editorial.states import Statut
from dts_platform.editorial.versions import Version, record
from dts_platform.models import FruitlessSearch, User
from fiches.models import BuiltDocument, Fiche
from missions.models import Terme
from missions.questions import LONGEST_LINE, MOST_LINES
from tests.editorial.forms import form_fields
from tests.factories import a_fiche, an_account, an_experience, signed_in

pytestmark = pytest.mark.django_db
FILE = settings.BASE_DIR / "docs" / "guide-du-referent.md"
ROLES = ("admin", "nationale", "referent")
NO_NAMES = {  # what the guide quotes and no page shows: words one types, signs
    *("à compléter", "biclou, vélo", "première édition", "français", "corrections diverses"),
    *("le plafond passe de 250 à 480 heures.", "modifié : résumé, étapes.", "élargi à : garde d’enfants"),
    *("…", "☐", "�"),
}
SHOWN_WHEN_IT_HAPPENS = {
    "un signe ne s’imprime pas",  # held by tests/editorial/test_printable.py
    "depuis ma copie",  # held by tests/fiches/test_since.py
}


def plain(text: str) -> str:
    """Words alone, one kind of space between them, one kind of apostrophe."""
    text = html.unescape(re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", text, flags=re.S))
    return " ".join(text.replace("'", "’").casefold().split())


def values_of(page: str) -> str:
    """What buttons say that are inputs, and what a screen reader is told."""
    return " ".join(re.findall(r'(?:value|aria-label|title|placeholder)="([^"]*)"', page))


def quoted() -> set[str]:
    """What the guide puts between French quotation marks, outside of examples of marks."""
    text = re.sub(r"```.*?```", "", FILE.read_text(), flags=re.S)
    return {plain(one) for one in re.findall(r"«\s([^»]*?)\s»", text)}


def situations(referent: User) -> list[Model]:
    """Texts in each situation that the guide tells: a draft, one sent, one that came back, one withdrawn, one corrected."""
    reviewer, mine = an_account("nationale"), {"published": False, "region": "bretagne", "auteur": referent}
    draft, sent, returned, withdrawn = (a_fiche(**mine) for _ in range(4))
    for text in (sent, returned):
        send(text, referent)
    send_back(returned, reviewer, "Une source manque.")
    withdrawn.go_to(Statut.RETIRE)
    live, corrected, term = a_fiche(region="bretagne"), a_fiche(region="bretagne"), Terme.objects.first()
    copy = open_copy(corrected, reviewer)
    PreviewLink.objects.create(model=draft._meta.label_lower, row=draft.pk, who=referent)
    for text in (draft, live, copy, term):
        record(text, reviewer, Version.Nature.SAVED)
    return [draft, sent, returned, withdrawn, live, corrected, copy, term, an_experience(published=False)]


def pages() -> list[str]:
    """The pages that the guide speaks of, as those who use them see them."""
    people = {role: an_account(role, region="bretagne" if role == "referent" else "") for role in ROLES}
    BuiltDocument.objects.create(nom="essai.pdf")
    Message.objects.create(key="essai", word="Une question.")
    FruitlessSearch.objects.create(jour=timezone.localdate(), texte="licorne")
    texts = situations(people["referent"])
    public = next(text for text in texts if getattr(text, "is_public", False))
    found = [Client().get(address).content for address in ("/admin/login/", public.get_absolute_url())]
    addresses = [
        "/admin/",
        *(f"/admin/{form}/add/" for form in ("fiches/edition", "dts_platform/user", "references/document")),
    ]
    addresses += [f"/admin/{m._meta.app_label}/{m._meta.model_name}/" for m in admin.site._registry]
    for text in (*texts, people["admin"]):
        place = f"/admin/{text._meta.app_label}/{text._meta.model_name}/{text.pk}"
        addresses += [f"{place}/change/", f"{place}/history/"]
    for user in people.values():
        client = signed_in(user)
        found += [client.get(address).content for address in addresses]
    return [page.decode() for page in [*found, *refusals(signed_in(people["nationale"]), texts[0])]]


def refusals(client: Client, fiche: Fiche) -> list[bytes]:
    """The page of a save refused for another, and the one that gives a text back."""
    address = f"/admin/fiches/fiche/{fiche.pk}/change/"
    form = form_fields(client.get(address).content.decode())
    Fiche.objects.filter(pk=fiche.pk).update(resume="Autre.")
    strict = Client(enforce_csrf_checks=True, HTTP_ORIGIN="http://testserver")
    strict.force_login(an_account("nationale"))
    return [client.post(address, form).content, strict.post(address, form).content]


def test_names_that_the_guide_quotes_are_those_of_the_administration():
    shown = pages()
    said = " ".join(plain(f"{page} {values_of(page)}") for page in shown)
    assert {name for name in quoted() - NO_NAMES - SHOWN_WHEN_IT_HAPPENS if name not in said} == set()


def test_exceptions_are_still_in_the_guide():
    assert (NO_NAMES | SHOWN_WHEN_IT_HAPPENS) - quoted() == set()


@pytest.mark.parametrize("name", GUIDES)
def test_guide_says_all_that_its_file_says_under_anchors_of_its_own(name):
    shown = guide(name)
    assert len(set(shown.anchors)) == len(shown.anchors) > 5
    assert all(f'id="{anchor}"' in shown.body for anchor in shown.anchors)
    assert ".md" not in re.sub("<code>.*?</code>", "", shown.body)
    file = re.sub(r"```.*?```|`[^`]*`|\(\S*\)", "", (FILE.parent / GUIDES[name]).read_text(), flags=re.S)
    said = plain(f"{shown.title} {shown.body}")
    assert [word for word in re.findall(r"\w{4,}", plain(file)) if word not in said] == []


@pytest.mark.parametrize("name", GUIDES)
def test_guide_gives_the_limit_of_the_questions_that_the_form_holds(name):
    assert f"{MOST_LINES} lignes de {LONGEST_LINE} signes au plus" in plain(guide(name).body)


def test_guide_tells_each_section_of_the_form_of_a_fiche_in_its_order():
    sections = [str(title) for title, _ in admin.site._registry[Fiche].fieldsets]
    told = re.findall(r"^\d\. \*\*(.*?)\.?\*\*", FILE.read_text().partition("## Écrire une fiche")[2], re.M)
    assert [f"{rank}. {title}" for rank, title in enumerate(told[: len(sections)], 1)] == sections


def test_each_form_leads_to_a_section_of_the_guide():
    editors = [one for one in admin.site._registry.values() if isinstance(one, VersionedAdmin)]
    assert {one.guide_section for one in editors} - set(guide("").anchors) == set()
    assert len({one.guide_section for one in editors}) > 4


def section_of(anchor: str) -> str:
    """The words of a section of the guide, up to the next one that is not within it."""
    level, rest = re.search(f'<h([23]) id="{anchor}">(.*)', guide("").body, re.S).groups()
    return plain(re.split(f"<h[2-{level}] ", rest)[0])


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model.__name__)
def test_section_that_a_form_leads_to_names_what_the_form_holds(model):
    editor = admin.site._registry[model]
    if isinstance(editor, VersionedAdmin):
        said = section_of(editor.guide_section)
        names = (model._meta.verbose_name, model._meta.verbose_name_plural)
        assert any(plain(str(name)).split()[0].removesuffix("s") in said for name in names)


@pytest.mark.parametrize("role", ROLES)
def test_guide_is_linked_from_every_page_and_from_forms_at_its_section(role):
    client = signed_in(an_account(role, region="bretagne"))
    fiche = a_fiche(published=False, region="bretagne")
    assert 'href="/admin/aide/"' in client.get("/admin/").content.decode()
    form = client.get(f"/admin/fiches/fiche/{fiche.pk}/change/").content.decode()
    assert 'href="/admin/aide/#ecrire-une-fiche"' in form
    page = client.get("/admin/aide/").content.decode()
    assert 'href="#ecrire-une-fiche"' in page
    assert 'href="/admin/aide/redaction/"' in page
    assert client.get("/admin/aide/redaction/").status_code == 200


def test_guide_asks_who_is_not_signed_in_to_sign_in(client):
    assert client.get("/admin/aide/")["Location"] == "/admin/login/?next=/admin/aide/"
