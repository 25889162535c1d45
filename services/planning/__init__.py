"""What has come due, and what will."""
