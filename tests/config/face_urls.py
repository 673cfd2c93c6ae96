"""The addresses of the house, and one page with every element of the face."""

from pathlib import Path

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template import engines
from django.urls import path

from config import urls as house
from tests.config.every_field import EveryField

PAGE = Path(__file__).with_name("face.html")
STAGES = [
    {"name": "Request", "state": "done", "small": "finished 4 November", "url": "#"},
    {"name": "Records", "state": "now", "small": "7 of 9 in", "url": "#"},
    {"name": "Appointment", "state": "next", "small": "usually 2–4 weeks"},
    {"name": "Compare", "state": "next"},
    {"name": "Decide", "state": "next", "small": "safe to wait until 20 January"},
]
ROOMS = [
    {"label": "Overview", "url": "#", "current": True},
    {"label": "Records", "url": "#"},
    {"label": "Appointment", "url": "#"},
    {"label": "Compare", "url": "#"},
    {"label": "Decide", "url": "#"},
    {"label": "Messages", "url": "#", "badge": 2},
    {"label": "Timeline", "url": "#"},
    {"label": "Team", "url": "#"},
]
ACTIONS = [
    {"label": "I have asked for it", "url": "#", "post": True},
    {"label": "I have it – add the files", "url": "#"},
    {"label": "I can’t get it", "url": "#"},
]
FACTS = [
    {"label": "First diagnosis", "value": "Spinal stenosis", "url": "#"},
    {"label": "Decide by", "value": "", "url": "#"},
]
ROWS = [
    {
        "name": "James Whitfield",
        "about": "Prostate cancer",
        "reference": "SP-2M8T-X4",
        "stage": "Appointment",
        "move": "Confirm the slides left St. Luke’s",
        "why": "pathology · courier number missing",
        "kind": "yours",
        "turn": "You",
        "by": "Fri 28 Nov",
        "records": "11 / 12",
        "contact": "3 days ago",
    },
    {
        "name": "Helen Kowalski",
        "about": "Lymphoma",
        "reference": "SP-1ZRN-V6",
        "stage": "Decide",
        "move": "Send the decision to both teams",
        "why": "",
        "kind": "late",
        "turn": "Patient, 2 days late",
        "by": "Mon 1 Dec",
        "records": "12 / 12",
        "contact": "today",
    },
]


@login_not_required
def face(request):
    """Every element on one page."""
    messages.success(request, "Saved. Maya can see it now.")
    context = {
        "stages": STAGES,
        "rooms": ROOMS,
        "actions": ACTIONS,
        "facts": FACTS,
        "rows": ROWS,
        "masthead": [
            {"label": "My journey", "url": "#", "current": True, "badge": 0},
            {"label": "Messages", "url": "#", "current": False, "badge": 2},
        ],
        "page": Paginator(range(60), 25).page(2),
        "form": EveryField({"doctor": "Dr. Anand", "told_on": "last week", "state": "TX"}),
    }
    return HttpResponse(engines["django"].from_string(PAGE.read_text()).render(context, request))


urlpatterns = [path("face/", face), *house.urlpatterns]
handler400, handler403 = house.handler400, house.handler403
handler404, handler500 = house.handler404, house.handler500
