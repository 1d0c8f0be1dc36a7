"""Rights on tables that are new, given to the groups of sites that have them already; for migrations, of every app."""

from django.db.migrations import RunPython

ALL = ("add", "change", "delete", "view")
LOOK = ("view",)
REFERENTS, NATIONAL = "Référents régionaux", "Équipe nationale"


def grant_rights(label: str, rights: dict[str, dict[str, tuple[str, ...]]]) -> RunPython:
    """Give groups rights on new models of an app: {group: {model in small letters: actions}}.

    A group that does not stand yet is filled when it is made. Django makes what is missing of the permissions afterwards.
    """

    def grant(apps, editor):
        kinds, permissions = apps.get_model("contenttypes", "ContentType"), apps.get_model("auth", "Permission")
        for group in apps.get_model("auth", "Group").objects.filter(name__in=rights):
            for model, actions in rights[group.name].items():
                kind, _ = kinds.objects.get_or_create(app_label=label, model=model)
                verbose = apps.get_model(label, model)._meta.verbose_name
                for action in actions:
                    permission, _ = permissions.objects.get_or_create(
                        content_type=kind,
                        codename=f"{action}_{model}",
                        defaults={"name": f"Can {action} {verbose}"},
                    )
                    group.permissions.add(permission)

    return RunPython(grant, RunPython.noop)
