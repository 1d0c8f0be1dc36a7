"""What tests of the finders share: the open data, what a page lists, how many it says."""

import itertools
import re

from fiches.models import Fiche, Partie

TOTAL = re.compile(r'data-total="(\d+)"')


def open_data(client, what: str) -> list[dict]:
    """The open data, and what the finder of fiches filters by beside."""
    records = client.get(f"/donnees/{what}.json").json()[what]
    if what == "fiches":
        beside = {f.slug: f for f in Fiche.objects.select_related("outil")}
        for record in records:
            record["partie"] = Partie(beside[record["slug"]].partie).name.lower()
            record["outil"] = beside[record["slug"]].outil.type
    return records


def listed_slugs(client, address: str, prefix: str) -> list[str]:
    """The slugs of every page of results, in order."""
    found = []
    for number in itertools.count(1):
        page = client.get(f"{address}{'&' if '?' in address else '?'}page={number}").content.decode()
        results = page[page.index('id="resultats"') :]
        found += re.findall(rf'<h2 class="card-title"><a href="/{prefix}/([^/"]+)/">', results)
        if (
            f'aria-current="page" aria-label="Page {number + 1}">{number + 1}<'
            not in client.get(f"{address}{'&' if '?' in address else '?'}page={number + 1}").content.decode()
        ):
            return found
    return found
