"""Serve the site, background work beside it: several processes behind a proxy, one that bears slow clients alone."""

import errno
import os
import signal
import socket
import subprocess
import sys

import waitress
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from granian import Granian

from dts_platform.models.counting import TALLY
from dts_platform.portal.warm_up import warm_up
from dts_platform.web.proxy import behind_proxy
from dts_platform.wsgi import application
from fiches.documents.turns import MAX_WAITING_ALL

WAITRESS, GRANIAN = "waitress", "granian"
THREADS = {WAITRESS: 8, GRANIAN: MAX_WAITING_ALL + 1}  # those that wait for a document leave one to the pages
LONGEST_ANSWER = 30  # seconds that an answer has to end when the server stops


def proxy_options() -> dict:
    """In production a proxy of this machine speaks TLS for us, and says so and for whom in two headers."""
    if not (settings.PRODUCTION and settings.BEHIND_PROXY):
        return {}
    return {"trusted_proxy": "127.0.0.1", "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"}}


def refuse_if_taken(host: str, port: int) -> None:
    """Say before anything starts that this machine cannot serve at this address; another program may answer there."""
    if not 0 < port < 2**16:
        raise CommandError(f"Un port est un nombre de 1 à {2**16 - 1}, et non {port}.")
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as both servers do
            trial.bind(address)
    except OSError as error:
        why = "il est déjà pris par un autre programme" if error.errno == errno.EADDRINUSE else error.strerror
        raise CommandError(
            f"Le port {port} de {host} ne peut pas servir : {why}. Prenez-en un autre : make run PORT=8080, "
            "ou serve --port 8080."
        ) from error


class Command(BaseCommand):
    help = "Sert le site. Les documents se construisent et les courriels partent à côté, dans un autre processus."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--server",
            choices=[WAITRESS, GRANIAN],
            default=GRANIAN if settings.PRODUCTION and settings.BEHIND_PROXY else WAITRESS,
            help="granian : plusieurs processus, derrière un mandataire ; waitress : un seul, sans mandataire",
        )
        parser.add_argument("--workers", type=int, default=min(os.cpu_count() or 1, 4), help="processus de granian")
        parser.add_argument("--threads", type=int, help="fils d’exécution de chaque processus")
        parser.add_argument(
            "--no-documents",
            action="store_true",
            help="ne lance pas le travail de fond : ni documents construits d’avance, ni courriels envoyés",
        )

    def handle(self, *args, host: str, port: int, server: str, workers: int, threads: int | None, **options):
        threads = threads or THREADS[server]
        if threads <= MAX_WAITING_ALL:
            raise CommandError(
                f"Il faut plus de {MAX_WAITING_ALL} fils d’exécution : autant de lecteurs peuvent attendre un document."
            )
        refuse_if_taken(host, port)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that what follows `finally` runs
        builder = None
        if not options["no_documents"]:
            command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "work", "--quiet"]
            builder = subprocess.Popen(command)  # noqa: S603 – our own command
        try:
            warm_up(application)
            TALLY.serving = True
            self.stdout.write(f"\nLe site est à l’adresse http://{host}:{port}/ (Ctrl-C pour arrêter).")
            self.stdout.flush()
            if server == GRANIAN:
                serve_by_processes(host, port, workers, threads)
            else:
                waitress.serve(
                    application,
                    host=host,
                    port=port,
                    threads=threads,
                    ident="territoires",
                    _quiet=True,
                    **proxy_options(),
                )
        finally:
            if builder:
                builder.terminate()


def serve_by_processes(host: str, port: int, workers: int, threads: int) -> None:
    """Serve by processes born of this one, which is warm: they share its memory. One that dies is replaced."""
    server = Granian(
        "dts_platform.wsgi:application",
        address=host,
        port=port,
        interface="wsgi",
        http="1",
        websockets=False,
        workers=workers,
        blocking_threads=threads,
        respawn_failed_workers=True,
        workers_kill_timeout=LONGEST_ANSWER,
        log_level="warning",
    )
    server.serve(target_loader=lambda: behind_proxy(application), wrap_loader=False)
