"""Addresses: the journey itself."""

from django.urls import path

from cases.views import journey

urlpatterns = [
    path("journeys/", journey.own, name="journeys"),
    # /cases/<uuid>/
    path("cases/<uuid:uuid>/", journey.overview, name="journey"),
    path("cases/<uuid:uuid>/advance/", journey.advance, name="advance"),
    path("cases/<uuid:uuid>/go-back/", journey.go_back, name="go-back"),
    path("cases/<uuid:uuid>/hold/", journey.hold, name="hold"),
    path("cases/<uuid:uuid>/resume/", journey.resume, name="resume"),
    path("cases/<uuid:uuid>/reopen/", journey.reopen, name="reopen"),
    path("cases/<uuid:uuid>/withdraw/", journey.withdraw, name="withdraw"),
    path("cases/<uuid:uuid>/close/", journey.close, name="close"),
    path("cases/<uuid:uuid>/time-critical/", journey.time_critical, name="time-critical"),
]
