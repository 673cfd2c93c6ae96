"""Which steps people added themselves."""

OWN = "own-"
"""What the keys of added steps begin with; no template's key does."""


def is_own(key: str) -> bool:
    """Whether somebody added this step, rather than the template of its stage."""
    return key.startswith(OWN)
