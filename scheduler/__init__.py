"""What happens by itself: the tick, the planner, the sender and its pacing."""
