import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    """PostgreSQL changes no table that the same transaction has filled, so this comes after it."""

    dependencies = [
        ("accounts", "0005_tokens_for_programs"),
    ]

    operations = [
        migrations.AlterField(
            "user", "uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
        ),
    ]
