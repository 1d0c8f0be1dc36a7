"""Long random tests: a sample each time, the whole with LONG=1 (`make long`)."""

import os

LONG = os.environ.get("LONG") == "1"


def long_or(sample, whole):
    return whole if LONG else sample
