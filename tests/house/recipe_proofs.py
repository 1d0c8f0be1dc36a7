"""What a recipe of CONTRIBUTING.md gave, seen from inside the copy of the project where it was followed.

Run there in a process of its own: `python -m tests.house.recipe_proofs facet`; prints the facts that the test judges.
"""

import json
import re
import sys
from io import BytesIO
from zipfile import ZipFile

from tests.processes.stage import PLAIN_STORAGES  # sets Django up

# isort: split
from django.core.management import call_command
from django.template import engines
from django.test import Client, override_settings
from jinja2 import StrictUndefined

from dts_platform.desk.copies import open_copy
from dts_platform.search.check import differences
from dts_platform.search.tables import SearchState
from fiches.documents import catalogue, ebook
from fiches.documents.manuel import Manuel
from fiches.documents.printing import fiche_document
from fiches.models import Fiche, Reference
from missions.models import Mission
from tests.addresses import every_address
from tests.factories import an_account, signed_in

NUMBER, WORDS = 13, "Une bétaillère, deux diables et une bascule."
BOX = re.compile(r'<input type="checkbox" name="reference" value="(\w+)" data-count="(\d+)"')
CARD = re.compile(r'<h2 class="card-title"><a href="/fiches/([^/"]+)/">')
TOTAL = re.compile(r'data-total="(\d+)"')


def page(address: str) -> str:
    response = Client(SERVER_NAME="localhost").get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response.content.decode()


def facet() -> dict:
    """The first request makes the index again; then counts and lists follow what is written."""
    shapes = [SearchState.objects.get().shape]
    first = {slug: int(count) for slug, count in BOX.findall(page("/fiches/"))}
    shapes.append(SearchState.objects.get().shape)
    expected_first = {"avec": Fiche.objects.published().count()}  # a value that no text carries is not offered
    Reference.objects.filter(fiche__numero__in=[2, NUMBER, 40]).delete()
    cases = []
    for mission in ("", *Mission.objects.values_list("slug", flat=True)):
        fiches = Fiche.objects.published()
        fiches = fiches.filter(missions__slug=mission) if mission else fiches
        groups = {"avec": set(), "sans": set()}
        for fiche in fiches:
            groups["avec" if Reference.objects.filter(fiche=fiche).exists() else "sans"].add(fiche.slug)
        query = f"mission={mission}" if mission else ""
        shown = {slug: int(count) for slug, count in BOX.findall(page(f"/fiches/?{query}"))}
        cases.append([shown, {slug: len(group) for slug, group in groups.items()}])
        for slug, group in groups.items():
            chosen = page(f"/fiches/?{query}&reference={slug}")
            cases.append([int(TOTAL.search(chosen)[1]), len(group)])
            cases.append([set(CARD.findall(chosen)) <= group, True])
    cases.append([sorted(CARD.findall(page("/fiches/?reference=sans"))), sorted(
        Fiche.objects.filter(numero__in=[2, NUMBER, 40]).values_list("slug", flat=True))])  # fmt: skip
    return {"shapes": shapes, "cases": [[first, expected_first], *cases], "index": list(differences())}


def field() -> dict:
    """A word written in the new field is read wherever a fiche is."""
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    account = an_account("admin")
    editor = signed_in(account)
    fiche = Fiche.objects.get(numero=NUMBER)
    without = page(fiche.get_absolute_url())
    Fiche.objects.filter(pk=fiche.pk).update(materiel=WORDS)
    whole = Fiche.objects.published().with_everything().get(pk=fiche.pk)
    with ZipFile(BytesIO(ebook.manuel_epub(Manuel.read()))) as book:
        chapters = [book.read(name).decode() for name in book.namelist() if name.endswith(".xhtml")]
    copy = open_copy(fiche, account)
    form = editor.get(f"/admin/fiches/fiche/{copy.pk}/change/", headers={"host": "localhost"}).content.decode()
    (record,) = (one for one in json.loads(page("/donnees/fiches.json"))["fiches"] if one["numero"] == NUMBER)
    return {
        "hidden while empty": "Matériel" not in without,
        "page": WORDS in page(fiche.get_absolute_url()),
        "document": WORDS in fiche_document(whole).sections[0].html,
        "chapter": sum(WORDS in chapter for chapter in chapters) == 1,
        "form": bool(re.search(rf'<textarea name="materiel"[^>]*>\s*{WORDS}', form)),
        "data": record["materiel"] == WORDS,
        "table": WORDS in page("/donnees/fiches.csv"),
        "index": not list(differences()),
    }


def document_format() -> dict:
    """The file is served, offered on the page and built with the others; that of a draft is not there."""
    fiche = Fiche.objects.get(numero=NUMBER)
    address = fiche.get_absolute_url().rstrip("/") + ".txt"
    draft = Fiche.objects.create(numero=900, slug="un-brouillon", titre="Un brouillon", partie=1)
    response = Client(SERVER_NAME="localhost").get(address)
    return {
        "status": response.status_code,
        "type": response["Content-Type"],
        "name": response["Content-Disposition"],
        "words": [words in response.content.decode() for words in (fiche.titre, fiche.etapes.last().titre)],
        "tags": "<" in response.content.decode() or "&#" in response.content.decode(),
        "on the page": f'href="{address}"' in page(fiche.get_absolute_url()),
        "offered": sum(offer.name.endswith(".txt") for offer in catalogue.offers()),
        "public": Fiche.objects.published().count(),
        "draft": Client(SERVER_NAME="localhost").get(f"/fiches/{draft.slug}.txt").status_code,
    }


def simple_page() -> dict:
    """The page answers, and every list of pages knows it."""
    address = "/nous-ecrire/"
    return {
        "heading": "<h1>Nous écrire</h1>" in page(address),
        "site map": f"{address}</loc>" in page("/sitemap.xml"),
        "footer": f'href="{address}"' in page("/").split("<footer")[1],
        "title": "<title>Nous écrire – " in page(address),
        "tested": address in every_address(),
    }


PROOFS = {"facet": facet, "field": field, "format": document_format, "page": simple_page}

if __name__ == "__main__":
    engines["jinja2"].env.undefined = StrictUndefined
    with override_settings(STORAGES=PLAIN_STORAGES):
        print(json.dumps(PROOFS[sys.argv[1]]()))
