"""Each account holds its role. Those that exist get theirs from what they could do, and their rights on tables stay.

Until now an account without region was national, whatever its group. Who was of the national team stays so; a referent
who had lost every region is a referent again.
"""

from django.db import migrations, models

REFERENTS, NATIONAL = "Référents régionaux", "Équipe nationale"
TEXTS = ("fiches", "experiences", "missions")


def role_of(account, rights_on_texts):
    """The role of an account of that day; `rights_on_texts` are the permissions that let one write."""
    if account.is_superuser:
        return "administrateur"
    if not account.is_staff:
        return ""
    groups = set(account.groups.values_list("name", flat=True))
    if account.affectations.exists() or (REFERENTS in groups and NATIONAL not in groups):
        return "referent"
    holds = rights_on_texts.filter(group__in=account.groups.all()) | rights_on_texts.filter(user=account)
    return "relecteur" if NATIONAL in groups or holds.exists() else ""


def forwards(apps, schema_editor):
    permissions = apps.get_model("auth", "Permission").objects
    rights_on_texts = permissions.filter(content_type__app_label__in=TEXTS).exclude(codename__startswith="view_")
    for account in apps.get_model("dts_platform", "User").objects.order_by("pk"):
        account.role = role_of(account, rights_on_texts)
        account.save(update_fields=["role"])


class Migration(migrations.Migration):
    dependencies = [
        ("dts_platform", "0005_shape_of_the_index"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="role",
            field=models.CharField(
                "rôle",
                max_length=16,
                choices=[
                    ("referent", "Référent de région"),
                    ("relecteur", "Relecteur national"),
                    ("administrateur", "Administrateur"),
                ],
                blank=True,
                default="",
                help_text="Un référent écrit les textes de ses régions, indiquées plus bas. Un relecteur national écrit et publie partout. "
                "Un administrateur gère aussi les comptes. Sans rôle, ou référent sans région : ce compte ne modifie rien.",
            ),
        ),
        migrations.RunPython(forwards, migrations.RunPython.noop),
    ]
