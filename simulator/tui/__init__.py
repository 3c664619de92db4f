"""The terminal app: screens own layout, one value owns state, nobody evaluates in a handler."""
