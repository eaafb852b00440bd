"""Cases: what operators keep, and its archive with the printed report."""
