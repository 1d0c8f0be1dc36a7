"""Where a visit comes from, as far as the server that faces the visitors says."""

from ipaddress import ip_address, ip_network

from django.http import HttpRequest

BITS_OF_ONE_HOME = 64  # bits: one subscriber holds them all


def client_address(request: HttpRequest) -> str:
    """The address of a visitor, or of their home for IPv6; empty when only that of our own proxy is known.

    The header that a visitor may forge is not read here: the server reads the one of the proxy it trusts.
    """
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return ""
    if address.is_loopback:
        return ""
    if address.version == 6:
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ip_network((address, BITS_OF_ONE_HOME), strict=False).network_address)
    return str(address)
