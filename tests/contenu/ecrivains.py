"""Four processes write while one reads: run by a test, in a database made for it and destroyed after."""

import os
import random
import subprocess
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dts_platform.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.http import QueryDict  # noqa: E402

from dts_platform.content.loader import load  # noqa: E402
from dts_platform.editorial.states import Statut  # noqa: E402
from dts_platform.measures.throwaway import throwaway_database  # noqa: E402
from dts_platform.search import mirror  # noqa: E402
from dts_platform.search.check import differences  # noqa: E402
from fiches.filters import find  # noqa: E402
from fiches.models import Fiche  # noqa: E402
from missions.models import Mission, Theme  # noqa: E402

ECRIVAINS, ECRITURES = 4, 60


def ecrire(rang: int) -> None:
    """Sixty random writes; one in five is rolled back."""
    hasard = random.Random(rang)
    missions, themes = list(Mission.objects.all()), list(Theme.objects.all()[:5])
    for tour in range(ECRITURES):
        numero = 1000 * (rang + 1) + tour
        fiches = list(Fiche.objects.order_by("pk").values_list("pk", flat=True))
        with transaction.atomic():
            match hasard.randrange(5):
                case 0 | 1:
                    fiche = Fiche.objects.create(
                        numero=numero, partie=1, slug=f"f-{numero}", titre=f"Fiche {numero}", resume="Essai.",
                        statut=Statut.PUBLIE, publie_le="2026-01-01",
                    )  # fmt: skip
                    fiche.missions.set(hasard.sample(missions, 2))
                    fiche.themes.set(hasard.sample(themes, 2))
                case 2:
                    Fiche.objects.filter(pk=hasard.choice(fiches)).update(statut=hasard.choice([*Statut]))
                case 3:
                    Fiche.objects.filter(pk=hasard.choice(fiches)).update(titre=f"Titre {numero}")
                case 4:
                    Fiche.objects.filter(pk=hasard.choice(fiches)).delete()
            if hasard.random() < 0.2:
                transaction.set_rollback(True)
        if tour % 7 == 0:
            find(QueryDict("q=fiche"), mirror.current())


def surveiller() -> None:
    """Start the writers, read while they write, compare when they have done."""
    load(settings.CONTENT_DIR)
    Fiche.objects.exclude(numero__lte=20).delete()
    env = {**os.environ, "BASE_JETABLE": connection.settings_dict["NAME"]}
    commande = [sys.executable, "-m", "tests.contenu.ecrivains"]
    ecrivains = [subprocess.Popen([*commande, str(rang)], env=env) for rang in range(ECRIVAINS)]
    lectures = 0
    while any(ecrivain.poll() is None for ecrivain in ecrivains):
        finder = find(QueryDict("mission=creation-activites&q=fiche"), mirror.current())
        assert finder.total == len(list(finder.slots))
        lectures += 1
    assert [ecrivain.returncode for ecrivain in ecrivains] == [0] * ECRIVAINS
    snapshot = mirror.current()
    for mission in Mission.objects.all():
        attendu = Fiche.objects.published().filter(missions=mission).count()
        assert find(QueryDict(f"mission={mission.slug}"), snapshot).total == attendu
    ecarts = list(differences())
    assert ecarts == [], ecarts
    print(f"{ECRIVAINS * ECRITURES} écritures, {lectures} lectures, {snapshot.seq} changements, 0 différence")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        connection.settings_dict["NAME"] = os.environ["BASE_JETABLE"]
        ecrire(int(sys.argv[1]))
    else:
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = f"{connection.settings_dict['NAME']}.essai"
        else:
            connection.settings_dict["TEST"]["NAME"] = f"ecrivains_{os.getpid()}"
        with throwaway_database():
            surveiller()
