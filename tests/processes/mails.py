"""Workers killed while they send mail, at three moments, and the one that comes after: played by tests on a stage."""

import os
import signal
from collections import Counter
from pathlib import Path

from tests.processes.stage import perform, start_process  # isort: skip – sets Django up

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.test import override_settings
from django.utils import timezone

from dts_platform.background.outgoing import OutgoingMail
from dts_platform.background.sending import LEASE
from dts_platform.management.commands.work import Command
from tests.deadlines import SECONDS

MODULE = "tests.processes.mails"
MESSAGES, FATAL = 5, 3  # messages that wait; the one in whose sending a worker dies
MOMENTS = ("before it is handed over", "once it is handed over")
LETTERS, MOMENT = "LETTERS", "MOMENT"  # in the environment: the file of what the server took, when its client dies


class Post(BaseEmailBackend):
    """A mail server that writes down each message that it takes; at one of them its client is killed."""

    def send_messages(self, messages):
        letters, moment = Path(os.environ[LETTERS]), os.environ.get(MOMENT)
        for message in messages:
            is_fatal = message.subject == f"Message {FATAL}"
            if is_fatal and moment == MOMENTS[0]:
                os.kill(os.getpid(), signal.SIGKILL)
            with letters.open("a") as file:
                file.write(f"{message.message()['Message-ID']}\n")
            if is_fatal and moment == MOMENTS[1]:
                os.kill(os.getpid(), signal.SIGKILL)
        return len(messages)


def work() -> None:
    with override_settings(EMAIL_BACKEND=f"{MODULE}.Post"):
        Command().send(quiet=True)


def send_in_a_process(letters: Path, **environment: str) -> int:
    """The return code of a worker that sends what waits."""
    with start_process(MODULE, "work", env={LETTERS: str(letters), **environment}) as worker:
        worker.communicate(timeout=SECONDS)
    return worker.returncode


def play_death(moment: str) -> dict:
    """One worker dies, the next comes before its lease is over, the last one after."""
    OutgoingMail.objects.all().delete()
    for number in range(1, MESSAGES + 1):
        OutgoingMail.objects.create(to="a@exemple.fr", subject=f"Message {number}", body="Bonjour.")
    letters = Path(settings.VAR_DIR) / f"letters-{MOMENTS.index(moment)}"
    codes = [send_in_a_process(letters, **{MOMENT: moment}), send_in_a_process(letters)]
    held = OutgoingMail.objects.filter(sent=None)
    left = {"held": held.count(), "leased": held.filter(due__gt=timezone.now(), due__lt=timezone.now() + LEASE).count()}
    held.update(due=timezone.now())  # the lease is over
    codes.append(send_in_a_process(letters))
    taken = Counter(letters.read_text().splitlines())
    return {
        "codes": codes,
        **left,
        "messages": len(taken),
        "twice": [count for count in taken.values() if count > 1],
        "sent": OutgoingMail.objects.exclude(sent=None).count(),
        "attempts": sorted(OutgoingMail.objects.values_list("attempts", flat=True)),
    }


def play() -> dict:
    return {moment: play_death(moment) for moment in MOMENTS}


if __name__ == "__main__":
    perform({"work": work}, play)
