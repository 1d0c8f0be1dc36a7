"""The demonstration accounts."""

import pytest
from django.test import Client

from dts_platform.accounts.demonstration import RefusedInProduction, ensure_accounts

pytestmark = pytest.mark.django_db


def test_demonstration_accounts_are_refused_in_production(accounts, settings):
    password = ensure_accounts()["admin"]
    assert Client().login(username="admin", password=password)
    settings.PRODUCTION = True
    assert not Client().login(username="admin", password=password)
    with pytest.raises(RefusedInProduction):
        ensure_accounts()
