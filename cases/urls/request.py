"""Addresses: request, and the answers that it gave."""

from django.urls import path

from cases.views import answers, request

# /request/
urlpatterns = [
    path("request/", request.start, name="request-start"),
    path("request/begin/", request.begin, name="request-begin"),
    path("request/<uuid:uuid>/", request.resume, name="request-resume"),
    path("request/<uuid:uuid>/call/", request.call, name="request-call"),
    path("request/<uuid:uuid>/check/", request.check, name="request-check"),
    path("request/<uuid:uuid>/discard/", request.discard, name="request-discard"),
    path("request/<uuid:uuid>/<slug:page>/", request.page, name="request-page"),
]

# /caseload/new/
urlpatterns += [path("caseload/new/", request.new_journey, name="journey-new")]

# /cases/<uuid>/
urlpatterns += [
    path("cases/<uuid:uuid>/welcome/", request.welcome, name="welcome"),
    path("cases/<uuid:uuid>/answers/", answers.answers, name="answers"),
    path("cases/<uuid:uuid>/answers/<slug:page>/", answers.edit, name="answers-edit"),
]
