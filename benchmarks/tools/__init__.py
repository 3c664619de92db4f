"""Each tool in a module: how it takes policies and requests, and how it is asked."""
