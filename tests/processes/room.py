"""A training room, played with a workshop that makes documents at once: what the measure of it says."""

import io

from tests.processes.stage import perform  # isort: skip – sets Django up

from django.core.management import call_command

from tests.processes.builders import install

SAME, DIFFERENT = 12, 4


def play_the_room() -> dict:
    install()
    output = io.StringIO()
    call_command("bench_room", same=SAME, different=DIFFERENT, stdout=output)
    rows = [row.strip("| ").split(" | ") for row in output.getvalue().splitlines() if row.startswith("| ")]
    return {"rows": rows[2:]}


if __name__ == "__main__":
    perform({}, play_the_room)
