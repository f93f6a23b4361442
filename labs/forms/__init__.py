"""What people type; a valid form holds readings or a dated fact."""
