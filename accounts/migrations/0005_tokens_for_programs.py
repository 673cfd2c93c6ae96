import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from accounts.filling import with_uuids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_unread_notices"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="is_service",
            field=models.BooleanField(default=False, editable=False, verbose_name="a connected system"),
        ),
        migrations.AddField(
            model_name="user",
            name="uuid",
            field=models.UUIDField(null=True),
        ),
        migrations.RunPython(with_uuids("accounts", ["user"]), migrations.RunPython.noop),
        migrations.AlterField(
            model_name="accessevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("invited", "Invited"),
                    ("invited_again", "Invited again"),
                    ("invitation_withdrawn", "Invitation withdrawn"),
                    ("invitation_accepted", "Invitation accepted"),
                    ("role_given", "Role given"),
                    ("role_taken", "Role taken away"),
                    ("deactivated", "Account closed to sign-in"),
                    ("reactivated", "Account opened again"),
                    ("token_made", "Token for programs made"),
                    ("token_revoked", "Token for programs revoked"),
                    ("service_opened", "Connected system added"),
                ],
                max_length=30,
                verbose_name="what",
            ),
        ),
        migrations.CreateModel(
            name="ApiCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=24)),
                ("minute", models.BigIntegerField()),
                ("count", models.PositiveIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["minute"], name="apicount_by_age")],
                "constraints": [
                    models.UniqueConstraint(fields=("key", "minute"), name="apicount_once_a_minute")
                ],
            },
        ),
        migrations.CreateModel(
            name="ApiReplay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=200)),
                ("fingerprint", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("status", models.PositiveSmallIntegerField(null=True)),
                ("headers", models.JSONField(default=dict)),
                ("body", models.TextField(blank=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["at"], name="apireplay_by_age")],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "key"), name="apireplay_once_per_key")
                ],
            },
        ),
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=80, verbose_name="what it is for")),
                ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("hint", models.CharField(editable=False, max_length=8)),
                (
                    "reach",
                    models.CharField(
                        choices=[
                            ("own", "My own journeys, as patient or family"),
                            ("caseload", "The journeys I work on"),
                        ],
                        max_length=10,
                        verbose_name="what it reaches",
                    ),
                ),
                ("may_write", models.BooleanField(default=False, verbose_name="may change things")),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("last_used_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tokens",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revoked_at", None), ("revoked_by", None)),
                            models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="apitoken_revoked_at_and_by_together",
                    )
                ],
            },
        ),
    ]
