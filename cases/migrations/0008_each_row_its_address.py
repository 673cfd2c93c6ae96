import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    """PostgreSQL changes no table that the same transaction has filled, so this comes after it."""

    dependencies = [
        ("cases", "0007_addresses_of_rows"),
    ]

    operations = [
        migrations.AlterField(
            "appointment", "uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
        ),
        migrations.AlterField(
            "comparisonrow", "uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
        ),
        migrations.AlterField(
            "message", "uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
        ),
        migrations.AlterField(
            "note", "uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
        ),
        migrations.AlterField(
            "opinion", "uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
        ),
        migrations.AlterField(
            "question", "uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
        ),
        migrations.AlterField(
            "recorditem", "uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
        ),
        migrations.AlterField(
            "specialist", "uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
        ),
        migrations.AlterField(
            "step", "uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
        ),
        migrations.AlterField(
            "teaminvitation", "uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
        ),
        migrations.AlterField(
            "teammember", "uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
        ),
        migrations.AlterField(
            "telling", "uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
        ),
        migrations.AlterField("case", "changed_at", models.DateTimeField()),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["status", "due_or_never", "created_at", "id"], name="case_by_due"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["changed_at", "id"], name="case_by_changed"),
        ),
    ]
