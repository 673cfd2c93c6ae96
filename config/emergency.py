"""The emergency list, read once from the starter content."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings


@cache
def emergency_content() -> dict[str, Any]:
    """The sentences and groups of cases/starter/emergency.toml."""
    text = Path(settings.ROOT, "cases", "starter", "emergency.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
