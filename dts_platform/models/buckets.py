"""How often the same act may be done again: by an account, from an address, by whatever public form asks."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from dts_platform.background.personal import VISITORS, Personal, keeps

NOW = timedelta(0)


@dataclass(frozen=True)
class Pace:
    """So many acts at once, then one more each time `every` has passed: no one waits longer than that once acts stop."""

    at_once: int
    every: timedelta


class BucketManager(models.Manager):
    """`act` says what is done (« connexion/compte »), `who` by whom; `who` is kept as a digest under the key of the site."""

    def take(self, act: str, who: str, pace: Pace) -> timedelta:
        """Count an act and answer no wait; or count nothing and say how long to wait. Two at once count for two."""
        now = timezone.now()
        with transaction.atomic():
            bucket, _ = self.select_for_update().get_or_create(key=key_of(act, who), defaults={"empty_at": now})
            filled = max(bucket.empty_at, now) + pace.every
            wait = filled - now - pace.at_once * pace.every
            if wait > NOW:
                return wait
            bucket.empty_at = filled
            bucket.save(update_fields=["empty_at"])
        self.filter(empty_at__lt=now).delete()  # empty is as good as none
        return NOW

    def give_back(self, act: str, who: str, pace: Pace) -> None:
        """Take back an act that was counted: it was a good one."""
        self.filter(key=key_of(act, who)).update(empty_at=models.F("empty_at") - pace.every)

    def forget(self, act: str, who: str) -> None:
        """Begin again with an empty bucket."""
        self.filter(key=key_of(act, who)).delete()

    def remember(self, act: str, who: str, during: timedelta) -> None:
        """Note that an act was done, for a while."""
        self.update_or_create(key=key_of(act, who), defaults={"empty_at": timezone.now() + during})

    def remembers(self, act: str, who: str) -> bool:
        """Was this act noted, not too long ago?"""
        return self.filter(key=key_of(act, who), empty_at__gt=timezone.now()).exists()


def key_of(act: str, who: str) -> str:
    """The name of a bucket: nobody can read an address or an account in it."""
    return salted_hmac(f"bucket/{act}", who, algorithm="sha256").hexdigest()


@keeps(
    Personal(
        VISITORS,
        "Le nombre d’essais de connexion et d’envois de formulaires, sous une empreinte de l’adresse de la connexion ou du "
        "compte\u202f: personne ne peut lire l’une ou l’autre",
        "freiner ceux qui essaient des mots de passe, et les robots",
        "Le temps que le compteur se vide\u202f: quelques minutes, deux mois au plus",
        ("key",),
        lambda now: models.Q(empty_at__lt=now),
    )
)
class Bucket(models.Model):
    """A bucket that each act fills a little and that empties by itself; `empty_at` is when nothing will be left in it."""

    key = models.CharField(max_length=64, unique=True)
    empty_at = models.DateTimeField(db_index=True)

    objects = BucketManager()

    class Meta:
        verbose_name = "compteur d’essais"
        verbose_name_plural = "compteurs d’essais"

    def __str__(self) -> str:
        return self.key[:8]
