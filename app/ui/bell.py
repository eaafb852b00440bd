"""The bell of every page: open alerts, and new ones as they arise; the browser listens to them by itself."""

from .component import component
from .page import PageContext


def bell(context: PageContext) -> None:
    """Show how many alerts nobody has acknowledged, and listen from here on."""
    alerts = context.room.alerts
    newest = alerts.newest(context.who)  # first: what arises in between is heard of twice rather than never
    component("bell", "elements")(data={"newest": newest, "open": alerts.unacknowledged(context.who)}, key="bell")
