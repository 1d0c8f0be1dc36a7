"""Serve the site with waitress, which buffers slow clients, and build the documents beside it."""

import signal
import subprocess
import sys

from django.conf import settings
from django.core.management.base import BaseCommand
from waitress import serve

from dts_platform.wsgi import application


def proxy_options() -> dict:
    """In production a proxy of this machine speaks TLS for us, and says so and for whom in two headers."""
    if not (settings.PRODUCTION and settings.BEHIND_PROXY):
        return {}
    return {"trusted_proxy": "127.0.0.1", "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"}}


class Command(BaseCommand):
    help = "Sert le site. Les documents se construisent à côté, dans un autre processus."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--threads", type=int, default=8)
        parser.add_argument("--no-documents", action="store_true", help="ne construit pas les documents d’avance")

    def handle(self, *args, host: str, port: int, threads: int, no_documents: bool, **options):
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that what follows `finally` runs
        builder = None
        if not no_documents:
            command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "build_documents", "--watch", "--quiet"]
            builder = subprocess.Popen(command)  # noqa: S603 – our own command
        self.stdout.write(f"\nLe site est à l’adresse http://{host}:{port}/ (Ctrl-C pour arrêter).")
        self.stdout.flush()
        try:
            serve(
                application, host=host, port=port, threads=threads, ident="territoires", _quiet=True, **proxy_options()
            )
        finally:
            if builder:
                builder.terminate()
