"""The clinic, from the cellar up: see docs/house.md."""
