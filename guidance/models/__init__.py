"""What the library keeps."""

from guidance.models.editions import Edition
from guidance.models.glossary import GlossaryTerm
from guidance.models.pages import Guide, Library, Topic
from guidance.models.pictures import GuidePicture, GuideRendition
from guidance.models.search import GuideWord, LibraryWord
from guidance.models.upkeep import GuideLink, GuidePlace, GuideVote, LinkCheck, MissedSearch, StarterGuide

__all__ = [
    "Edition",
    "GlossaryTerm",
    "Guide",
    "GuideLink",
    "GuidePicture",
    "GuidePlace",
    "GuideRendition",
    "GuideVote",
    "GuideWord",
    "Library",
    "LibraryWord",
    "LinkCheck",
    "MissedSearch",
    "StarterGuide",
    "Topic",
]
