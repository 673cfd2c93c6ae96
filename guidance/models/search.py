"""The index of the search: which words a published guide holds. Derived when it is published."""

from django.db import models

from guidance.models.pages import Guide


class LibraryWord(models.Model):
    """A word by which guides are found, as search_words keeps it; `shown` is how a guide wrote it."""

    language = models.CharField(max_length=15)
    word = models.CharField(max_length=80)
    shown = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "word"], name="word_once_per_language")]

    def __str__(self) -> str:
        return f"{self.language}/{self.word}"


class GuideWord(models.Model):
    """A published guide holds a word; the weight says how much the guide is about it."""

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="words")
    word = models.ForeignKey(LibraryWord, on_delete=models.CASCADE, related_name="uses", db_index=False)
    weight = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["guide", "word"], name="word_once_per_guide")]
        indexes = [models.Index(fields=["word", "guide", "weight"], name="guides_of_a_word")]

    def __str__(self) -> str:
        return f"{self.guide_id} {self.word_id}"
