"""An installed first edition, with the work of its editors, brought to the present code: run by a test.

The database was stored by the first edition itself (commit 61b71c5). On SQLite its file is migrated as a host would; on
PostgreSQL its rows are written in the tables of that day first. What is found afterwards is printed as JSON.
"""

import json
import os
import re
import shutil
import sys
from importlib import import_module
from io import StringIO
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dts_platform.settings")
django.setup()

from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth.models import Group  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client, override_settings  # noqa: E402

from contact.models import Message  # noqa: E402
from dts_platform.accounts.groups import ensure_groups  # noqa: E402
from dts_platform.desk.copies import open_copy  # noqa: E402
from dts_platform.desk.transitions import publish, send  # noqa: E402
from dts_platform.editorial.copies import with_copies  # noqa: E402
from dts_platform.editorial.kinds import with_pages, with_states  # noqa: E402
from dts_platform.editorial.names import find  # noqa: E402
from dts_platform.editorial.permissions import may_review, may_write  # noqa: E402
from dts_platform.editorial.preview_links import PreviewLink  # noqa: E402
from dts_platform.editorial.sent_forms import SavedForm  # noqa: E402
from dts_platform.models import FruitlessSearch, GroupeRessource, Synonyme, User, Version  # noqa: E402
from dts_platform.text.blanks import parse  # noqa: E402
from experiences.models import Experience  # noqa: E402
from fiches.models import BuiltDocument, Edition, Fiche, Outil  # noqa: E402
from missions.models import Mission, Repere, Terme  # noqa: E402
from references.models import Regle  # noqa: E402
from tests.editorial.forms import form_fields  # noqa: E402
from tests.long import LONG  # noqa: E402
from tests.processes.first_edition import first_edition, keys, store_document  # noqa: E402
from tests.processes.moved_texts import (  # noqa: E402
    bare,
    doubled,
    easy_texts,
    edit_references,
    edit_sources,
    essential,
    figure_of_the_mistake,
    mistake_a_source,
    parted,
    references,
    sources,
    stories,
    written,
)
from tests.processes.stage import PLAIN_STORAGES  # noqa: E402

MARKS_OF_TOOLS = import_module("fiches.migrations.0006_marks_of_tools")
CORRECTIONS = {  # what the new edition says of two files that nobody edited, of others that an editor did, in two deliveries
    "fiches/fiche-02": [("titre: ", "titre: Corrigé. ")],
    "fiches/fiche-05": [("Page 1. Les sept traits", "Page 1. Sept traits corrigés")],
    "fiches/fiche-13": [("titre: Créer", "titre: Ouvrir"), ("titre: Ouvrir", "titre: Fonder")],
    "fiches/fiche-50": [None, ("titre: ", "titre: Corrigé. ")],
    "cadre/glossaire": [None, ("    nom: Association intermédiaire", "    nom: Corrigé")],
}


def said(command: str, *arguments: str) -> str:
    output = StringIO()
    call_command(command, *arguments, stdout=output, stderr=output)
    return output.getvalue()


def page(path: str, **login) -> str:
    client = Client(SERVER_NAME="localhost")
    if login:
        client.force_login(User.objects.get(**login))
    response = client.get(path)
    return f"{response.status_code} {response.content.decode()}"


def rights(role: str) -> list[str]:
    return sorted(Group.objects.get(name=role).permissions.values_list("codename", flat=True))


def tools() -> dict[str, str]:
    """The text of each tool, by the address of its fiche."""
    return dict(Outil.objects.values_list("fiche__slug", "corps"))


def marks_taken_back() -> None:
    """The tools as they were before their marks: with LONG=1 by each migration since, backwards, else by that one alone."""
    if LONG:
        call_command("migrate", "fiches", "0005_document_basis", verbosity=0)
    else:
        with connection.schema_editor() as editor:
            MARKS_OF_TOOLS.backwards(apps, editor)


def marks_put_again() -> None:
    if LONG:
        call_command("migrate", verbosity=0)
    else:
        with connection.schema_editor() as editor:
            MARKS_OF_TOOLS.forwards(apps, editor)


def tools_before_marks() -> list[dict[str, str]]:
    """The texts of tools once their marks are taken back, then put again."""
    marks_taken_back()
    before = tools()
    marks_put_again()
    return [before, tools()]


def what_one_may(account: User) -> list[str]:
    """What an account of that day may do now, whatever words say so."""
    acts = {"review": may_review(account), "write": may_write(account)}
    acts |= {right.split(".")[1]: account.has_perm(right) for right in ("missions.change_mission", "fiches.add_fiche")}
    return sorted(act for act, may in acts.items() if may)


def names() -> list[tuple]:
    """(kind, key, address, number, state, was it public once) of every text of that day that has a state."""
    found = []
    with connection.cursor() as cursor:
        for kind, table, number in (
            ("fiche", "fiches_fiche", "numero"),
            ("experience", "experiences_experience", "NULL"),
            ("repere", "missions_repere", "NULL"),
        ):
            cursor.execute(f"SELECT id, slug, {number}, statut, publie_le FROM {table}")
            found += [(kind, *row[:4], row[4] is not None) for row in cursor.fetchall()]
    return found


def misled(names_of_that_day: list[tuple]) -> list:
    """The names of that day that do not lead to their text, to a withdrawal or, for a draft, to nothing."""
    kinds = {kind.name: kind for kind in with_pages()}
    wrong = []
    for kind, key, slug, number, statut, was_public in names_of_that_day:
        for field, name in (("slug", slug), ("numero", number)):
            found = name and find(kinds[kind], field, name)
            if statut == "publie":
                right = name is None or (found and found.text and found.text.pk == key)
            else:
                right = not found if not was_public else name is None or (found and found.gone is (statut == "retire"))
            wrong += [] if right else [[kind, field, name, statut]]
    return wrong


def renamed() -> list[str]:
    """What an address and a number of that day answer once an editor has changed both, then that of a withdrawn text."""
    Fiche.objects.filter(numero=13).update(slug="fonder-une-ressourcerie", numero=9_013)
    withdrawn = Fiche.objects.get(numero=50).slug
    paths = (
        "/fiches/creer-une-ressourcerie/",
        "/fiches/creer-une-ressourcerie.pdf",
        "/fiches/13/",
        f"/fiches/{withdrawn}/",
    )
    answers = [Client(SERVER_NAME="localhost").get(path) for path in paths]
    return [f"{answer.status_code} {answer.headers.get('Location', '')}".strip() for answer in answers]


def saved_twice() -> list[int]:
    """What two clicks on the form of a term answer, and how often it was saved."""
    client, term = Client(SERVER_NAME="localhost"), Terme.objects.first()
    client.force_login(User.objects.get(username="relectrice"))
    address = f"/admin/missions/terme/{term.pk}/change/"
    form = form_fields(client.get(address).content.decode()) | {"definition": ["Relue après la mise à niveau."]}
    answers = [client.post(address, form).status_code for _ in range(2)]
    return [*answers, SavedForm.objects.count()]


def carried_on() -> dict:
    """The work of that day goes on: a change of a live fiche, the experience that waited for a reviewer."""
    author, reviewer = (User.objects.get(username=name) for name in ("referente-bretagne", "relectrice"))
    live, waiting = Fiche.objects.get(numero=2), Experience.objects.get(slug="experience-bretonne")
    before = page(live.get_absolute_url())
    copy = open_copy(live, author)
    copy.resume = "Un résumé proposé après la mise à niveau."
    copy.save()
    send(copy, author)
    untouched = page(live.get_absolute_url()) == before
    link = PreviewLink.objects.create(model=live._meta.label_lower, row=copy.pk, who=author)
    shown = page(f"/apercu/{link.token}/")
    publish(copy, reviewer)
    publish(waiting, reviewer)
    return {
        "untouched": untouched,
        "shown by a link": shown.startswith("200") and copy.resume in shown,
        "link once published": page(f"/apercu/{link.token}/")[:3],
        "saved twice": saved_twice(),
        "published": copy.resume in page(live.get_absolute_url()),
        "waiting": page(waiting.get_absolute_url())[:3],
        "author": waiting.auteur and waiting.auteur.username,
        "versions": Version.objects.of(live).count(),
        "copies": sum(with_copies(kind.model).exclude(copie_de=None).count() for kind in with_states()),
    }


def read_by_editors() -> dict:
    """What a reader writes after the upgrade, as a referent and a reviewer of that day find it, and the mail that takes it."""
    reader, address = Client(SERVER_NAME="localhost"), "/contact/?region=bretagne"
    opening = re.search(r'name="opening" value="([^"]+)"', reader.get(address).content.decode())[1]
    typed = {
        "region": "bretagne",
        "word": "Une question de là",
        "email": "a@exemple.fr",
        "name": "",
        "opening": opening,
    }
    sent = reader.post("/contact/", typed, headers={"origin": "http://localhost"})
    lists = {name: page("/admin/contact/message/", username=name) for name in ("referente-bretagne", "relectrice")}
    return {
        "sent": sent.status_code,
        "found": {name: "Une question de là" in shown for name, shown in lists.items()},
        "doubt": Message.objects.get().doubt,
        "kept": "Ce qui est gardé de vous" in page("/mentions-legales/"),
    }


def facts() -> dict:
    """What an editor, an administrator and a reader find."""
    fiche = Fiche.objects.get(slug="creer-une-ressourcerie")
    experience = Experience.objects.filter(resume__contains="Une éditrice a complété").first()
    return {
        "fiche": [fiche.vigilance, *(etape.texte for etape in fiche.etapes.all()), fiche.outil.corps],
        "steps": [etape.titre for etape in fiche.etapes.all()],
        "references": fiche.references.count(),
        "themes": sorted(theme.slug for theme in fiche.themes.all()),
        "states": dict(Fiche.objects.filter(numero__in=[50, 53, 120]).values_list("numero", "statut")),
        "experience": bool(experience),
        "draft": Experience.objects.get(slug="experience-bretonne").statut,
        "terms": Terme.objects.filter(definition__contains="éditrice").count(),
        "frame": [Mission.objects.get(numero=1).resume[-9:], Repere.objects.order_by("pk").first().constat[-6:]],
        "synonyms": Synonyme.objects.filter(formes__contains="mot de là").count(),
        "group": GroupeRessource.objects.get(region="bretagne").referents.get().nom,
        "region": page("/territoires/bretagne/"),
        "fruitless": FruitlessSearch.objects.get(texte="licorne").combien,
        "edition": [Edition.objects.get().nom, Edition.objects.get().fichiers.get().nom],
        "document": list(BuiltDocument.objects.values_list("empreinte", "basis", "links").get(nom="manuel.pdf")),
        "people": {user.username: [user.is_active, sorted(user.regions)] for user in User.objects.all()},
        "roles": {user.username: user.role for user in User.objects.all()},
        "may": {user.username: what_one_may(user) for user in User.objects.all()},
        "mistaken": figure_of_the_mistake(),
        "referents": rights("Référents régionaux"),
        "national": rights("Équipe nationale"),
        "index": said("rebuild_search", "--check"),
        "found": page("/fiches/?q=ressourcerie"),
        "page": page("/fiches/creer-une-ressourcerie/"),
        "refused": [tool.titre for tool in Outil.objects.all() if parse(tool.corps).errors],
        "read": read_by_editors(),
        "documents": page("/admin/fiches/builtdocument/", username="relectrice")[:3],
        "searches": page("/admin/dts_platform/fruitlesssearch/", username="relectrice")[:3],
    }


def correct(folder: Path, delivery: int) -> None:
    """Change the content files as a delivery of the new edition does."""
    for pattern, corrections in CORRECTIONS.items():
        correction = corrections[delivery] if delivery < len(corrections) else None
        if correction:
            file = next(folder.glob(f"{pattern}*"))
            file.write_text(file.read_text().replace(*correction, 1))


def both_ways() -> list[list[int]]:
    """The pairs of fiches of which each prepares the other."""
    ways = set(Fiche.prepare.through.objects.values_list("from_fiche__numero", "to_fiche__numero"))
    return sorted([one, other] for one, other in ways if one <= other and (other, one) in ways)


def corrected() -> dict:
    """What came of the corrections, and what editors had written in the same texts."""
    titles = dict(Fiche.objects.filter(numero__in=[2, 13, 50]).values_list("numero", "titre"))
    return {
        "titles": {number: title.split()[0] for number, title in titles.items()},
        "steps": Fiche.objects.get(numero=13).etapes.count(),
        "terms": list(Terme.objects.filter(slug="ai").values_list("nom", flat=True)),
    }


def main(stored: Path) -> None:
    content = Path(shutil.copytree(settings.CONTENT_DIR, settings.VAR_DIR / "fixtures"))
    with first_edition(stored), override_settings(STORAGES=PLAIN_STORAGES, CONTENT_DIR=content):
        store_document()
        mistake_a_source()
        edit_references()
        edit_sources()
        told_that_day = stories()
        before, names_of_that_day, easy = keys(), names(), easy_texts()
        correct(content, 0)
        call_command("migrate", verbosity=0)
        mended, moved, halves = both_ways(), essential(easy), parted(told_that_day)
        loaded, first = said("load_content"), corrected()
        typed = {"essential": moved, "doubled": doubled(), "written": written(easy), "bare": bare()}
        correct(content, 1)
        again, second = said("load_content"), corrected()
        ensure_groups()
        after = keys()
        lost = {table: sorted({*rows} - {*after.get(table, [])}) for table, rows in before.items()}
        cited, rules = references(), Regle.objects.published().count()
        delivered = tools()
        told = {"loaded": [loaded, again], "corrected": [first, second], "unmarked": tools_before_marks()}
        told |= {"both_ways": [mended, both_ways()], "ways": len(lost.pop("fiches_fiche_prepare"))}
        told |= {"cited": [cited, references()], "rules": [rules, page("/regles/")]}
        told |= {"sources": sources(), "halves": halves, "edited story": parted(told_that_day)["edited"]}
        told |= {"misled": misled(names_of_that_day), "names": len(names_of_that_day)}
        told |= typed
        told |= facts() | {"renamed": renamed(), "tools": delivered}
        told["carried on"] = carried_on()
        print(json.dumps(told | {"lost": {table: rows for table, rows in lost.items() if rows}}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
