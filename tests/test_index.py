"""The index mirrors the texts: whatever is written, however, wherever, the next request sees it, and nothing else."""

import os
import subprocess
import sys
import threading
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.http import QueryDict

from dts_platform.editorial.states import Statut
from dts_platform.models import Synonyme
from dts_platform.search import mirror, snapshot
from dts_platform.search.check import differences
from dts_platform.search.indexing import catch_up
from dts_platform.search.searchable import SEARCHABLES
from dts_platform.search.tables import SearchPosting, SearchRow, SearchTouch, SearchWord
from dts_platform.search.triggers import missing_triggers
from experiences.filters import find as find_experiences
from experiences.models import Experience
from fiches.filters import find
from fiches.models import Etape, Fiche, Outil, Partie
from missions.models import Mission, Terme, Theme

pytestmark = pytest.mark.django_db

SLUG = "creer-une-ressourcerie"


def trouvees(demande: str = "") -> list[str]:
    finder = find(QueryDict(demande), mirror.current())
    return [record.slug for record in finder.snapshot.records(finder.slots)]


def reelles(**choix) -> set[str]:
    return set(Fiche.objects.published().filter(**choix).values_list("slug", flat=True))


def test_the_index_says_what_the_texts_say():
    catch_up()
    assert list(differences()) == []
    assert set(trouvees()) == reelles()


WRITES = {
    "save": lambda f: (setattr(f, "statut", Statut.RETIRE), f.save()),
    "update": lambda f: Fiche.objects.filter(pk=f.pk).update(statut=Statut.RETIRE),
    "bulk_update": lambda f: (setattr(f, "statut", Statut.RETIRE), Fiche.objects.bulk_update([f], ["statut"])),
    "delete": lambda f: f.delete(),
    "sql": lambda f: connection.cursor().execute("UPDATE fiches_fiche SET statut = 'retire' WHERE id = %s", [f.pk]),
}


@pytest.mark.parametrize("comment", WRITES)
def test_no_way_of_withdrawing_is_missed(comment):
    fiche = Fiche.objects.get(slug=SLUG)
    assert SLUG in trouvees()
    WRITES[comment](fiche)
    assert SLUG not in trouvees()
    assert SLUG not in trouvees("q=ressourcerie")
    assert list(differences()) == []


CHANGES = [
    (lambda f: f.missions.clear(), "mission=creation-activites", False),
    (lambda f: f.themes.clear(), "theme=reemploi-dechets", False),
    (lambda f: Outil.objects.filter(fiche=f).delete(), "q=xylophone", False),
    (lambda f: Etape.objects.filter(fiche=f).update(texte="Accorder un xylophone."), "q=xylophone", True),
    (lambda f: Fiche.objects.filter(pk=f.pk).update(titre="Monter un xylophone"), "q=xylophones", True),
    (lambda f: Theme.objects.filter(slug="reemploi-dechets").update(name="Xylophone"), "q=xylophone", True),
    (lambda f: Fiche.objects.filter(pk=f.pk).update(region="bretagne"), "region=bretagne", True),
    (lambda f: Fiche.objects.filter(pk=f.pk).update(partie=Partie.VIVRE), "partie=vivre", True),
]


@pytest.mark.parametrize(("change", "demande", "dedans"), CHANGES)
def test_a_change_to_any_part_is_seen(change, demande, dedans):
    fiche = Fiche.objects.get(slug=SLUG)
    assert (SLUG in trouvees(demande)) != dedans or demande == "q=xylophone"
    change(fiche)
    assert (SLUG in trouvees(demande)) == dedans
    assert list(differences()) == []


def test_a_renamed_label_and_a_new_synonym_are_seen():
    Mission.objects.filter(slug="creation-activites").update(titre_court="Bâtir")
    index = find(QueryDict(), mirror.current()).index
    assert index.facets["mission"].values["creation-activites"].label == "Bâtir"
    assert trouvees("q=xylophone") == []
    Synonyme.objects.create(slug="xylophone", formes="xylophone, ressourcerie")
    assert SLUG in trouvees("q=xylophone")
    Terme.objects.create(slug="xyl", sigle="XYL", nom="ressourcerie", definition="Un essai.")
    assert SLUG in trouvees("q=xyl")


def test_a_renamed_address_of_the_framework_keeps_its_texts():
    mission = Mission.objects.get(slug="creation-activites")
    avant = len(trouvees("mission=creation-activites"))
    mission.slug = "creer"
    mission.save()
    assert len(trouvees("mission=creer")) == avant > 0
    assert list(differences()) == []


def test_a_request_that_began_before_a_withdrawal_still_answers(visiteur, monkeypatch):
    """The snapshot knows a text that the table has just lost: it is left out, nothing breaks."""
    ancien = mirror.current()
    ancien.memory.clear()
    Fiche.objects.filter(slug=SLUG).update(statut=Statut.RETIRE)
    Experience.objects.filter(slug="groupe-ulisse-ressourcerie").update(statut=Statut.RETIRE)
    mirror.current()
    monkeypatch.setattr(mirror, "current", lambda: ancien)
    for adresse in ("/", "/fiches/", "/fiches/?q=ressourcerie", "/recherche/?q=ressourcerie", "/experiences/",
                    "/fiches/reperer-un-besoin-sans-reponse/", "/experiences/ptce-centre-isere/"):  # fmt: skip
        reponse = visiteur.get(adresse)
        assert reponse.status_code == 200, adresse
        assert "Créer une ressourcerie</a>" not in reponse.content.decode()


def test_a_hidden_word_is_shown_by_no_correction():
    Fiche.objects.filter(slug=SLUG).update(titre="Zorglubation pécheur")
    assert SLUG in trouvees("q=zorglubation")
    Fiche.objects.filter(slug=SLUG).update(statut=Statut.RETIRE)
    Fiche.objects.filter(slug="reperer-un-besoin-sans-reponse").update(titre="Le pêcheur")
    finder = find(QueryDict("q=pexheur"), mirror.current())
    assert list(finder.corrections.values()) == ["pêcheur"]
    assert not SearchWord.objects.filter(word__startswith="zorglub").exists()
    assert list(find(QueryDict("q=zorglubatoin"), mirror.current()).corrections) == []


def test_a_busy_database_gives_a_page_that_says_so(visiteur, monkeypatch):
    def busy():
        raise OperationalError("database is locked")

    monkeypatch.setattr("dts_platform.search.snapshot.catch_up", busy)
    assert visiteur.get("/fiches/").status_code == 200
    Fiche.objects.filter(slug=SLUG).update(titre="Xylophone")
    reponse = visiteur.get("/fiches/")
    assert reponse.status_code == 503
    assert reponse.headers["Retry-After"]


def test_a_write_that_fails_leaves_no_trace():
    avant = mirror.current()
    try:
        with transaction.atomic():
            Fiche.objects.filter(slug=SLUG).update(titre="Xylophone")
            assert SLUG in trouvees("q=xylophone")
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    assert trouvees("q=xylophone") == []
    assert mirror.current().kinds == avant.kinds
    assert not SearchWord.objects.filter(word="xylophone", documents__gt=0).exists()
    assert list(differences()) == []


def test_a_hidden_text_leaves_no_word_behind():
    Fiche.objects.filter(slug=SLUG).update(titre="Quetzalcoatl", statut=Statut.BROUILLON)
    mirror.current()
    rangee = SearchRow.objects.get(kind="fiche", object_id=Fiche.objects.get(slug=SLUG).pk)
    assert not rangee.live
    assert {rangee.record, rangee.mirror, rangee.words, rangee.stems, rangee.body, rangee.level} == {""}
    assert not SearchPosting.objects.filter(slot=rangee.slot).exists()
    assert "quetzalcoatl" not in mirror.vocabulary(mirror.current()).words


def test_a_history_that_went_back_is_read_again():
    """A restored backup, or a change rolled back: the counter comes back to a number already seen."""
    point = transaction.savepoint()
    Fiche.objects.filter(slug=SLUG).update(statut=Statut.RETIRE)
    assert SLUG not in trouvees()
    transaction.savepoint_rollback(point)
    Theme.objects.filter(slug="mobilite").update(name="Se déplacer")
    assert SLUG in trouvees()


def test_every_table_of_the_texts_is_watched():
    surveillees = {watch.table for searchable in SEARCHABLES.values() for watch in searchable.watched}
    from django.apps import apps

    tables = {
        modele._meta.db_table
        for nom in ("missions", "experiences", "fiches")
        for modele in apps.get_app_config(nom).get_models(include_auto_created=True)
    }
    documents = {"fiches_documentconstruit", "fiches_bail", "fiches_edition", "fiches_fichierdedition"}
    assert tables - surveillees == documents
    assert missing_triggers() == []


def test_triggers_come_back_with_the_next_migration():
    with connection.cursor() as cursor:
        cursor.execute(
            "DROP TRIGGER touch_fiche_0_update" + (" ON fiches_fiche" if connection.vendor == "postgresql" else "")
        )
    assert missing_triggers() == ["touch_fiche_0_update"]
    call_command("migrate", verbosity=0)
    assert missing_triggers() == []


def test_rebuild_repairs_what_was_broken(capsys):
    catch_up()
    call_command("rebuild_search", check=True)
    assert "exactement" in capsys.readouterr().out
    SearchPosting.objects.filter(weight__gt=60).delete()
    SearchRow.objects.filter(kind="fiche").update(live=False)
    SearchWord.objects.update(documents=1)
    call_command("rebuild_search", check=True)
    assert "refait et vérifié" in capsys.readouterr().out
    assert set(trouvees()) == reelles()


def test_a_text_that_cannot_be_read_hides_no_other(monkeypatch, caplog):
    entry = SEARCHABLES["fiche"].entry
    monkeypatch.setattr(SEARCHABLES["fiche"], "entry", lambda f: 1 / 0 if f.slug == SLUG else entry(f))
    Fiche.objects.filter(slug__in=[SLUG, "reperer-un-besoin-sans-reponse"]).update(titre="Xylophone")
    assert trouvees("q=xylophone") == ["reperer-un-besoin-sans-reponse"]
    assert "ne peut pas être indexé" in caplog.text


def test_a_request_costs_one_query_and_a_change_few(django_assert_num_queries):
    mirror.current()
    with django_assert_num_queries(1):
        mirror.current()


def test_threads_share_one_snapshot():
    avant = mirror.current()
    erreurs = []

    def lire():
        for _ in range(200):
            total = avant.kinds["fiche"].bit_count()
            if find(QueryDict("mission=creation-activites"), avant).total > total:
                erreurs.append("plus que tout")

    fils = [threading.Thread(target=lire) for _ in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert erreurs == []


def test_the_experiences_are_mirrored_too():
    avant = find_experiences(QueryDict(), mirror.current()).total
    Experience.objects.filter(slug="jura-service").update(statut=Statut.RETIRE)
    assert find_experiences(QueryDict(), mirror.current()).total == avant - 1
    assert SearchTouch.objects.count() == 0


def test_four_writers_and_the_mirror_agree(tmp_path):
    """Four processes write at once in a database of their own; the mirror ends as the tables do. Real commits."""
    env = {**os.environ, "VAR_DIR": str(tmp_path)}
    if connection.vendor == "sqlite":
        env["DATABASE_URL"] = f"sqlite:///{tmp_path / 'ecrivains.sqlite3'}"
    else:
        reglages = settings.DATABASES["default"]
        env["DATABASE_URL"] = (
            f"postgres://{reglages['USER']}:{reglages['PASSWORD']}@{reglages['HOST']}:{reglages['PORT']}/postgres"
        )
    commande = [sys.executable, "-m", "tests.contenu.ecrivains"]
    resultat = subprocess.run(commande, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, check=False)
    assert resultat.returncode == 0, resultat.stderr[-3000:]
    assert "0 différence" in resultat.stdout


def test_what_is_stored_changes_only_with_the_number_of_the_engine():
    """When this fails: raise ENGINE in core/search/indexing.py, so that every site rebuilds, and write the new digest."""
    import hashlib

    from dts_platform.search.indexing import ENGINE, Stored
    from dts_platform.search.searchable import BODY, LABELS, SUMMARY, TITLE, Entry

    textes = {
        TITLE: ["Garder l’enfant des salariées, la nuit"],
        SUMMARY: ["Où l’on prête des vélos aux maraîchères."],
        LABELS: ["S.C.I.C.", "tiers-lieux"],
        BODY: ["Les réseaux territoriaux. Cœur de métier : éco-construction ; travaux d’élus heureux."],
    }
    stored = Stored.of("fiche", Entry({"slug": "essai"}, {"mission": ["a"]}, {"titre": "garder"}, textes))
    assert (ENGINE, hashlib.sha256(repr(stored).encode()).hexdigest()[:16]) == (1, "de12dfdeba100e59")


def test_a_lost_connection_is_opened_again_by_the_first_query(monkeypatch):
    """A server restarted: the request does not fail, and no query is spent to check beforehand."""
    lues, fermees = [], []

    def read(seq):
        lues.append(seq)
        if len(lues) == 1:
            raise OperationalError("server closed the connection unexpectedly")
        return (1, "jeton", 1, False), []

    perdue = SimpleNamespace(
        health_check_enabled=True, health_check_done=False, in_atomic_block=False, close=lambda: fermees.append(1)
    )
    monkeypatch.setattr(mirror, "_read", read)
    monkeypatch.setattr(snapshot, "connection", perdue)
    assert mirror._first_read(7) == ((1, "jeton", 1, False), [])
    assert (lues, fermees) == ([7, 7], [1])
    assert perdue.health_check_done
