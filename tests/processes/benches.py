"""The commands that print measures, each in its shortest form on a little of the content: what they say."""

import io
import os
import subprocess
import sys

from tests.processes.stage import perform  # isort: skip – sets Django up

from django.core.management import call_command

from dts_platform.management.commands import bench_finder, bench_http
from dts_platform.measures.throwaway import database_url


def of_documents() -> str:
    output = io.StringIO()
    call_command("bench", few=True, stdout=output)
    return output.getvalue()


def over_http() -> str:
    subprocess.run([sys.executable, "manage.py", "collectstatic", "--noinput"], check=True, stdout=subprocess.DEVNULL)
    output = io.StringIO()
    call_command("bench_http", requests=5, rounds=1, workers=1, stdout=output)
    return output.getvalue()


def of_the_finder() -> str:
    output = io.StringIO()
    bench_finder.Command(stdout=output).measure([8])
    return output.getvalue()


def play_the_measures() -> dict:
    """What each command printed, and the names of the pages that two of them measure."""
    os.environ["DATABASE_URL"] = database_url()  # for the servers that a measure starts
    printed = {"bench": of_documents(), "bench_http": over_http(), "bench_finder": of_the_finder()}
    return {"printed": printed, "pages": {"bench_http": [*bench_http.PAGES], "bench_finder": [*bench_finder.PAGES]}}


if __name__ == "__main__":
    perform({}, play_the_measures)
