"""Quiet room: a scene of a course, and the SVG that draws it."""
