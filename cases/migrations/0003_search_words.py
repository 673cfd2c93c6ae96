import django.db.models.deletion
from django.db import migrations, models

from cases.search_words import words_of

AT_ONCE = 1000


def keep_words(apps, schema_editor):
    """Write the words of the journeys that stand already."""
    Case, SearchWord = apps.get_model("cases", "Case"), apps.get_model("cases", "SearchWord")
    rows = []
    for pk, name, reference in Case.objects.values_list("pk", "patient_name", "reference").iterator():
        rows += [SearchWord(case_id=pk, word=word) for word in words_of(name, reference)]
        if len(rows) >= AT_ONCE:
            SearchWord.objects.bulk_create(rows)
            rows = []
    SearchWord.objects.bulk_create(rows)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_team_member_version"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.BinaryField()),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_words",
                        to="cases.case",
                    ),
                ),
            ],
        ),
        migrations.RemoveIndex(
            model_name="case",
            name="case_by_patient",
        ),
        migrations.AddIndex(
            model_name="searchword",
            index=models.Index(fields=["word", "case"], name="searchword_by_word"),
        ),
        migrations.AddConstraint(
            model_name="searchword",
            constraint=models.UniqueConstraint(fields=("case", "word"), name="searchword_once_per_case"),
        ),
        migrations.RunPython(keep_words, migrations.RunPython.noop, elidable=True),
    ]
