"""What readers wrote, stored before anything else is done with it: messages to somebody, words about a text."""

from django.db import models
from django.utils import timezone

from dts_platform.background.outgoing import OutgoingMail
from dts_platform.background.personal import VISITORS, YEAR, Personal, keeps, time_kept_in_words
from dts_platform.content.territoires import REGION_CHOICES

KEPT, MOST_TITLE = YEAR, 200


class Doubt(models.TextChoices):
    """Why something was put aside rather than handed to somebody."""

    TRAP = "piege", "un champ que personne ne voit est rempli"
    UNREAD = "non-lu", "le formulaire n’a pas été ouvert"
    QUICK = "trop-vite", "envoyé moins de trois secondes après l’ouverture"
    AGAIN = "deja-envoye", "ce formulaire avait déjà servi"
    ADVERT = "publicite", "cela ressemble à une publicité"
    REPEATED = "repete", "le même texte est déjà arrivé"
    MANY = "afflux", "trop d’envois en peu de temps"
    UNTOLD = "origine", "rien ne dit qu’une de nos pages l’a envoyé"


class ReceivedQuerySet(models.QuerySet):
    def in_doubt(self):
        """Those that were put aside and that nobody took up again."""
        return self.exclude(doubt="")

    def with_mail(self):
        """Messages with what became of the mail that took each: whether it left, was given up, failed."""
        mail = OutgoingMail.objects.filter(key=models.OuterRef("mail"))
        columns = ("sent", "given_up", "error")
        return self.annotate(**{f"mail_{name}": models.Subquery(mail.values(name)[:1]) for name in columns})

    def that_could_not_leave(self):
        """Messages whose mail was given up."""
        return self.with_mail().filter(mail_given_up=True)

    def to_read(self):
        """Those that wait for somebody, doubts left aside."""
        return self.filter(doubt="", handled=False)


class Received(models.Model):
    """What a reader sent, and the text or the region that it speaks of as it then was.

    `key` names one sending: the same form sent twice is one row. `said` is a digest of its words.
    """

    at = models.DateTimeField("reçu le", default=timezone.now, db_index=True)
    region = models.CharField("région", max_length=40, choices=REGION_CHOICES, blank=True)
    about = models.CharField("à propos de", max_length=MOST_TITLE, blank=True)
    address = models.CharField("adresse de la page", max_length=MOST_TITLE, blank=True)
    model = models.CharField(max_length=60, blank=True)
    row = models.BigIntegerField(null=True)
    word = models.TextField("ce qui est écrit", blank=True)
    email = models.EmailField("adresse du lecteur", blank=True)
    doubt = models.CharField("mis de côté", max_length=12, choices=Doubt, blank=True)
    handled = models.BooleanField("traité", default=False)
    key = models.CharField(max_length=64, unique=True)
    said = models.CharField(max_length=64, blank=True, db_index=True)

    objects = ReceivedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.about or "Le site"

    @property
    def aside(self) -> str:
        """Why it was put aside, in French; nothing for what was not."""
        return f"mis de côté\u202f: {self.get_doubt_display()}" if self.doubt else ""


@keeps(
    Personal(
        VISITORS,
        "Les messages envoyés d’ici\u202f: le nom donné, l’adresse de courriel, les mots",
        "les remettre à qui peut répondre, et savoir s’ils sont partis",
        f"{time_kept_in_words(KEPT)} après leur arrivée",
        ("name", "email", "word"),
        lambda now: models.Q(at__lt=now - KEPT),
    )
)
class Message(Received):
    """A message to the group of a region, to the national one or to the publisher; `mail` is the key of the mail that takes it."""

    name = models.CharField("nom du lecteur", max_length=120, blank=True)
    recipient = models.CharField("destinataire", max_length=200, blank=True)
    mail = models.UUIDField(null=True)

    class Meta(Received.Meta):
        verbose_name = "message"

    @property
    def state(self) -> str:
        """What became of one read `with_mail`, in French; a mail that is no longer there has left long ago."""
        if self.mail is None:
            return self.aside or "à lire ici"
        if self.mail_given_up is None:
            return "parti"
        return OutgoingMail(sent=self.mail_sent, given_up=self.mail_given_up, error=self.mail_error).state


@keeps(
    Personal(
        VISITORS,
        "Les erreurs signalées, et les réponses à «\u202fCela vous a-t-il servi\u202f?\u202f»\u202f: les mots, l’adresse de "
        "courriel si le lecteur en donne une",
        "corriger et améliorer les textes",
        f"{time_kept_in_words(KEPT)} après leur arrivée",
        ("email", "word"),
        lambda now: models.Q(at__lt=now - KEPT),
    )
)
class Notice(Received):
    """An error that a reader saw, or whether a text served them."""

    class Answer(models.TextChoices):
        ERROR = "erreur", "Erreur signalée"
        YES = "oui", "Oui"
        PARTLY = "en-partie", "En partie"
        NO = "non", "Non"

    answer = models.CharField("réponse", max_length=10, choices=Answer)

    class Meta(Received.Meta):
        verbose_name = "avis"
        verbose_name_plural = "avis"
