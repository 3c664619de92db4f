"""What templates and plans have in common: things that are declared, and the account they make."""
