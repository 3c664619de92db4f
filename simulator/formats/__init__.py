"""The outside world in: worlds, scenarios, requests and policies from files and text."""
