"""Signing in again in the middle of a text: what was typed waits behind the form, then comes back, ready to be saved."""

from django.contrib import admin
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse

from dts_platform.editorial.given_back import SESSION_ENDED, SIGNED_IN_AGAIN, given_back
from dts_platform.editorial.typed import Sent


def sign_in(request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
    """Django’s own sign-in; what was typed before it is given back after."""
    response = AdminSite.login(admin.site, request, extra_context)
    if request.method != "POST" or "typed" not in request.POST:
        return response
    sent = Sent.from_json(request.POST.get("next", ""), request.POST["typed"])
    if sent.model_admin is None or not sent.texts():
        return response
    if response.status_code == 302:
        return given_back(request, sent, SIGNED_IN_AGAIN, 200, again=True)
    return given_back(request, sent, SESSION_ENDED, 200, sign_in=response.context_data["form"])
