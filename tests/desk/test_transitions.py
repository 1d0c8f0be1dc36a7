"""Each act on a text: who may, what becomes of it, what is kept, who is told."""

import pytest

from dts_platform.background.outgoing import OutgoingMail
from dts_platform.desk.acts import ACTS, Words
from dts_platform.desk.copies import Refused, copy_of, open_copy
from dts_platform.desk.transitions import publish, reopen, send, send_back, take_over
from dts_platform.editorial.forms import CHECKS
from dts_platform.editorial.permissions import may_edit, may_propose, may_publish
from dts_platform.editorial.states import TRANSITIONS, Statut
from dts_platform.editorial.versions import UNSAID, Passage, Version, WrittenForEver, record
from fiches.models import Fiche
from missions.models import Repere
from tests.factories import a_fiche, an_account, an_experience

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db):
    """One account of each kind, with an address of its own."""
    return {
        "admin": an_account("admin", email="admin@exemple.fr"),
        "nationale": an_account("nationale", email="nationale@exemple.fr"),
        "bretagne": an_account("referent", region="bretagne", email="bretagne@exemple.fr"),
        "occitanie": an_account("referent", region="occitanie", email="occitanie@exemple.fr"),
        "no region": an_account("referent", email="sans@exemple.fr"),
        "no role": an_account("none", email="rien@exemple.fr"),
    }


def a_proposal(text, author):
    copy = open_copy(text, author)
    copy.resume = "Proposé."
    copy.save()
    return copy


PROPOSING = [
    # region of the text (None: a landmark, which has none), who may propose a change of it
    ("bretagne", {"admin", "nationale", "bretagne"}),
    ("occitanie", {"admin", "nationale", "occitanie"}),
    ("", {"admin", "nationale", "bretagne", "occitanie"}),
    (None, {"admin", "nationale", "bretagne", "occitanie"}),
]


@pytest.mark.parametrize(("region", "allowed"), PROPOSING)
def test_change_is_proposed_by_who_answers_for_the_text(people, region, allowed):
    text = Repere.objects.published().first() if region is None else a_fiche(region=region)
    assert {name for name, who in people.items() if may_propose(who, text)} == allowed


def test_change_of_what_is_not_public_is_not_proposed(people):
    draft = a_fiche(published=False, region="bretagne")
    assert not [name for name, who in people.items() if may_propose(who, draft)]


EDITING = [
    # region of the text, author of the copy, who may edit the copy
    ("", "bretagne", {"admin", "nationale", "bretagne"}),
    ("bretagne", "nationale", {"admin", "nationale", "bretagne"}),
    ("occitanie", "nationale", {"admin", "nationale", "occitanie"}),
    (None, "occitanie", {"admin", "nationale", "occitanie"}),
    ("", "no region", {"admin", "nationale"}),
]


@pytest.mark.parametrize(("region", "author", "allowed"), EDITING)
def test_copy_is_edited_by_its_author_the_region_and_reviewers(people, region, author, allowed):
    text = Repere.objects.published().first() if region is None else a_fiche(region=region)
    copy = open_copy(text, people[author])
    assert {name for name, who in people.items() if may_edit(who, copy)} == allowed


@pytest.mark.parametrize(
    ("author", "allowed"),
    [("bretagne", {"admin", "nationale"}), ("nationale", {"admin"}), ("admin", {"nationale"})],
)
def test_nobody_publishes_their_own_work_while_another_may_review_it(people, author, allowed):
    copy = open_copy(a_fiche(), people[author])
    assert {name for name, who in people.items() if may_publish(who, copy)} == allowed


def test_who_sent_a_text_does_not_publish_it_once_another_has_taken_it_over(people):
    copy = a_proposal(a_fiche(), people["nationale"])
    send(copy, people["nationale"])
    take_over(copy, people["admin"])
    copy.refresh_from_db()
    for account in ("nationale", "admin"):
        with pytest.raises(Refused):
            publish(copy, people[account])
    send_back(copy, people["admin"], "Je reprends.")
    send(copy, people["admin"])
    publish(copy, people["nationale"])


def test_only_reviewer_publishes_their_own_work_and_it_is_noted(people):
    people["admin"].is_active = False
    people["admin"].save()
    copy = a_proposal(a_fiche(), people["nationale"])
    send(copy, people["nationale"])
    publish(copy, people["nationale"])
    assert Passage.objects.first().alone
    other = a_proposal(a_fiche(), people["bretagne"])
    send(other, people["bretagne"])
    publish(other, people["nationale"])
    assert not Passage.objects.first().alone


def test_proposal_goes_from_hand_to_hand_and_each_is_told(people):
    fiche = a_fiche()
    copy = a_proposal(fiche, people["bretagne"])
    send(copy, people["bretagne"], "Une faute corrigée.")
    send_back(copy, people["nationale"], "Et la durée ?")
    send(copy, people["bretagne"])
    publish(copy, people["nationale"])
    fiche.refresh_from_db()
    assert (fiche.resume, fiche.is_public, copy_of(fiche)) == ("Proposé.", True, None)
    passages = list(Passage.objects.of(fiche).order_by("pk").values_list("before", "after", "who", "message"))
    author, reviewer = people["bretagne"].pk, people["nationale"].pk
    assert passages == [
        ("brouillon", "relecture", author, "Une faute corrigée."),
        ("relecture", "brouillon", reviewer, "Et la durée ?"),
        ("brouillon", "relecture", author, ""),
        ("relecture", "publie", reviewer, ""),
    ]
    mails = [(mail.to, mail.subject.split(":")[0].strip()) for mail in OutgoingMail.objects.order_by("pk")]
    arrival = [("admin@exemple.fr", "À relire"), ("nationale@exemple.fr", "À relire")]
    back = [("bretagne@exemple.fr", "À revoir")]
    assert mails == [*arrival, *back, *arrival, ("bretagne@exemple.fr", "Publié")]
    assert "Et la durée ?" in OutgoingMail.objects.get(subject__startswith="À revoir").body


def test_each_transition_has_its_act_and_each_act_its_transition():
    assert {act.transition for act in ACTS} == set(TRANSITIONS)
    assert [act.state for act in ACTS] == [act.transition.from_state for act in ACTS]


@pytest.mark.parametrize("state", Statut)
@pytest.mark.parametrize("act", ACTS, ids=[act.name for act in ACTS])
def test_act_takes_a_text_along_its_transition_from_no_other_state(people, act, state):
    text = a_fiche(auteur=people["bretagne"])
    text.go_to(state)
    words = Words("Un mot.", UNSAID)
    if state is not act.transition.from_state:
        with pytest.raises(Refused):
            act.do(text, people["nationale"], words)
        text.refresh_from_db()
        assert (text.statut, Passage.objects.of(text).count()) == (state, 0)
        return
    act.do(text, people["nationale"], words)
    text.refresh_from_db()
    passage = Passage.objects.of(text).get()
    assert text.statut == act.transition.to_state
    assert (passage.before, passage.after) == (act.transition.from_state, act.transition.to_state)


def test_new_text_goes_the_same_way(people):
    draft = an_experience(published=False, region="bretagne", auteur=people["bretagne"])
    send(draft, people["bretagne"])
    publish(draft, people["admin"])
    draft.refresh_from_db()
    assert draft.is_public
    assert draft.publie_le
    assert Version.objects.of(draft)[0].nature == Version.Nature.PUBLISHED


def test_act_that_fails_leaves_no_mail_no_passage_and_no_version(people):
    copy = a_proposal(a_fiche(), people["bretagne"])
    before = Version.objects.count()
    with pytest.raises(Refused):
        publish(copy, people["nationale"])  # it was not sent
    with pytest.raises(Refused):
        send(copy, people["occitanie"])
    send(copy, people["bretagne"])
    told, kept = OutgoingMail.objects.count(), Version.objects.count()
    for act, who in ((publish, "bretagne"), (publish, "occitanie"), (publish, "no role")):
        with pytest.raises(Refused):
            act(copy, people[who])
    with pytest.raises(Refused):
        send_back(copy, people["nationale"], " \u200b\u2060 ")
    with pytest.raises(Refused):
        send_back(copy, people["occitanie"], "Non.")
    assert (OutgoingMail.objects.count(), Version.objects.count()) == (told, kept)
    assert kept == before + 1


def test_proposal_for_a_text_withdrawn_meanwhile_stays_and_publishes_nothing(people):
    fiche = a_fiche()
    copy = a_proposal(fiche, people["bretagne"])
    send(copy, people["bretagne"])
    fiche.go_to(Statut.RETIRE)
    with pytest.raises(Refused, match="n’est plus en ligne"):
        publish(copy, people["nationale"])
    fiche.refresh_from_db()
    assert fiche.resume != "Proposé."
    assert copy_of(fiche) == copy


@pytest.mark.parametrize("is_copy", [True, False], ids=["a copy", "a new text"])
def test_what_an_upper_room_refuses_is_not_published_and_says_why(people, monkeypatch, is_copy):
    monkeypatch.setitem(
        CHECKS, Fiche, [lambda f: {"resume": "Trop long."} if f.is_public and "Proposé" in f.resume else {}]
    )
    text = a_fiche() if is_copy else a_fiche(published=False, resume="Proposé.", auteur=people["bretagne"])
    proposed = a_proposal(text, people["bretagne"]) if is_copy else text
    send(proposed, people["nationale"])
    with pytest.raises(Refused, match="Trop long"):
        publish(proposed, people["admin"])
    proposed.refresh_from_db()
    assert proposed.statut == Statut.RELECTURE


def test_withdrawn_text_that_is_reopened_is_published_by_another_person(people):
    fiche = a_fiche(auteur=people["bretagne"])
    fiche.go_to(Statut.RETIRE)
    with pytest.raises(Refused):
        reopen(fiche, people["bretagne"])
    reopen(fiche, people["nationale"])
    send(fiche, people["nationale"])
    with pytest.raises(Refused, match="une autre personne"):
        publish(fiche, people["nationale"])
    publish(fiche, people["admin"])
    fiche.refresh_from_db()
    assert fiche.is_public


def test_copy_taken_over_has_another_author_and_it_is_noted(people):
    copy = open_copy(a_fiche(), people["bretagne"])
    with pytest.raises(Refused):
        take_over(copy, people["occitanie"])
    take_over(copy, people["nationale"])
    copy.refresh_from_db()
    assert copy.auteur == people["nationale"]
    assert people["bretagne"].username in Passage.objects.first().message
    assert not may_edit(people["bretagne"], copy)


def test_save_that_changes_nothing_keeps_no_version_whatever_its_line_breaks():
    fiche = a_fiche()
    first = record(fiche, None, Version.Nature.SAVED)
    fiche.pourquoi = fiche.pourquoi.replace("\n", "\r\n")
    fiche.save()
    assert record(fiche, None, Version.Nature.SAVED) == first
    fiche.pourquoi = "- Un autre essai.\r\n- Encore."
    fiche.save()
    assert record(fiche, None, Version.Nature.SAVED) != first


def test_what_is_kept_is_neither_changed_nor_removed():
    version = record(a_fiche(), None, Version.Nature.SAVED)
    version.why = "Autre chose."
    for act in (version.save, version.delete, Version.objects.all().delete, lambda: Version.objects.update(why="")):
        with pytest.raises(WrittenForEver):
            act()


def test_versions_outlive_the_account_of_who_wrote_them():
    who, fiche = an_account("nationale"), a_fiche()
    record(fiche, who, Version.Nature.SAVED)
    who.delete()
    assert Version.objects.of(fiche)[0].who is None
