"""The ASGI application, for a host that prefers it."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dts_platform.settings")
application = get_asgi_application()
