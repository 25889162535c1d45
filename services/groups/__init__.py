"""Self-help groups: wishes, rounds of matching, proposals, what happens in a group, meetings, the group's chat."""
