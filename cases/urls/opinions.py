"""Addresses: opinions and how they compare."""

from django.urls import path

from cases.views import opinions

urlpatterns = [
    # /cases/<uuid>/compare/
    path("cases/<uuid:uuid>/compare/", opinions.compare, name="compare"),
    path("cases/<uuid:uuid>/compare/third/", opinions.third_opinion, name="third-opinion"),
    # /cases/<uuid>/compare/opinions/<int>/
    path("cases/<uuid:uuid>/compare/opinions/add/", opinions.add, name="opinion-add"),
    path("cases/<uuid:uuid>/compare/opinions/<int:pk>/", opinions.findings, name="opinion-findings"),
    path("cases/<uuid:uuid>/compare/opinions/<int:pk>/edit/", opinions.edit, name="opinion-edit"),
    path("cases/<uuid:uuid>/compare/opinions/<int:pk>/remove/", opinions.remove, name="opinion-remove"),
    # /cases/<uuid>/compare/rows/<int>/
    path("cases/<uuid:uuid>/compare/rows/<int:pk>/", opinions.row, name="row"),
    path("cases/<uuid:uuid>/compare/rows/<int:pk>/rate/", opinions.rate, name="row-rate"),
    path("cases/<uuid:uuid>/compare/rows/<int:pk>/ask/", opinions.ask, name="row-ask"),
]
