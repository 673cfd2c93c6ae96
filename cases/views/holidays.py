"""The pages on which administrators declare a day off, or one on which offices work."""

from accounts.views import saving, shelves
from notifications.views.replanning import PlansAnew


class CreateView(PlansAnew, saving.CreateView):
    """A new day."""


class EditView(PlansAnew, shelves.EditView):
    """A day that was declared."""
