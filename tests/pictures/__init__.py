"""The pictures of the guides and of the README, taken of the running bot: `python -m tests.pictures`."""
