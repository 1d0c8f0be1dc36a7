"""« Depuis ma copie » : what a printed code or a day tells of the texts that changed since, and nothing that was never public."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from dts_platform.desk.copies import open_copy
from dts_platform.desk.since import query_of
from dts_platform.desk.transitions import send, withdraw
from dts_platform.editorial.names import Withdrawal
from dts_platform.editorial.versions import Version, latest
from experiences.models import Experience
from fiches.documents.build import BuildPlan
from fiches.documents.livret import Livret
from fiches.documents.manuel import Manuel
from fiches.documents.printing import experience_document, fiche_document
from fiches.models import Fiche
from missions.models import Repere
from tests.desk.publishing import corrected
from tests.desk.texts import KINDS
from tests.factories import a_fiche, an_account, an_experience

pytestmark = pytest.mark.django_db


def codes(document) -> list[str]:
    """The addresses of the codes of a document, host aside, in order."""
    html = "".join(section.html for section in document.sections)
    return [url.partition("://")[2].partition("/")[2] for url in re.findall(r'src="qr:([^"]+)"', html)]


def whole(text):
    return type(text).objects.with_everything().get(pk=text.pk)


def printed(text):
    return fiche_document(whole(text)) if isinstance(text, Fiche) else experience_document(whole(text), [])


def opened(visitor, code: str) -> str:
    response = visitor.get(f"/{code.replace('&amp;', '&')}", follow=True)
    assert response.status_code == 200
    return response.content.decode()


def aged(text):
    """The text as it was a month ago."""
    text.modifie_le = timezone.now() - timedelta(days=30)
    type(text).objects.filter(pk=text.pk).update(modifie_le=text.modifie_le)
    return text


@pytest.mark.parametrize("make", [a_fiche, an_experience])
def test_code_of_a_text_tells_what_changed_since_it_was_printed(visitor, make):
    text = aged(make())
    (code,) = codes(printed(text))
    assert "est à jour" in opened(visitor, code)
    corrected(text, "Le plafond passe à 480 heures.", True, resume="Un résumé tout neuf.")
    shown = opened(visitor, code)
    assert "Ce texte a changé depuis votre copie" in shown
    assert "Le plafond passe à 480 heures." in shown
    compared = opened(visitor, re.search(r'href="/(nouveautes/depuis/\?[^"]+)"', shown)[1])
    assert "<ins>" in compared
    assert "du plus ancien" not in compared
    assert "Un mot privé." not in compared
    (present,) = codes(printed(text))
    assert "est à jour" in opened(visitor, present)
    assert "est à jour" not in opened(visitor, code.partition("?")[0])


def test_copy_of_the_same_day_is_told_what_changed_a_moment_later(visitor):
    fiche = corrected(a_fiche(), "La première.", resume="Un.")
    (code,) = codes(printed(fiche))
    first, later = latest(fiche), fiche.modifie_le + timedelta(seconds=1)
    said = {"model": first.model, "key": first.key, "nature": first.nature, "content": first.content, "digest": ""}
    Version.objects.create(**said, at=later, sentence="La seconde.")
    Fiche.objects.filter(pk=fiche.pk).update(modifie_le=later)
    told = opened(visitor, code).split('aria-labelledby="since-title"')[1].split("</section>")[0]
    assert "La seconde." in told
    assert "La première." not in told


def manual() -> str:
    """The code of the manual as it now is: the first one, before those of its texts."""
    return next(code for code in codes(Manuel.read().document()) if code.startswith("nouveautes/depuis/"))


def test_code_of_the_manual_tells_what_was_added_changed_and_withdrawn(visitor):
    for model in (Fiche, Experience, Repere):
        model.objects.update(modifie_le=timezone.now() - timedelta(days=30))
    withdrawn = Fiche.objects.published().first()
    code = manual()
    assert "Rien n’a changé depuis" in opened(visitor, code)
    corrected(KINDS[Repere](), "Un repère corrigé.")
    added = a_fiche(titre="Une fiche neuve", publie_le=timezone.localdate())
    Withdrawal.objects.create(kind="fiche", key=withdrawn.pk, reason="La loi a changé.")
    withdraw(withdrawn, an_account("nationale"))
    shown = opened(visitor, code)
    assert "Un repère corrigé." in shown
    assert re.search(r"1\sfiche|texte ajouté", shown)
    assert str(added) in shown
    assert "La loi a changé." in shown
    assert f"Fiche {withdrawn.numero}" in shown
    assert withdrawn.titre not in shown
    assert "La loi a changé." not in opened(visitor, manual())


def test_code_of_a_booklet_tells_of_its_texts_alone(visitor):
    held, other, experience = aged(a_fiche()), aged(a_fiche()), aged(an_experience())
    booklet = Livret.of([whole(held), whole(experience)], "Le nôtre", "Pour vous.")
    code = codes(booklet.document())[0]
    assert code.startswith("nouveautes/depuis/?s=")
    assert "Pour" not in code
    corrected(held, "La nôtre.")
    corrected(other, "Une autre.")
    shown = opened(visitor, code)
    assert "La nôtre." in shown
    assert "Une autre." not in shown
    assert f"/selection/?s={held.numero}.x:{experience.slug}" in shown


def test_booklet_of_many_texts_has_the_address_without_a_code():
    texts = [whole(an_experience()) for _ in range(20)]
    document = Livret.of(texts, "Le nôtre", "").document()
    assert not [code for code in codes(document) if code.startswith("nouveautes/")]
    assert "nouveautes/depuis/?s=x:" in "".join(section.html for section in document.sections)


def test_words_compared_are_those_that_were_public(visitor):
    hidden = a_fiche(published=False, titre="Canari")
    fiche = aged(a_fiche())
    moment = fiche.modifie_le
    corrected(fiche, act=lambda copy: copy.prepare.add(hidden), resume="Le premier.")
    draft = open_copy(fiche, an_account("nationale"))
    draft.resume = "Canari."
    draft.save()
    send(draft, draft.auteur, "Canari.")
    shown = opened(visitor, f"nouveautes/depuis/?{query_of(moment)}&texte={fiche.get_absolute_url()}")
    assert "Le premier." in re.sub(r"</?(ins|del)>", "", shown)
    assert "Canari" not in shown
    assert "Prépare" not in shown
    assert draft.auteur.username not in shown


def test_oldest_version_kept_says_its_day_when_it_is_younger_than_the_copy(visitor):
    fiche = aged(a_fiche())
    before = fiche.modifie_le - timedelta(days=1)
    address = f"nouveautes/depuis/?{query_of(before)}&texte={fiche.get_absolute_url()}"
    assert "Aucun état d’avant n’a été gardé" in opened(visitor, address)
    moment = corrected(fiche, resume="Autre.").modifie_le
    assert "la comparaison part du plus ancien" in opened(visitor, address)
    address = f"nouveautes/depuis/?{query_of(moment)}&texte={fiche.get_absolute_url()}"
    assert "Les mots de ce texte n’ont pas changé" in opened(visitor, address)
    assert "du plus ancien" not in opened(visitor, address)


ODD = ["", "x", "2026", "20261399000000", "2026-02-30", "0001-01-01", "99991231235959", "00000000000000", "²" * 14]


@pytest.mark.parametrize("written", ODD)
def test_moment_that_is_none_asks_for_one_and_changes_no_page(visitor, written):
    assert "Le jour imprimé" in opened(visitor, f"nouveautes/depuis/?copie={written}")
    text = Fiche.objects.published().first()
    assert "votre copie" not in opened(visitor, f"{text.get_absolute_url()[1:]}?copie={written}").lower()


def test_day_typed_by_a_reader_shows_that_whole_day(visitor):
    corrected(a_fiche(), "Du jour même.")
    assert "Du jour même." in opened(visitor, f"nouveautes/depuis/?copie={timezone.localdate().isoformat()}")
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert "Rien n’a changé depuis" in opened(visitor, f"nouveautes/depuis/?copie={tomorrow.isoformat()}")


@pytest.mark.parametrize(
    "path", ["/fiches/absente/", "/fiches/", "//exemple.fr/", "x", "/fiches/a\0b/", "/fiches/%s/" % ("a" * 300)]
)
def test_words_of_no_text_are_not_found(visitor, path):
    assert visitor.get("/nouveautes/depuis/", {"copie": "20260101000000", "texte": path}).status_code == 404


def test_withdrawn_text_is_compared_with_nothing(visitor):
    fiche = corrected(a_fiche(), resume="Canari.")
    withdraw(fiche, an_account("nationale"))
    answer = visitor.get("/nouveautes/depuis/", {"copie": "20260101000000", "texte": fiche.get_absolute_url()})
    assert answer.status_code == 404
    assert "Canari" not in answer.content.decode()


def test_same_content_gives_the_same_manual_and_a_withdrawal_another():
    first = BuildPlan(Manuel.read().document()).state
    assert BuildPlan(Manuel.read().document()).state == first
    fiche = Fiche.objects.published().first()
    Withdrawal.objects.create(kind="fiche", key=fiche.pk)
    withdraw(fiche, an_account("nationale"))
    assert BuildPlan(Manuel.read().document()).state != first
