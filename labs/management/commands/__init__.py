"""One file a command: its arguments, then a door of labs.record."""
