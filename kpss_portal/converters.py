"""Parts of addresses that several apps have."""

from datetime import date

from django.urls import register_converter


class DayConverter:
    """yyyy-mm-dd; an address with a day that does not exist leads nowhere."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """ValueError, which means no match, for 2026-02-30."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        """ISO 8601."""
        return value.isoformat()


register_converter(DayConverter, "day")
