"""Every sentence that a person reads about a decision or a replay; the formats only place them.

`tables` says each enumeration's members, `values` what a request and a policy hold, `conditions`
how one compares with the other, `decisions` why a verdict came out, `replays` what became of calls.
"""
