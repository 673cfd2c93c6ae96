"""Addresses of the API: the questions for the doctor, and the bank."""

from django.urls import path

from cases.api import questions
from cases.urls.api.journeys import JOURNEY

QUESTION = f"{JOURNEY}questions/<uuid:question>/"

# /api/v1/journeys/{journey}/questions/
urlpatterns = [
    path(f"{JOURNEY}questions/", questions.Questions.as_view(), name="questions"),
    path(QUESTION, questions.Question.as_view(), name="question"),
    path(f"{QUESTION}changes/", questions.QuestionChanges.as_view(), name="question-changes"),
    path(f"{JOURNEY}question-bank/", questions.QuestionBank.as_view(), name="question-bank"),
]
