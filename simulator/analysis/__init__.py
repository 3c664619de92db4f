"""Questions that take many evaluations: frozen question in, frozen answer out, no sentence."""
