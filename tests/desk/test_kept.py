"""What is kept of texts is written once, the database says so; words that must be kept nowhere are erased, and that is told."""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from dts_platform.desk.copies import open_copy
from dts_platform.desk.transitions import send, send_back, take_over
from dts_platform.editorial.kept_triggers import before_migrations, install
from dts_platform.editorial.versions import KEPT, Passage, Version
from dts_platform.search.triggers import present_triggers
from tests.desk.forms import address_of, press
from tests.factories import a_fiche, an_account, signed_in

pytestmark = pytest.mark.django_db
NAME = "Personne Fictive"


@pytest.fixture
def rows(db):
    """A version and a passage that name somebody."""
    author, reviewer = an_account("referent", region="bretagne"), an_account("nationale")
    fiche = a_fiche(published=False, region="bretagne", auteur=author, resume=f"Dit par {NAME}.")
    send(fiche, author, f"Relu par {NAME}.")
    version, passage = Version.objects.of(fiche).first(), Passage.objects.of(fiche).first()
    return {"version": version, "passage": passage, "author": author, "reviewer": reviewer, "fiche": fiche}


def written(table: str, change: str) -> bool:
    """Does the database take this write, made behind the back of the models?"""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change.format(table=table))
    except IntegrityError:
        return False
    return True


REFUSED = [
    "DELETE FROM {table}",
    "UPDATE {table} SET key = 0",
    "UPDATE {table} SET model = 'x'",
    "UPDATE {table} SET copy = 7",
    "UPDATE {table} SET at = '2020-01-01'",
    "UPDATE {table} SET erased_by_id = who_id",
    "UPDATE {table} SET erased = '2026-01-01', at = '2020-01-01'",
]
OF_VERSIONS = [
    "content = '[]'",
    "digest = ''",
    "why = 'x'",
    "nature = 'publiee'",
    "erased = '2026-01-01', nature = 'x'",
]
OF_PASSAGES = [
    "message = 'x'",
    "before = 'x'",
    "after = 'x'",
    "alone = NOT alone",
    "erased = '2026-01-01', after = 'x'",
]


@pytest.mark.parametrize("change", [*REFUSED, *(f"UPDATE {{table}} SET {one}" for one in OF_VERSIONS)])
def test_version_is_changed_and_taken_away_by_nobody(rows, change):
    assert not written(Version._meta.db_table, change)


@pytest.mark.parametrize("change", [*REFUSED, *(f"UPDATE {{table}} SET {one}" for one in OF_PASSAGES)])
def test_passage_is_changed_and_taken_away_by_nobody(rows, change):
    assert not written(Passage._meta.db_table, change)


@pytest.mark.parametrize("model", KEPT)
def test_kept_row_is_given_to_no_other_account(rows, model):
    other, table = an_account("nationale"), model._meta.db_table
    assert not written(table, f"UPDATE {{table}} SET who_id = {other.pk}")
    assert not written(table, f"UPDATE {{table}} SET who_id = {other.pk}, erased = '2026-01-01'")
    assert written(table, "UPDATE {table} SET who_id = NULL")


def test_erased_words_do_not_come_back_unsaid(rows):
    call_command("erase_words", NAME, by=rows["reviewer"].username)
    assert not written(Version._meta.db_table, "UPDATE {table} SET erased = NULL, erased_by_id = NULL")
    assert not written(Version._meta.db_table, "UPDATE {table} SET content = '[]'")


def test_words_erased_are_in_no_version_nor_message_and_the_history_says_so(rows):
    fiche, reviewer = rows["fiche"], rows["reviewer"]
    press(signed_in(reviewer), fiche, "_continue", resume="Dit par quelqu’un.")
    call_command("erase_words", NAME, by=reviewer.username)
    kept = str([version.content for version in Version.objects.of(fiche)])
    kept += str([passage.message for passage in Passage.objects.of(fiche)])
    assert NAME not in kept
    assert "Dit par […]." in kept
    assert {row.erased_by for row in Version.objects.of(fiche).filter(erased__isnull=False)} == {reviewer}
    page = signed_in(reviewer).get(address_of(fiche, "history")).content.decode()
    assert "Des mots personnels en ont été effacés le" in page
    assert NAME not in page


@pytest.mark.parametrize(("words", "by"), [(NAME, "personne"), ("ab", "")])
def test_words_are_erased_for_a_known_account_and_never_a_syllable(rows, words, by):
    with pytest.raises(CommandError):
        call_command("erase_words", words, by=by or rows["reviewer"].username)
    assert not Version.objects.filter(erased__isnull=False).exists()


def test_account_that_is_no_more_leaves_what_it_erased(rows):
    call_command("erase_words", NAME, by=rows["reviewer"].username)
    rows["reviewer"].delete()
    version = Version.objects.get(pk=rows["version"].pk)
    assert (version.erased_by, bool(version.erased)) == (None, True)


def test_copy_taken_over_is_told_by_a_new_row_and_changes_none(rows):
    copy = open_copy(a_fiche(region="bretagne"), rows["author"])
    before = list(Passage.objects.values()), list(Version.objects.values())
    take_over(copy, rows["reviewer"])
    told = Passage.objects.first()
    assert (told.copy, told.who, told.before) == (copy.pk, rows["reviewer"], told.after)
    assert (list(Passage.objects.exclude(pk=told.pk).values()), list(Version.objects.values())) == before


def test_triggers_stand_after_migrations_and_not_while_tables_change():
    expected = {f"kept_{model._meta.db_table}_{moment}" for model in KEPT for moment in ("update", "delete")}
    standing = [{name for name in present_triggers() if name.startswith("kept_")}]
    for act in (lambda: before_migrations(plan=["one"]), install):
        act()
        standing.append({name for name in present_triggers() if name.startswith("kept_")})
    assert standing == [expected, set(), expected]


def test_message_of_a_text_sent_back_is_erased_too(rows):
    send_back(rows["fiche"], rows["reviewer"], f"Demandez à {NAME}.")
    call_command("erase_words", NAME, by=rows["reviewer"].username)
    assert not Passage.objects.filter(message__contains=NAME).exists()
