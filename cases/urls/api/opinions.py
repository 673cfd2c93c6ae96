"""Addresses of the API: the opinions, what each doctor said, and the comparison."""

from django.urls import path

from cases.api import comparison, opinions
from cases.urls.api.journeys import JOURNEY

OPINION = f"{JOURNEY}opinions/<uuid:opinion>/"
ROW = f"{JOURNEY}comparison-rows/<uuid:row>/"

# /api/v1/journeys/{journey}/opinions/
opinion_urls = [
    path(f"{JOURNEY}opinions/", opinions.Opinions.as_view(), name="opinions"),
    path(OPINION, opinions.Opinion.as_view(), name="opinion"),
    path(f"{OPINION}findings/", opinions.Findings.as_view(), name="findings"),
    path(f"{OPINION}findings/<uuid:row>/", opinions.Finding.as_view(), name="finding"),
]

# /api/v1/journeys/{journey}/comparison/, …/comparison-rows/
comparison_urls = [
    path(f"{JOURNEY}comparison/", comparison.Comparison.as_view(), name="comparison"),
    path(f"{JOURNEY}comparison-rows/", comparison.ComparisonRows.as_view(), name="comparison-rows"),
    path(ROW, comparison.ComparisonRow.as_view(), name="comparison-row"),
    path(f"{ROW}questions/", comparison.RowQuestions.as_view(), name="comparison-row-questions"),
]

urlpatterns = [*opinion_urls, *comparison_urls]
