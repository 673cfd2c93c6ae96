"""What the library says no to."""


class NotReady(Exception):
    """A guide can't be published as it stands; the sentence says why, and is written for people."""

    def __init__(self, guide_id: int, sentence: str) -> None:
        super().__init__(sentence)
        self.guide_id = guide_id
