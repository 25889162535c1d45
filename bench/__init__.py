"""`make bench`: ratios, each measured side by side with what others use, in one run and against one server."""
