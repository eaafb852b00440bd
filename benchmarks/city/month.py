"""When the simulated city was recorded."""

from datetime import UTC, datetime

BEGIN = datetime(2026, 10, 1, tzinfo=UTC)
DAYS = 30
