"""Wiring: settings, addresses, server. No medicine, no patient."""
