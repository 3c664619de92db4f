"""One file a screen: what is where, and what each key does there."""
