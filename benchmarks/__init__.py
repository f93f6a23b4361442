"""Ratios between two sides that were measured in one run. They print, and never gate."""
