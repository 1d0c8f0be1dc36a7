"""Small texts and accounts, made on the spot, for the tests that do not need the real content.

Each is valid and published unless told otherwise; what matters to a test is what the test says.
"""

from datetime import date
from itertools import count

from django.test import Client

from dts_platform.accounts.groups import give_role
from dts_platform.editorial.permissions import Role
from dts_platform.editorial.states import Statut
from dts_platform.models import Affectation, User
from experiences.models import Attribution, ChiffreCle, Experience, IllustrationMission, Source
from fiches.models import Etape, Fiche, Outil, Partie, Prolongement, Reference, RegleDeFiche
from missions.models import Mission, Principe, Strategie, Theme
from references.models import Document, Perimetre, Regle

ROLES = {"nationale": Role.REVIEWER, "referent": Role.REFERENT, "admin": Role.ADMINISTRATOR}
_numbers = count(1001)


def _state(published: bool) -> dict:
    if not published:
        return {"statut": Statut.BROUILLON}
    return {"statut": Statut.PUBLIE, "publie_le": date(2026, 1, 1), "verifie_le": date(2026, 1, 1)}


def a_theme(**fields) -> Theme:
    number = next(_numbers)
    return Theme.objects.create(**{"slug": f"theme-{number}", "name": f"Thème {number}", **fields})


def a_fiche(published=True, region="", *, missions=(), themes=(), steps=2, experiences=(), **fields) -> Fiche:
    """A fiche of the first mission unless told otherwise, with its steps and its tool."""
    number = next(_numbers)
    prose = dict.fromkeys(
        ("pourquoi", "pour_qui", "avec_qui", "duree", "moyens", "vigilance", "reussite", "en_bref"), "- Un essai."
    )
    named = {"numero": number, "slug": f"fiche-{number}", "titre": f"Essayer la fiche {number}", "partie": Partie.CREER}
    fiche = Fiche.objects.create(
        **{**prose, **named, "resume": "Un résumé.", "region": region, **_state(published), **fields}
    )
    fiche.missions.set(missions or Mission.objects.all()[:1])
    fiche.principes.set(Principe.objects.all()[:1])
    fiche.strategies.set(Strategie.objects.all()[:1])
    fiche.themes.set(themes)
    Etape.objects.bulk_create(
        Etape(
            fiche=fiche, ordre=rank, titre=f"Faire le pas {rank}", texte="Avancer.", avec_qui="Tous", resultat="Un pas"
        )
        for rank in range(1, steps + 1)
    )
    Outil.objects.create(
        fiche=fiche, titre="Un outil", type=Outil.Type.GRILLE, mode_emploi="Remplir.", corps="Nom : ……"
    )
    for experience in experiences:
        Prolongement.objects.create(fiche=fiche, experience=experience, ce_qu_elle_montre="Que c’est possible.")
    return fiche


def a_document(titre: str = "Un livre", **fields) -> Document:
    return Document.objects.create(**{"slug": f"document-{next(_numbers)}", "titre": titre, **fields})


def a_source(experience: Experience, titre: str = "Un rapport", **fields) -> Source:
    """A document that tells of an experience, described for it alone."""
    code = {"code": f"source-{next(_numbers)}"}
    return Source.objects.create(**{"experience": experience, "document": a_document(titre), **code, **fields})


def a_reference(fiche: Fiche, titre: str = "Un livre", ordre: int = 1, **fields) -> Reference:
    """A document that a fiche cites, described for it alone unless `document` is given."""
    document = fields.pop("document", None) or a_document(titre)
    return Reference.objects.create(fiche=fiche, document=document, ordre=ordre, **fields)


def a_rule(published=True, *, held_by=(), concerns=("ai",), **fields) -> Regle:
    """A rule of law that concerns these kinds of structures, cited by these fiches."""
    number = next(_numbers)
    said = {"slug": f"regle-{number}", "titre": f"Suivre la règle {number}", "valeur": "Un essai de vingt heures."}
    read = {"domaine": Regle.Subject.CONTRACTS, "article": "Code du travail, L. 1", "editeur": "Légifrance"}
    regle = Regle.objects.create(**{**said, **read, **_state(published), **fields})
    regle.perimetres.set(Perimetre.objects.filter(slug__in=concerns))
    for fiche in held_by:
        RegleDeFiche.objects.create(fiche=fiche, regle=regle)
    return regle


def an_experience(published=True, region="bretagne", *, missions=(), themes=(), **fields) -> Experience:
    """An experience of the first mission unless told otherwise."""
    number = next(_numbers)
    prose = dict.fromkeys(("besoin", "activites", "recit"), "Un essai.")
    named = {"slug": f"experience-{number}", "nom": f"L’essai {number}", "organisation": f"Association {number}"}
    kind = {"type_structure": Experience.StructureType.OTHER, "region": region, "resume": "Un résumé."}
    experience = Experience.objects.create(**{**prose, **named, **kind, **_state(published), **fields})
    for mission in missions or Mission.objects.all()[:1]:
        IllustrationMission.objects.create(
            experience=experience, mission=mission, origine=Attribution.INFERRED, raison="Un essai."
        )
    experience.themes.set(themes)
    return experience


def a_figure(experience: Experience, valeur=3, **fields) -> ChiffreCle:
    """A figure of an experience, from a source of its own."""
    number = next(_numbers)
    source = fields.pop("source", None) or a_source(experience, f"Rapport {number}")
    said = {"libelle": "Emplois", "annee": 2014, "unite": "emplois", "ordre": number, "source": source}
    return ChiffreCle.objects.create(experience=experience, valeur=valeur, **{**said, **fields})


def an_account(role="referent", region="", **fields) -> User:
    """Someone who works in the administration: `referent` of a region, `nationale`, `admin`, or `none` without role."""
    user = User.objects.create(**{"username": f"{role}-{next(_numbers)}", **fields})
    if role in ROLES:
        give_role(user, ROLES[role])
    else:
        User.objects.filter(pk=user.pk).update(is_staff=True)
    if region:
        Affectation.objects.create(user=user, region=region)
    user.refresh_from_db()
    return user


def signed_in(user: User) -> Client:
    """A browser where this account is signed in."""
    client = Client()
    client.force_login(user)
    return client
