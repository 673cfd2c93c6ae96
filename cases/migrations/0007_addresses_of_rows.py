import datetime as dt
from django.conf import settings
from django.db import migrations, models

from django.db.models import F, Value
from django.db.models.functions import Coalesce

from accounts.filling import with_uuids

ADDRESSED = (
    "appointment",
    "comparisonrow",
    "message",
    "note",
    "opinion",
    "question",
    "recorditem",
    "specialist",
    "step",
    "teaminvitation",
    "teammember",
    "telling",
)


def date_what_stands(apps, schema_editor):
    """A journey that stands already counts as last changed when it began; what is due orders as it is due."""
    never = Value(dt.date.max, output_field=models.DateField())
    apps.get_model("cases", "Case").objects.update(
        changed_at=F("created_at"), due_or_never=Coalesce("move_due_on", never)
    )


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_extra_days"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="appointment",
            name="uuid",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="changed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="due_or_never",
            field=models.DateField(default=dt.date(9999, 12, 31)),
        ),
        migrations.AddField(
            model_name="comparisonrow",
            name="uuid",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="message",
            name="uuid",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="note",
            name="uuid",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="opinion",
            name="uuid",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="question",
            name="uuid",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="recorditem",
            name="uuid",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="specialist",
            name="uuid",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="step",
            name="uuid",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="teaminvitation",
            name="uuid",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="teammember",
            name="uuid",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="telling",
            name="uuid",
            field=models.UUIDField(null=True),
        ),
        migrations.RunPython(with_uuids("cases", ADDRESSED), migrations.RunPython.noop),
        migrations.RunPython(date_what_stands, migrations.RunPython.noop),
    ]
