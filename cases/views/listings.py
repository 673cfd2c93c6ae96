"""The lists of what administrators edit on screen."""

from typing import Any

from django.utils import timezone

from accounts.views.shelves import Listing
from cases.deadlines import federal_holidays


class HolidayListing(Listing):
    """The days that people declared, below what is known anyway."""

    template_name = "cases/admin/holidays.html"

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 -- the signature is Wagtail's
        """Beside the list, the federal holidays of this year and the next."""
        this_year = timezone.localdate().year
        years = [(year, federal_holidays(year)) for year in (this_year, this_year + 1)]
        return {**super().get_context_data(*args, **kwargs), "years": years}
