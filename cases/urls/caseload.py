"""Addresses: caseload."""

from django.urls import path

from cases.views import caseload

urlpatterns = [path("caseload/", caseload.caseload, name="caseload")]
