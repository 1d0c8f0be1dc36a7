"""Builders that race, die and come back: played by tests on a stage of their own."""

import os
import signal
import threading
from collections import Counter
from pathlib import Path

from tests.processes.stage import perform, reader, start_process  # isort: skip – sets Django up

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connections
from django.utils import timezone

from dts_platform.storage import blobs
from fiches.documents import build, catalogue, leases, parts
from fiches.documents.printing import Section
from fiches.models import BuiltDocument, Fiche, Lease
from tests.deadlines import SECONDS, join_threads, start_threads, wait_until
from tests.pdf.fake_workshop import HEADER, FakeWorkshop

MODULE = "tests.processes.builders"
SLUG = "creer-une-ressourcerie"
URL = f"/fiches/{SLUG}.pdf"
MEDIA = Path(settings.MEDIA_ROOT)
WANTED_BY_TWO = Section("<p>une part que deux processus veulent</p>")
CROWD = 24  # readers


def install() -> FakeWorkshop:
    workshop = FakeWorkshop()
    parts.workshop = build.workshop = lambda: workshop
    return workshop


# The crowd ------------------------------------------------------------------------------------------


def play_the_crowd() -> dict:
    """Identical cold requests at once, the workshop held until pages were asked meanwhile."""
    workshop, responses, everyone = install(), [], threading.Barrier(CROWD)
    workshop.hold()

    def ask():
        everyone.wait(SECONDS)
        responses.append(reader().get(URL))
        connections.close_all()

    threads = start_threads(ask, [()] * CROWD)
    assert workshop.entered.wait(SECONDS)
    pages = [reader().get(url).status_code for url in ("/a-propos/", "/fiches/", f"/fiches/{SLUG}/")]
    assert not BuiltDocument.objects.exists()
    wait_until(lambda: len(responses) >= CROWD - 2, "les lecteurs de trop attendent encore")
    workshop.gate.set()
    join_threads(threads)
    refusals = {
        (r.get("Refresh"), "Document en préparation" in r.content.decode()) for r in responses if r.status_code == 202
    }
    return {
        "jobs": workshop.jobs,
        "requests": len(responses),
        "statuses": Counter(str(r.status_code) for r in responses),
        "bodies": len({r.content for r in responses if r.status_code == 200}),
        "refusals": sorted(refusals),
        "pages_meanwhile": pages,
        "after": reader().get(URL).status_code,
    }


# The race -------------------------------------------------------------------------------------------


def play_the_race() -> dict:
    """Two processes want one part; who lays it out waits until the other has begun to want it."""
    runners = [start_process(MODULE, "run_race") for _ in range(2)]
    outputs = [runner.communicate(timeout=SECONDS)[0] for runner in runners]
    assert [runner.returncode for runner in runners] == [0, 0]
    return {
        "layouts": len((MEDIA / "layouts.log").read_text().splitlines()),
        "different": len(set(outputs)),
        "leases": Lease.objects.count(),
    }


def run_race() -> None:
    workshop, lay_out_now = install(), FakeWorkshop.lay_out

    def lay_out(*arguments, **options):
        with (MEDIA / "layouts.log").open("a") as laid_out_log:
            laid_out_log.write(f"{os.getpid()}\n")
        wait_until(lambda: len(list(MEDIA.glob("wanted-*"))) == 2, "l’autre coureur n’est pas venu")
        return lay_out_now(workshop, *arguments, **options)

    workshop.lay_out = lay_out
    MEDIA.mkdir(exist_ok=True)
    (MEDIA / f"wanted-{os.getpid()}").touch()
    print(parts.PARTS.get(WANTED_BY_TWO, parts.key_of(WANTED_BY_TWO)).data.decode())


# The dead -------------------------------------------------------------------------------------------


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class CutFile(ContentFile):
    """A file whose writer dies half-way, once its first half is on the disk."""

    def chunks(self, chunk_size=None):
        data = b"".join(super().chunks())
        yield data[: len(data) // 2]
        die()


def write_and_die(a_document: bool):
    """Die while writing a part, or a document."""
    return lambda data: (CutFile if data.startswith(HEADER) == a_document else ContentFile)(data)


MOMENTS = {
    "layout": lambda workshop: setattr(workshop, "lay_out", lambda *a, **o: die()),
    "storing the part": lambda workshop: setattr(blobs, "ContentFile", write_and_die(False)),
    "storing the document": lambda workshop: setattr(blobs, "ContentFile", write_and_die(True)),
}


def die_building() -> None:
    leases.LEASE = 1.0
    MOMENTS[os.environ["MOMENT"]](install())
    build.build(catalogue.FICHE.offer(Fiche.objects.get(slug=SLUG)).read)


def play_the_dead() -> dict:
    facts = {}
    for rank, moment in enumerate(MOMENTS):
        Fiche.objects.filter(slug=SLUG).update(resume=f"zorglub{rank}. {'Long. ' * 20_000}")
        before = {f: f.stat().st_size for f in MEDIA.rglob("*.p*") if f.is_file()}
        builder = start_process(MODULE, "die_building", env={"MOMENT": moment})
        builder.communicate(timeout=SECONDS)
        halves = [f for f in MEDIA.rglob("*.p*") if f.is_file() and f not in before and not is_whole(f)]
        lease = Lease.objects.exists()
        install()
        wait_until(
            lambda: not Lease.objects.filter(jusqu_a__gte=timezone.now()).exists(), "le bail d’un mort ne finit pas"
        )
        response = reader().get(URL)
        built = BuiltDocument.objects.get()
        facts[moment] = {
            "returncode": builder.returncode,
            "lease_left": lease,
            "half_files": len(halves),
            "half_served": any(response.content == half.read_bytes() for half in halves if half.exists()),
            "status": response.status_code,
            "whole": f"zorglub{rank}" in response.content.decode() and build.stored(built) == response.content,
        }
    return facts


def is_whole(file: Path) -> bool:
    name = str(file.relative_to(MEDIA))
    return blobs.get(name) is not None or BuiltDocument.objects.filter(fichier=name).exists()


if __name__ == "__main__":
    perform(
        {"run_race": run_race, "die_building": die_building},
        lambda: {"crowd": play_the_crowd(), "race": play_the_race(), "dead": play_the_dead()},
    )
