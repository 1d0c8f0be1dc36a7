"""Four processes write while one reads: run by a test, in a database made for it and destroyed after."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dts_platform.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.http import QueryDict  # noqa: E402

from dts_platform.editorial.states import Statut  # noqa: E402
from dts_platform.measures.throwaway import throwaway_database  # noqa: E402
from dts_platform.search import mirror  # noqa: E402
from dts_platform.search.check import differences  # noqa: E402
from fiches.filters import find  # noqa: E402
from fiches.models import Fiche  # noqa: E402
from missions.models import Mission, Theme  # noqa: E402
from tests.database import fill  # noqa: E402

WRITERS, WRITES = 4, 60
LONGEST = 120  # seconds; past that a lock is held for ever


def write(rank: int) -> None:
    """Sixty random writes; one in five is rolled back."""
    rng = random.Random(rank)
    missions, themes = list(Mission.objects.all()), list(Theme.objects.all()[:5])
    for turn in range(WRITES):
        number = 1000 * (rank + 1) + turn
        fiches = list(Fiche.objects.order_by("pk").values_list("pk", flat=True))
        with transaction.atomic():
            match rng.randrange(5):
                case 0 | 1:
                    fiche = Fiche.objects.create(
                        numero=number, partie=1, slug=f"f-{number}", titre=f"Fiche {number}", resume="Essai.",
                        statut=Statut.PUBLIE, publie_le="2026-01-01",
                    )  # fmt: skip
                    fiche.missions.set(rng.sample(missions, 2))
                    fiche.themes.set(rng.sample(themes, 2))
                case 2:
                    Fiche.objects.filter(pk=rng.choice(fiches)).update(statut=rng.choice([*Statut]))
                case 3:
                    Fiche.objects.filter(pk=rng.choice(fiches)).update(titre=f"Titre {number}")
                case 4:
                    Fiche.objects.filter(pk=rng.choice(fiches)).delete()
            if rng.random() < 0.2:
                transaction.set_rollback(True)
        if turn % 7 == 0:
            find(QueryDict("q=fiche"), mirror.current())


def watch() -> None:
    """Start the writers, read while they write, compare when they have done."""
    if connection.vendor == "sqlite":
        fill(Path(os.environ["LOADED_CONTENT"]))
    Fiche.objects.exclude(numero__lte=20).delete()
    env = {**os.environ, "THROWAWAY_DATABASE": connection.settings_dict["NAME"]}
    command = [sys.executable, "-m", "tests.processes.writers"]
    writers = [subprocess.Popen([*command, str(rank)], env=env) for rank in range(WRITERS)]
    reads = 0
    deadline = time.monotonic() + LONGEST
    while any(writer.poll() is None for writer in writers):
        finder = find(QueryDict("mission=creation-activites&q=fiche"), mirror.current())
        assert finder.total == len(list(finder.slots))
        reads += 1
        if time.monotonic() > deadline:
            for writer in writers:
                writer.kill()
            raise AssertionError(f"the writers still write after {LONGEST} s")
    assert [writer.returncode for writer in writers] == [0] * WRITERS
    snapshot = mirror.current()
    for mission in Mission.objects.all():
        expected = Fiche.objects.published().filter(missions=mission).count()
        assert find(QueryDict(f"mission={mission.slug}"), snapshot).total == expected
    gaps = list(differences())
    assert gaps == [], gaps
    print(f"{WRITERS * WRITES} écritures, {reads} lectures, {snapshot.seq} changements, 0 différence")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        connection.settings_dict["NAME"] = os.environ["THROWAWAY_DATABASE"]
        write(int(sys.argv[1]))
    else:
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = f"{connection.settings_dict['NAME']}.trial"
        else:
            connection.settings_dict["TEST"] |= {
                "NAME": f"writers_{os.getpid()}",
                "TEMPLATE": os.environ["LOADED_CONTENT"],
            }
        with throwaway_database():
            watch()
