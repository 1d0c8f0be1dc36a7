"""A file over HTTP: validated by its bytes, given by ranges."""

import pytest
from django.test import RequestFactory

from dts_platform.web.downloads import REVALIDATE, download

REQUESTS = RequestFactory()
DATA, ETAG = b"0123456789", '"abc"'


class TestBytes:
    RANGES = [
        ("bytes=0-3", 206, b"0123", "bytes 0-3/10"),
        ("bytes=4-4", 206, b"4", "bytes 4-4/10"),
        ("bytes=4-", 206, b"456789", "bytes 4-9/10"),
        ("bytes=0-", 206, DATA, "bytes 0-9/10"),
        ("bytes=8-99", 206, b"89", "bytes 8-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=-99", 206, DATA, "bytes 0-9/10"),
        ("Bytes=0-3", 206, b"0123", "bytes 0-3/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=99-100", 416, b"", "bytes */10"),
        ("bytes=-0", 416, b"", "bytes */10"),
        ("bytes=5-2", 200, DATA, None),
        ("bytes=0-1,4-5", 200, DATA, None),
        ("bytes=0-1, -1", 200, DATA, None),
        ("bytes=-", 200, DATA, None),
        ("bytes=", 200, DATA, None),
        ("bytes=a-b", 200, DATA, None),
        ("bytes=--3", 200, DATA, None),
        ("bytes=1.5-2", 200, DATA, None),
        ("bytes=٠-٣", 200, DATA, None),
        ("octets=0-3", 200, DATA, None),
        (f"bytes={'9' * 9000}-", 200, DATA, None),
        ("", 200, DATA, None),
    ]

    @pytest.mark.parametrize(("byte_range", "statut", "body", "content_range"), RANGES)
    def test_range_asked_is_served_or_the_whole(self, byte_range, statut, body, content_range):
        response = download(REQUESTS.get("/", headers={"Range": byte_range}), DATA, "x.pdf", "application/pdf", ETAG)
        assert (response.status_code, response.content, response.get("Content-Range")) == (statut, body, content_range)
        if statut != 416:
            assert (response["ETag"], response["Accept-Ranges"]) == (ETAG, "bytes")

    @pytest.mark.parametrize(("if_range", "statut"), [(ETAG, 206), ('"vieux"', 200), (f"W/{ETAG}", 200),
                                                ("Sun, 01 Nov 2026 08:00:00 GMT", 200), ("", 200)])  # fmt: skip
    def test_range_of_another_version_is_served_whole(self, if_range, statut):
        request = REQUESTS.get("/", headers={"Range": "bytes=2-3", "If-Range": if_range})
        assert download(request, DATA, "x.pdf", "application/pdf", ETAG).status_code == statut

    @pytest.mark.parametrize("method", ["head", "post"])
    def test_range_of_another_method_is_ignored(self, method):
        request = getattr(REQUESTS, method)("/", headers={"Range": "bytes=2-3"})
        assert download(request, DATA, "x.pdf", "application/pdf", ETAG).status_code == 200

    VALIDATORS = [
        (ETAG, 304), (f"W/{ETAG}", 304), (f'"x", {ETAG}', 304), (f'"x",W/{ETAG} , "y"', 304), ("*", 304), (" * ", 304),
        ('"x"', 200), ("abc", 200), ('"ab"', 200), ('"abc', 200), ("", 200), (",,", 200), ('"a*"', 200),
    ]  # fmt: skip

    @pytest.mark.parametrize(("held", "statut"), VALIDATORS)
    def test_if_none_match_of_the_same_file_answers_304(self, held, statut):
        request = REQUESTS.get("/", headers={"If-None-Match": held, "Range": "bytes=99-"} if statut == 304 else {"If-None-Match": held})  # fmt: skip
        response = download(request, DATA, "x.pdf", "application/pdf", ETAG)
        assert response.status_code == statut
        assert response.content == (b"" if statut == 304 else DATA)
        assert (response["ETag"], response["Cache-Control"]) == (ETAG, REVALIDATE)
