"""The journal of the content files: what each said when it was last loaded."""

from django.db import models


class LoadedFile(models.Model):
    """A content file as it was last loaded: what it said, and what the database held just after."""

    chemin = models.CharField(max_length=200, unique=True)
    empreinte_du_fichier = models.CharField(max_length=64)
    empreinte_des_donnees = models.CharField(max_length=64)

    class Meta:
        db_table = "dts_platform_fichierdecontenu"
        verbose_name = "fichier de contenu chargé"
        verbose_name_plural = "fichiers de contenu chargés"
        ordering = ["chemin"]

    def __str__(self) -> str:
        return self.chemin
