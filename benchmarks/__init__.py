"""How fast is it, beside other tools that answer the same question? `make bench` tells."""
