"""Files made of others: a script of a bundle runs as it would alone."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from dts_platform.web.bundles import BUNDLES

STRICT = '"use strict";'
SCRIPTS = [path for path in BUNDLES if path.endswith(".js")]


@pytest.mark.parametrize("path", SCRIPTS)
def test_bundle_of_scripts_is_strict_where_a_browser_reads_it(path):
    """Within a block, the word that makes a script strict is a sentence without effect."""
    bundle = Path(finders.find(path)).read_text(encoding="utf-8")
    assert bundle.startswith(f"{STRICT}\n{{\n")
    assert bundle.count(STRICT) == 1


@pytest.mark.parametrize("name", [name for path in SCRIPTS for name in BUNDLES[path]])
def test_script_says_itself_that_it_is_strict(name):
    lines = (settings.BASE_DIR / "static" / name).read_text(encoding="utf-8").splitlines()
    assert next(line for line in lines if not line.startswith("//")) == STRICT
