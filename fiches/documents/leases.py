"""Leases: one maker at a time for each document and each part, on every machine of the site."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from threading import Event, Thread
from uuid import uuid4

from django.db import DatabaseError, connection
from django.utils import timezone

from dts_platform.pdf.parts import LayoutFailed
from fiches.models import Lease

LEASE = 30.0  # seconds a maker is believed alive without news
WAIT_FOR_OTHER = 90.0  # seconds to wait for another maker


class BeingBuilt(LayoutFailed):
    """Another process is at work on this, and has been for long."""


@contextmanager
def lease(cle: str) -> Iterator[None]:
    """Hold the lease of this work, on every machine of the site; wait for the maker who holds it.

    Raises BeingBuilt when it is still held after WAIT_FOR_OTHER seconds.
    """
    par, deadline = uuid4().hex, time.monotonic() + WAIT_FOR_OTHER
    while not Lease.objects.take(cle, par, LEASE):
        while Lease.objects.held(cle):  # looking is cheaper than trying to write
            if time.monotonic() > deadline:
                raise BeingBuilt("Un autre serveur prépare déjà ce document.")
            time.sleep(0.1)
    done = Event()
    Thread(target=_stay_alive, args=(cle, par, done), daemon=True).start()
    try:
        yield
    finally:
        done.set()
        Lease.objects.release(cle, par)


def _stay_alive(cle: str, par: str, done: Event) -> None:
    """Prolong a lease until the work is done, however long; a process that dies says nothing more."""
    while not done.wait(LEASE / 3):
        with suppress(DatabaseError):
            Lease.objects.filter(cle=cle, par=par).update(jusqu_a=timezone.now() + timedelta(seconds=LEASE))
        connection.close()
