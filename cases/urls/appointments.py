"""Addresses: doctors, appointments and questions."""

from django.urls import path

from cases.views import appointments, questions

ROOM = "cases/<uuid:uuid>/appointment/"

# /cases/<uuid>/appointment/
urlpatterns = [
    path(ROOM, appointments.room, name="appointment"),
    path(f"{ROOM}add/", appointments.add, name="appointment-add"),
    path(f"{ROOM}add-review/", appointments.add_review, name="appointment-add-review"),
    path(f"{ROOM}offers/", appointments.offers, name="appointment-offers"),
    path(f"{ROOM}<int:pk>/", appointments.edit, name="appointment-edit"),
    path(f"{ROOM}<int:pk>/choose/", appointments.choose, name="appointment-choose"),
    path(f"{ROOM}<int:pk>/cancel/", appointments.cancel, name="appointment-cancel"),
    path(f"{ROOM}<int:pk>/held/", appointments.held, name="appointment-held"),
    path(f"{ROOM}<int:pk>/missed/", appointments.missed, name="appointment-missed"),
    path(f"{ROOM}<int:pk>/undo/", appointments.undo, name="appointment-undo"),
    path(f"{ROOM}<int:pk>/restore/", appointments.restore, name="appointment-restore"),
    path(f"{ROOM}<int:pk>/chase/", appointments.chase, name="appointment-chase"),
]

# /cases/<uuid>/appointment/doctors/
urlpatterns += [
    path(f"{ROOM}doctors/add/", appointments.specialist_add, name="specialist-add"),
    path(f"{ROOM}doctors/<int:pk>/", appointments.specialist_edit, name="specialist-edit"),
    path(f"{ROOM}doctors/<int:pk>/state/", appointments.specialist_state, name="specialist-state"),
]

# /cases/<uuid>/appointment/questions/
urlpatterns += [
    path(f"{ROOM}questions/", questions.all_questions, name="questions"),
    path(f"{ROOM}questions/add/", questions.add, name="question-add"),
    path(f"{ROOM}questions/bank/", questions.bank, name="questions-bank"),
    path(f"{ROOM}questions/print/", questions.to_print, name="questions-print"),
    path(f"{ROOM}questions/<int:pk>/", questions.edit, name="question-edit"),
    path(f"{ROOM}questions/<int:pk>/answer/", questions.answer, name="question-answer"),
    path(f"{ROOM}questions/<int:pk>/move/", questions.move, name="question-move"),
    path(f"{ROOM}questions/<int:pk>/remove/", questions.remove, name="question-remove"),
]
