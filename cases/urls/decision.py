"""Addresses: the decision."""

from django.urls import path

from cases.views import decision

urlpatterns = [
    # /cases/<uuid>/decide/
    path("cases/<uuid:uuid>/decide/", decision.decide, name="decide"),
    path("cases/<uuid:uuid>/decide/edit/", decision.edit, name="decision-edit"),
    path("cases/<uuid:uuid>/decide/tell/", decision.tell, name="tell"),
    path("cases/<uuid:uuid>/decide/told/<int:pk>/remove/", decision.untell, name="untell"),
]
