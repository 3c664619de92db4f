"""The accounts, the calls made in them, and what each called service sees."""
