"""What changed between two files, folders or releases."""
