"""A second evaluator, written from AWS's pages: slow, literal, nothing shared."""
