"""Addresses: steps."""

from django.urls import path

from cases.views import steps

# /cases/<uuid>/steps/<int>/
urlpatterns = [
    path("cases/<uuid:uuid>/steps/<int:pk>/", steps.step, name="step"),
    path("cases/<uuid:uuid>/steps/<int:pk>/answer/", steps.answer, name="step-answer"),
    path("cases/<uuid:uuid>/steps/<int:pk>/reopen/", steps.reopen, name="step-reopen"),
    path("cases/<uuid:uuid>/steps/<int:pk>/remove/", steps.remove, name="step-remove"),
]

# /cases/<uuid>/: steps with a form of their own
urlpatterns += [
    path("cases/<uuid:uuid>/safe-to-wait/", steps.safe_to_wait, name="safe-to-wait"),
    path("cases/<uuid:uuid>/insurer-call/", steps.insurer_call, name="insurer-call"),
    path("cases/<uuid:uuid>/insurer-call/print/", steps.insurer_script, name="insurer-script"),
]
