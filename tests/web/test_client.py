"""Where a visit comes from: the server reads the header of the proxy it trusts, and no one reads another."""

import re
import shlex

import pytest
from django.test import RequestFactory
from waitress.adjustments import Adjustments

from dts_platform.web.client import client_address


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", ""),
        ("::1", ""),
        ("", ""),
        ("unix:", ""),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::9", "2001:db8:1:2::"),
    ],
)
def test_address_of_a_visit_is_that_of_who_connects_whatever_a_header_claims(remote, address):
    assert client_address(RequestFactory().get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR="192.0.2.1")) == address


def test_line_of_the_guide_trusts_what_our_command_trusts(settings):
    from dts_platform.management.commands.serve import proxy_options  # starts the site, with the settings of a test

    settings.PRODUCTION = True
    guide = (settings.BASE_DIR / "docs/exploitation.md").read_text()
    line = re.search(r'--trusted-proxy=\S+ "--trusted-proxy-headers=[^"]*"', guide)[0]
    options, _ = Adjustments.parse_args(shlex.split(line))
    read = Adjustments(**{name: value for name, value in options.items() if name.startswith("trusted")})
    assert {
        "trusted_proxy": read.trusted_proxy,
        "trusted_proxy_headers": set(read.trusted_proxy_headers),
    } == proxy_options()


def test_proxy_of_the_guide_writes_the_address_itself(settings):
    """`$proxy_add_x_forwarded_for` would keep what the visitor claims."""
    guide = (settings.BASE_DIR / "docs/exploitation.md").read_text()
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in guide
    assert "proxy_add_x_forwarded_for" not in guide
