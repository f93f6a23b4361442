"""Quiet room: a scene of a course, and the writers that draw it."""
