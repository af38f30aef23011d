"""Local time of the sample sites (China, UTC+8) as text and as an aware moment."""

from datetime import UTC, datetime, timedelta, timezone

_CHINA = timezone(timedelta(hours=8))


def east_eight(text: str) -> datetime:
    """The moment of a local `YYYY-MM-DD` or `YYYY-MM-DD HH:MM`, in UTC; a date alone means nine in the morning."""
    stamp = text if " " in text else f"{text} 09:00"
    return datetime.strptime(stamp, "%Y-%m-%d %H:%M").replace(tzinfo=_CHINA).astimezone(UTC)
