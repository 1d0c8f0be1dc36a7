"""The watcher that builds documents after an edit, killed and started again: played by a test on a stage of its own."""

import subprocess
from pathlib import Path

from tests.processes.stage import perform, start_process  # isort: skip – sets Django up

from django.core.management import call_command

from fiches.documents import build
from fiches.models import BuiltDocument, Lease
from missions.models import Repere
from tests.deadlines import SECONDS, wait_until


def start_watcher() -> subprocess.Popen:
    return start_process("tests.processes.watchers", "watch", subprocess.DEVNULL, start_new_session=True)


def watch() -> None:
    call_command("build_documents", watch=True, quiet=True, only=["plaquette.pdf"])


def children_of(pid: int) -> list[int]:
    """The living processes whose session a watcher began, or whose parent it was."""
    alive = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            alive.append(int(stat.parent.name))
    return alive


def true_digest(former: str = "") -> str:
    """The digest of the brochure once it is true for the content as it is, and another one than before."""
    true_ones = BuiltDocument.objects.filter(nom="plaquette.pdf", jeton=build.content_token())
    sha256 = true_ones.exclude(sha256=former).values_list("sha256", flat=True).first()
    return sha256 or ""


def edit(resume: str) -> None:
    repere = Repere.objects.published().filter(famille=Repere.Family.FOUNDATION).first()
    Repere.objects.filter(pk=repere.pk).update(resume=resume)


def play_watch() -> dict:
    watchers = [start_watcher()]
    try:
        first = wait_until(true_digest, "la plaquette n’est pas construite")
        edit("Une phrase éditée ailleurs.")
        second = wait_until(lambda: true_digest(first), "la plaquette ne suit pas l’édition")
        watchers[0].kill()
        watchers[0].wait(SECONDS)
        edit("Une autre phrase éditée ailleurs.")
        watchers.append(start_watcher())
        third = wait_until(lambda: true_digest(second), "la plaquette ne suit plus après une mort")
        children = children_of(watchers[1].pid)
        watchers[1].terminate()
        end = watchers[1].wait(SECONDS)
    finally:
        for one in watchers:
            if one.poll() is None:
                one.kill()
                one.wait(SECONDS)
    return {
        "built": bool(first),
        "after_edit": second not in ("", first),
        "after_kill": third not in ("", first, second),
        "returncode": end,
        "leases": Lease.objects.count(),
        "orphans": sum(Path(f"/proc/{child}").exists() for child in children),
    }


if __name__ == "__main__":
    perform({"watch": watch}, play_watch)
