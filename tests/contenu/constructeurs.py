"""Builders that race, die and come back: run by tests, in a database and a media folder made for it.

`tout` or `veille` make the database and play; the other words are for the processes that they start.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dts_platform.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.files.base import ContentFile  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from dts_platform.content.loader import load  # noqa: E402
from dts_platform.measures.throwaway import throwaway_database  # noqa: E402
from dts_platform.search import mirror  # noqa: E402
from dts_platform.storage import blobs  # noqa: E402
from experiences.models import Experience  # noqa: E402
from fiches.documents import (
    build,
    catalogue,  # noqa: E402
    leases,
    parts,
)
from fiches.documents.printing import Section  # noqa: E402
from fiches.models import BuiltDocument, Fiche, Lease  # noqa: E402
from missions.models import Repere  # noqa: E402
from tests.fabrique import EN_TETE, Atelier  # noqa: E402

SLUG = "creer-une-ressourcerie"
ADRESSE = f"/fiches/{SLUG}.pdf"
MEDIA = Path(settings.MEDIA_ROOT)
DEUX = Section("<p>une part que deux processus veulent</p>")
FOULE, ATTENTE = 24, 120.0  # readers; seconds after which something is broken


def jusqu_a(vrai, quoi: str):
    """Wait for something to become true; its value. A deadline, not a measure."""
    limite = time.monotonic() + ATTENTE
    while not (valeur := vrai()):
        assert time.monotonic() < limite, quoi
        time.sleep(0.05)
    return valeur


def lecteur() -> Client:
    return Client(raise_request_exception=False, SERVER_NAME="localhost")


def autre(mot: str, **environnement: str) -> subprocess.Popen:
    env = {**os.environ, "BASE_JETABLE": connection.settings_dict["NAME"], **environnement}
    return subprocess.Popen([sys.executable, "-m", "tests.contenu.constructeurs", mot], env=env, stdout=subprocess.PIPE)


def installer() -> Atelier:
    atelier = Atelier()
    parts.workshop = lambda: atelier
    return atelier


# The crowd ------------------------------------------------------------------------------------------


def foule() -> dict:
    """Identical cold requests at once, the workshop held until pages were asked meanwhile."""
    atelier, reponses, tous = installer(), [], threading.Barrier(FOULE)
    atelier.retenir()

    def demander():
        tous.wait(ATTENTE)
        reponses.append(lecteur().get(ADRESSE))
        connections.close_all()

    fils = [threading.Thread(target=demander) for _ in range(FOULE)]
    for fil in fils:
        fil.start()
    assert atelier.entre.wait(ATTENTE)
    pages = [lecteur().get(adresse).status_code for adresse in ("/a-propos/", "/fiches/", f"/fiches/{SLUG}/")]
    assert not BuiltDocument.objects.exists()
    jusqu_a(lambda: len(reponses) >= FOULE - 2, "les lecteurs de trop attendent encore")
    atelier.porte.set()
    for fil in fils:
        fil.join(ATTENTE)
    refus = {
        (r.get("Retry-After"), "Document en préparation" in r.content.decode())
        for r in reponses
        if r.status_code == 503
    }
    return {
        "travaux": atelier.travaux,
        "demandes": len(reponses),
        "statuts": Counter(str(r.status_code) for r in reponses),
        "corps": len({r.content for r in reponses if r.status_code == 200}),
        "refus": sorted(refus),
        "pages_pendant": pages,
        "apres": lecteur().get(ADRESSE).status_code,
    }


# The race -------------------------------------------------------------------------------------------


def course() -> dict:
    """Two processes want one part; who lays it out waits until the other has begun to want it."""
    coureurs = [autre("courir") for _ in range(2)]
    sorties = [coureur.communicate(timeout=ATTENTE)[0] for coureur in coureurs]
    assert [coureur.returncode for coureur in coureurs] == [0, 0]
    return {
        "poses": len((MEDIA / "poses").read_text().splitlines()),
        "differents": len(set(sorties)),
        "baux": Lease.objects.count(),
    }


def courir() -> None:
    atelier, poser = installer(), Atelier.lay_out

    def lay_out(*arguments, **options):
        with (MEDIA / "poses").open("a") as poses:
            poses.write(f"{os.getpid()}\n")
        jusqu_a(lambda: len(list(MEDIA.glob("voulue-*"))) == 2, "l’autre coureur n’est pas venu")
        return poser(atelier, *arguments, **options)

    atelier.lay_out = lay_out
    MEDIA.mkdir(exist_ok=True)
    (MEDIA / f"voulue-{os.getpid()}").touch()
    print(parts.PARTS.get(DEUX, parts.key_of(DEUX)).data.decode())


# The dead -------------------------------------------------------------------------------------------


def mourir() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Coupe(ContentFile):
    """A file whose writer dies half-way, once its first half is on the disk."""

    def chunks(self, chunk_size=None):
        octets = b"".join(super().chunks())
        yield octets[: len(octets) // 2]
        mourir()


def ecrire_et_mourir(produit: bool):
    """Die while writing a part, or a document."""
    return lambda octets: (Coupe if octets.startswith(EN_TETE) == produit else ContentFile)(octets)


MOMENTS = {
    "mise en page": lambda atelier: setattr(atelier, "lay_out", lambda *a, **o: mourir()),
    "rangement de la part": lambda atelier: setattr(blobs, "ContentFile", ecrire_et_mourir(False)),
    "rangement du document": lambda atelier: setattr(blobs, "ContentFile", ecrire_et_mourir(True)),
}


def mourir_en_construisant(moment: str) -> None:
    leases.LEASE = 1.0
    MOMENTS[moment](installer())
    build.build(catalogue.fiche_pdf(Fiche.objects.get(slug=SLUG)).read)


def tue() -> dict:
    faits = {}
    for rang, moment in enumerate(MOMENTS):
        Fiche.objects.filter(slug=SLUG).update(resume=f"zorglub{rang}. {'Long. ' * 20_000}")
        avant = {f: f.stat().st_size for f in MEDIA.rglob("*.p*") if f.is_file()}
        constructeur = autre("mourir_en_construisant", MOMENT=moment)
        constructeur.communicate(timeout=ATTENTE)
        demis = [f for f in MEDIA.rglob("*.p*") if f.is_file() and f not in avant and not whole(f)]
        bail = Lease.objects.exists()
        installer()
        jusqu_a(
            lambda: not Lease.objects.filter(jusqu_a__gte=timezone.now()).exists(), "le bail d’un mort ne finit pas"
        )
        reponse = lecteur().get(ADRESSE)
        construit = BuiltDocument.objects.get()
        faits[moment] = {
            "mort": constructeur.returncode,
            "bail_laisse": bail,
            "demi_fichiers": len(demis),
            "demi_servi": any(reponse.content == demi.read_bytes() for demi in demis if demi.exists()),
            "statut": reponse.status_code,
            "entier": f"zorglub{rang}" in reponse.content.decode() and build.stored(construit) == reponse.content,
        }
    return faits


def whole(fichier: Path) -> bool:
    nom = str(fichier.relative_to(MEDIA))
    return blobs.get(nom) is not None or BuiltDocument.objects.filter(fichier=nom).exists()


# The watcher ----------------------------------------------------------------------------------------


def veilleur() -> subprocess.Popen:
    env = {**os.environ, "BASE_JETABLE": connection.settings_dict["NAME"]}
    commande = [sys.executable, "-m", "tests.contenu.constructeurs", "veiller"]
    return subprocess.Popen(commande, env=env, stdout=subprocess.DEVNULL, start_new_session=True)


def veiller() -> None:
    from django.core.management import call_command

    call_command("build_documents", watch=True, quiet=True, only=["plaquette.pdf"])


def enfants_de(pid: int) -> list[int]:
    """The living processes whose session a watcher began, or whose parent it was."""
    vivants = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            champs = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(champs[1]) == pid and champs[0] != "Z":
            vivants.append(int(stat.parent.name))
    return vivants


def construite(ancienne: str = "") -> str:
    """The digest of the brochure once it is true for the content as it is, and another one than before."""
    juste = BuiltDocument.objects.filter(nom="plaquette.pdf", jeton=build.content_token())
    sha256 = juste.exclude(sha256=ancienne).values_list("sha256", flat=True).first()
    return sha256 or ""


def editer(resume: str) -> None:
    repere = Repere.objects.published().filter(famille=Repere.Family.FOUNDATION).first()
    Repere.objects.filter(pk=repere.pk).update(resume=resume)


def jouer_la_veille() -> dict:
    veilleurs = [veilleur()]
    try:
        premiere = jusqu_a(construite, "la plaquette n’est pas construite")
        editer("Une phrase éditée ailleurs.")
        seconde = jusqu_a(lambda: construite(premiere), "la plaquette ne suit pas l’édition")
        veilleurs[0].kill()
        veilleurs[0].wait(ATTENTE)
        editer("Une autre phrase éditée ailleurs.")
        veilleurs.append(veilleur())
        troisieme = jusqu_a(lambda: construite(seconde), "la plaquette ne suit plus après une mort")
        enfants = enfants_de(veilleurs[1].pid)
        veilleurs[1].terminate()
        fin = veilleurs[1].wait(ATTENTE)
    finally:
        for un in veilleurs:
            if un.poll() is None:
                un.kill()
                un.wait(ATTENTE)
    return {
        "construit": bool(premiere),
        "apres_edition": seconde not in ("", premiere),
        "apres_mort": troisieme not in ("", premiere, seconde),
        "fin": fin,
        "baux": Lease.objects.count(),
        "orphelins": sum(Path(f"/proc/{enfant}").exists() for enfant in enfants),
    }


# --------------------------------------------------------------------------------------------------


@contextmanager
def base():
    """A database with a little of the content, served without a manifest of static files."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = f"{connection.settings_dict['NAME']}.essai"
    else:
        connection.settings_dict["TEST"]["NAME"] = f"constructeurs_{os.getpid()}"
    with throwaway_database():
        load(settings.CONTENT_DIR)
        Fiche.objects.exclude(numero__in=[1, 2, 3, 13]).delete()
        Experience.objects.exclude(prolongements__fiche__numero=13).delete()
        mirror.current()
        yield


ORDINAIRE = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


def main(mot: str) -> None:
    if "BASE_JETABLE" in os.environ:
        connection.settings_dict["NAME"] = os.environ["BASE_JETABLE"]
        if mot == "mourir_en_construisant":
            mourir_en_construisant(os.environ["MOMENT"])
        {"courir": courir, "veiller": veiller}[mot]()
        return
    with base(), override_settings(STORAGES=ORDINAIRE):
        faits = jouer_la_veille() if mot == "veille" else {"foule": foule(), "course": course(), "tue": tue()}
    print(json.dumps(faits))


if __name__ == "__main__":
    main(sys.argv[1])
