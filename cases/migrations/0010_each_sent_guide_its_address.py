import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    """PostgreSQL changes no table that the same transaction has filled, so this comes after it."""

    dependencies = [
        ("cases", "0009_addresses_of_sent_guides"),
    ]

    operations = [
        migrations.AlterField(
            "sentguide", "uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
        ),
    ]
