"""The app of the platform: the rights it declares, the synonyms it lends to the index, triggers after each migration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate

from dts_platform.accounts.roles import ALL, KEEP, LOOK, NATIONAL, REFERENTS, TAKE_PART


class DtsPlatformConfig(AppConfig):
    name = "dts_platform"
    verbose_name = "Comptes, régions, recherche"
    default_auto_field = "django.db.models.BigAutoField"
    rights = {
        REFERENTS: {"grouperessource": KEEP, "referent": ALL}
        | dict.fromkeys(("synonyme", "fruitlesssearch", "editeur", "textedusite"), LOOK),
        NATIONAL: {"foundsearch": LOOK, "editeur": KEEP, "textedusite": TAKE_PART}
        | dict.fromkeys(("grouperessource", "referent", "synonyme", "fruitlesssearch"), ALL),
    }

    def ready(self):
        from dts_platform.content.places import places, towns
        from dts_platform.editorial import kept_triggers
        from dts_platform.editorial.kinds import Kind, declare
        from dts_platform.editorial.name_triggers import install_name_triggers
        from dts_platform.models import Editeur, Synonyme, TexteDuSite, integers
        from dts_platform.search.places import declare as declare_places
        from dts_platform.search.towns import declare as declare_towns
        from dts_platform.search.triggers import after_migrations, before_migrations
        from dts_platform.searchables import SearchableEditeur, SearchableSynonyme, SearchableTexteDuSite
        from dts_platform.text import django_formats

        django_formats.install()
        integers.register()
        declare_places(places())
        declare_towns(towns)
        declare(
            [
                Kind(Synonyme, SearchableSynonyme()),
                Kind(Editeur, SearchableEditeur()),
                Kind(TexteDuSite, SearchableTexteDuSite()),
            ]
        )
        pre_migrate.connect(before_migrations, sender=self)
        pre_migrate.connect(kept_triggers.before_migrations, sender=self)
        post_migrate.connect(after_migrations, sender=self)
        post_migrate.connect(install_name_triggers, sender=self)
        post_migrate.connect(kept_triggers.install, sender=self)
