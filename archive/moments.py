"""Times as the archive shows them."""

from datetime import datetime, timedelta, timezone

from archive.errors import ArchiveError

BEIJING = timezone(timedelta(hours=8))


def beijing_time(moment: datetime) -> str:
    """The moment as `北京时间 YYYY-MM-DD HH:MM:SS`."""
    if moment.tzinfo is None:
        raise ArchiveError(f"归档时间没有时区：{moment}", "给出带时区的时间")
    return f"北京时间 {moment.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"
