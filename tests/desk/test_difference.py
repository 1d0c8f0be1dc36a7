"""Two contents of one text compared: by field, in French, without the name of what one may not open."""

import pytest

from dts_platform.content.whole import read
from dts_platform.desk.difference import OUT_OF_REACH, Readership, changes
from fiches.models import Fiche
from tests.factories import a_fiche, an_account, an_experience


def compared(fiche: Fiche, change, user) -> dict[str, tuple[str, str]]:
    """{label: (before, after)} of what a change does to a fiche, as an account reads it."""
    before = read(fiche)
    change(fiche)
    fiche = Fiche.objects.get(pk=fiche.pk)
    return {found.label: (found.before, found.after) for found in changes(Readership.of(user), before, read(fiche))}


def insert_first(fiche: Fiche) -> None:
    for step in fiche.etapes.order_by("-ordre"):
        step.ordre += 1
        step.save()
    fiche.etapes.create(ordre=1, titre="Avant tout", texte="Lire.", avec_qui="Tous", resultat="Lu")


FOUND = {
    "a choice by its label": (
        lambda fiche: Fiche.objects.filter(pk=fiche.pk).update(region="bretagne"),
        {"Région": ("", "Bretagne")},
    ),
    "a set by the names of what it holds": (lambda fiche: fiche.missions.clear(), {"Missions"}),
    "a row put first, the others being the same": (
        insert_first,
        {f"Étape «\u202fAvant tout\u202f», {name}" for name in ("titre", "quoi faire", "avec qui", "ce qui en sort")},
    ),
    "a row taken away": (
        lambda fiche: fiche.etapes.get(ordre=2).delete(),
        {
            f"Étape «\u202fFaire le pas 2\u202f», {name}"
            for name in ("titre", "quoi faire", "avec qui", "ce qui en sort")
        },
    ),
    "yes and no in French": (
        lambda fiche: type(fiche.outil).objects.filter(fiche=fiche).update(imprimable=False),
        {"Outil «\u202fUn outil\u202f», à imprimer seul": ("oui", "non")},
    ),
    "nothing of its state nor of its names": (
        lambda fiche: Fiche.objects.filter(pk=fiche.pk).update(statut="retire", slug="autre", numero=4321),
        {},
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", FOUND)
def test_difference_names_in_french(what):
    change, expected = FOUND[what]
    found = compared(a_fiche(), change, an_account("nationale"))
    assert found == expected if isinstance(expected, dict) else set(found) == expected


@pytest.mark.django_db
def test_difference_names_no_text_out_of_reach():
    secret = an_experience(published=False, region="occitanie", nom="Canari")
    hidden = a_fiche(published=False, titre="Canari")

    def link(fiche: Fiche) -> None:
        fiche.prepare.add(hidden)
        fiche.prolongements.create(experience=secret, ce_qu_elle_montre="Canari.")

    found = compared(a_fiche(), link, an_account("referent", region="bretagne"))
    assert found == {"Prépare les fiches": ("", OUT_OF_REACH)}
    assert "Canari" in str(compared(a_fiche(), link, an_account("nationale")))
