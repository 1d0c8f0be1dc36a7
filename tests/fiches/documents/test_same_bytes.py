"""The same content gives the same bytes in any process, whatever its hash seed, its time zone and what it made before."""

import hashlib
import json
import os
import sys
from functools import cache

import pytest
from django.conf import settings

from fiches.documents.printing import STYLESHEETS, fiche_document
from tests.deadlines import run
from tests.fiches.documents.kinds import KINDS, fiche
from tests.long import long_or
from tests.pdf.rendering import STATIC_FOLDER, part_of, render

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

COMPARED = long_or(("outil", "plaquette"), ("outil", "plaquette", "livret"))
ELSEWHERE = (("1", "UTC", False), ("4242", "Asia/Tokyo", True))  # hash seed, time zone, whether another text was made
CHILD_SCRIPT = """
import hashlib, json, sys
from pathlib import Path
from dts_platform.pdf.assembly import assemble
from dts_platform.pdf.layout.engine import lay_out
from dts_platform.pdf.parts import DocumentInfo, Piece
job = json.load(sys.stdin)
root = Path(job["root"])
for html in job["before"]:
    lay_out(html, job["stylesheets"], root)
made = {}
for kind, document in job["documents"].items():
    sections = document["sections"]
    parts = [lay_out(m["html"], m["stylesheets"], root, m["glyphs"]) for m in sections]
    placed = ("title", "level", "detail", "running_heads", "answers_for")
    pieces = [Piece(p, *(m[name] for name in placed)) for p, m in zip(parts, sections)]
    rendered = assemble(pieces, DocumentInfo(**document["info"]), root / "fonts")
    made[kind] = [hashlib.sha256(data).hexdigest() for data in (*(p.dump() for p in parts), rendered.data)]
print(json.dumps(made))
"""


@cache
def made_elsewhere(seed: str, time_zone: str, warm: bool) -> dict[str, list[str]]:
    """The digests of each compared document and of its parts, made by a process of its own."""
    documents = {kind: KINDS[kind]() for kind in COMPARED}
    job = {
        "root": str(STATIC_FOLDER),
        "before": [fiche_document(fiche(1)).sections[0].html] * warm,
        "stylesheets": STYLESHEETS,
        "documents": {
            kind: {"sections": [vars(section) for section in document.sections], "info": vars(document.info)}
            for kind, document in documents.items()
        },
    }
    env = {"PATH": os.environ["PATH"], "PYTHONHASHSEED": seed, "TZ": time_zone, "PYTHONUTF8": "1"}
    result = run(
        [sys.executable, "-c", CHILD_SCRIPT],
        seconds=180,
        input=json.dumps(job),
        cwd=settings.BASE_DIR,
        env=env,
        text=True,
    )
    return json.loads(result.stdout)


@pytest.mark.parametrize("kind", COMPARED)
def test_document_made_in_another_process_has_the_same_bytes(kind):
    document = KINDS[kind]()
    here = [part_of(section).dump() for section in document.sections] + [render(document).data]
    digests = [hashlib.sha256(data).hexdigest() for data in here]
    for process in ELSEWHERE:
        assert made_elsewhere(*process)[kind] == digests, process
