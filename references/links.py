"""Whether the addresses that texts give still answer: asked one by one, politely; the result of each kept in a table."""

import http.client
import ipaddress
import socket
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.apps import apps
from django.conf import settings
from django.utils import timezone

from dts_platform.content.provenance import WebAddressField
from dts_platform.text.formats import date, plural
from references.models import LinkCheck

TIMEOUT = 15.0  # seconds for each step of one answer
BETWEEN = 2.0  # seconds between two questions to one host
MOST_READ = 1_024  # bytes of a page: that it answers is enough
GONE = (404, 410)
NO_HEAD = (400, 403, 405, 501)  # what servers answer that do not know HEAD, or do not want it


@dataclass(frozen=True)
class Answer:
    """What an address answered: a code, or none and why; where it led."""

    code: int | None
    leads_to: str = ""
    said: str = ""

    @property
    def result(self) -> str:
        if self.code is None or self.code >= 500:
            return LinkCheck.Result.SILENT
        if self.code in GONE:
            return LinkCheck.Result.GONE
        if self.code >= 400:
            return LinkCheck.Result.REFUSED
        return LinkCheck.Result.MOVED if self.leads_to else LinkCheck.Result.FINE

    @property
    def is_failure(self) -> bool:
        return self.result in (LinkCheck.Result.GONE, LinkCheck.Result.SILENT)


class PrivateHost(OSError):
    """An address leads inside the network of this machine: it is not asked."""


def refuse_private(host: str) -> None:
    """Refuse a host that is not on the public network: editors type addresses, this machine asks them."""
    for *_, place in socket.getaddrinfo(host, None):
        if not ipaddress.ip_address(place[0].split("%")[0]).is_global:
            raise PrivateHost("l’adresse mène dans un réseau privé")


class _Redirects(HTTPRedirectHandler):
    """Redirections are followed where the first address may go."""

    def __init__(self, check: Callable[[str], None]):
        self.check = check

    def redirect_request(self, request, answer, code, reason, headers, address):
        try:
            self.check(urlsplit(address).hostname or "")
        except OSError:
            answer.close()
            raise
        return super().redirect_request(request, answer, code, reason, headers, address)


def ask(address: str, allow_private: bool = False) -> Answer:
    """What an address answers; never raises, whatever the network does."""
    check = (lambda host: None) if allow_private else refuse_private
    opener = build_opener(_Redirects(check))
    try:
        check(urlsplit(address).hostname or "")
        answer = _request(opener, address, "HEAD")
        return _request(opener, address, "GET") if answer.code in NO_HEAD else answer
    except (OSError, http.client.HTTPException, ValueError) as error:  # a URLError is an OSError
        reason = error.reason if isinstance(error, URLError) else error
        return Answer(None, said=f"{type(reason).__name__} : {reason}"[:200])


def _request(opener, address: str, method: str) -> Answer:
    agent = f"{settings.SITE_URL} (vérification des liens)"
    request = Request(address, method=method, headers={"User-Agent": agent, "Accept": "*/*"})  # noqa: S310 – http(s)
    try:
        with opener.open(request, timeout=TIMEOUT) as response:
            response.read(MOST_READ)
            moved = "" if _same(response.url, address) else response.url[:400]
            return Answer(response.status, moved)
    except HTTPError as error:
        with error:
            return Answer(error.code)


def _same(one: str, other: str) -> bool:
    """Are two addresses the same but for the scheme, a final slash and « www »?"""
    parts = [urlsplit(address) for address in (one, other)]
    return len({((p.hostname or "").removeprefix("www."), p.port, p.path.rstrip("/"), p.query) for p in parts}) == 1


def addresses() -> list[str]:
    """Every web address that the columns of texts hold, each once, in order."""
    found = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, WebAddressField):
                values = model._default_manager.exclude(**{field.name: ""})
                found |= set(values.values_list(field.name, flat=True))
    return sorted(found)


def note(address: str, answer: Answer) -> LinkCheck:
    """Keep what an address answered."""
    check = LinkCheck.objects.filter(address=address).first() or LinkCheck(address=address)
    check.result, check.code, check.leads_to, check.said = answer.result, answer.code, answer.leads_to, answer.said
    check.checked = timezone.now()
    check.failures = check.failures + 1 if answer.is_failure else 0
    check.failing_since = (check.failing_since or check.checked) if answer.is_failure else None
    check.save()
    return check


def stale(asked: Iterable[str], older_than: timedelta) -> list[str]:
    """Those of these addresses that were not looked at for so long, those never looked at first."""
    known = dict(LinkCheck.objects.values_list("address", "checked"))
    limit = timezone.now() - older_than
    return sorted((a for a in asked if a not in known or known[a] < limit), key=lambda a: (a in known, known.get(a)))


def check_all(asked: Iterable[str], *, between: float = BETWEEN, allow_private: bool = False) -> Iterable[LinkCheck]:
    """Look at addresses one after the other, one host never twice within `between` seconds."""
    last: dict[str, float] = {}
    for address in asked:
        host = urlsplit(address).hostname or ""
        time.sleep(max(0.0, last.get(host, -between) + between - time.monotonic()))
        yield note(address, ask(address, allow_private))
        last[host] = time.monotonic()


def forget(asked: Iterable[str]) -> None:
    """Forget what is known of the addresses that no text gives any more."""
    LinkCheck.objects.exclude(address__in=list(asked)).delete()


def broken_links() -> str:
    """A sentence on the addresses that no longer answer, for the first page of the administration; one query."""
    broken = [check for check in LinkCheck.objects.all() if check.is_broken]
    if not broken:
        return ""
    first = min(check.failing_since for check in broken)
    return (
        f"{plural(len(broken), 'adresse citée ne répond,adresses citées ne répondent')} plus (depuis le {date(first)})."
    )
