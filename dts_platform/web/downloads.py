"""A file to download: strong validator, parts of it on demand, the right headers. RFC 9110, sections 13 and 14."""

import re

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

REVALIDATE = "public, no-cache"
FOR_EVER = "public, max-age=31536000, immutable"
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})$", re.I | re.A)


def matches(etag: str, held: str) -> bool:
    """Does an If-None-Match or If-Match header hold this validator?"""
    return held.strip() == "*" or etag in (one.strip().removeprefix("W/") for one in held.split(","))


def not_modified(request: HttpRequest, etag: str, cache: str = REVALIDATE) -> HttpResponse | None:
    """The answer to a reader who has the file already, before it is read."""
    if not matches(etag, request.headers.get("If-None-Match", "")):
        return None
    return HttpResponse(status=304, headers={"ETag": etag, "Cache-Control": cache})


def requested_range(request: HttpRequest, etag: str, size: int) -> tuple[int, int] | None:
    """The first and last byte asked for; None for the whole. Raises ValueError when they lie outside the file."""
    asked = _RANGE.match(request.headers.get("Range", ""))
    if not asked or request.method != "GET" or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = asked.groups()
    if not first and not last or first and last and int(last) < int(first):
        return None
    if not first:
        if int(last) == 0:
            raise ValueError
        return max(0, size - int(last)), size - 1
    if int(first) >= size:
        raise ValueError
    return int(first), min(int(last or size), size - 1)


def download(
    request: HttpRequest, data: bytes, name: str, content_type: str, etag: str, cache: str = REVALIDATE
) -> HttpResponse:
    """The file, or the part of it that is asked for."""
    headers = {
        "ETag": etag,
        "Cache-Control": cache,
        "Accept-Ranges": "bytes",
        "Content-Disposition": content_disposition_header(False, name),
    }
    if answer := not_modified(request, etag, cache):
        return answer
    try:
        part = requested_range(request, etag, len(data))
    except ValueError:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{len(data)}"})
    if part is None:
        return HttpResponse(data, content_type=content_type, headers=headers)
    first, last = part
    headers["Content-Range"] = f"bytes {first}-{last}/{len(data)}"
    return HttpResponse(data[first : last + 1], status=206, content_type=content_type, headers=headers)
