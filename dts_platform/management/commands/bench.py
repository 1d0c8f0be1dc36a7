"""What documents cost, on this machine, now: ratios in one run. The finder has `bench_finder`."""

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Mesure les documents : temps de calcul, rapports."
