"""What a policy says: its text, its grammar, its parts with their places."""
