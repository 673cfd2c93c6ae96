"""Make the group of each site role."""

from django.db import migrations

SITE_ROLES = ["advocate", "lead", "editor", "reviewer", "administrator"]


def make_groups(apps, _schema_editor):
    group_model = apps.get_model("auth", "Group")
    for name in SITE_ROLES:
        group_model.objects.get_or_create(name=name)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
