from django.db import migrations, models

from accounts.filling import with_uuids


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0008_each_row_its_address"),
    ]

    operations = [
        migrations.AddField("sentguide", "uuid", models.UUIDField(null=True)),
        migrations.RunPython(with_uuids("cases", ["sentguide"]), migrations.RunPython.noop),
    ]
