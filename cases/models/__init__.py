"""The rows of a journey."""

from cases.models.appointments import Appointment, Question, Specialist
from cases.models.days import ExtraDay
from cases.models.decision import Decision, Telling
from cases.models.guides import SentGuide
from cases.models.journey import Case, SearchWord, Step
from cases.models.messages import Message, Note
from cases.models.opinions import ComparisonRow, Finding, Opinion
from cases.models.records import Document, ItemChange, RecordItem, Upload
from cases.models.request import RequestDraft
from cases.models.team import TeamInvitation, TeamMember
from cases.models.templates import QuestionTemplate, RecordTemplate, RowTemplate, StepTemplate
from cases.models.timeline import CaseEvent

__all__ = [
    "Appointment",
    "Case",
    "CaseEvent",
    "ComparisonRow",
    "Decision",
    "Document",
    "ExtraDay",
    "Finding",
    "ItemChange",
    "Message",
    "Note",
    "Opinion",
    "Question",
    "QuestionTemplate",
    "RecordItem",
    "RecordTemplate",
    "RequestDraft",
    "RowTemplate",
    "SearchWord",
    "SentGuide",
    "Specialist",
    "Step",
    "StepTemplate",
    "TeamInvitation",
    "TeamMember",
    "Telling",
    "Upload",
]
