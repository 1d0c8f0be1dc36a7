"""Rights follow the class of a table that takes another name; for migrations, of every app."""

from django.db.migrations import RunPython

ACTIONS = ("add", "change", "delete", "view")


def rename_rights(label: str, names: dict[str, str]) -> RunPython:
    """Give the rights of an app the new names of its models; {old: new}, in small letters."""

    def rename(apps, names):
        permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label=label)
        for old, new in names.items():
            for action in ACTIONS:
                permissions.filter(codename=f"{action}_{old}").update(codename=f"{action}_{new}")

    return RunPython(
        lambda apps, editor: rename(apps, names),
        lambda apps, editor: rename(apps, {new: old for old, new in names.items()}),
    )
