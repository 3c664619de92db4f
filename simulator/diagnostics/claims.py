"""What can be wrong with claims and with lessons?"""

from __future__ import annotations

from simulator.diagnostics.row import error

_CLAIM_FORM = (
    "A claim reads: (no|every|some) request [by CALLER...] [inside|outside RANGE...] "
    "[via SERVICE | directly] [where KEY=VALUE...] can ACTION on RESOURCE."
)

CLAIMS = (
    error("CLM001", "an unexpected word in a claim", _CLAIM_FORM),
    error("CLM002", "the claim ends too early", _CLAIM_FORM),
    error(
        "CLM003",
        "keys of a call that a service makes",
        "A service derives the keys of its calls: leave `where` or `via` out.",
    ),
    error(
        "CLM004",
        "a key without a value in a claim",
        "A claim speaks of every value of the keys that it does not name: leave it out.",
    ),
    error(
        "CLM005",
        "no such request in the scenario",
        "Name the request that yields the session, as FILE#NAME.",
    ),
)

LESSONS = (
    error("LSN001", "no such request in the scenario", "Name a request as the scenario names it."),
    error("LSN002", "the request has fewer calls", "1 is the first call, 2 the one it causes."),
    error(
        "LSN003",
        "what the question needs is missing",
        "verdict and statement need a request; fix needs edit, and allow or deny.",
    ),
    error("LSN004", "a policy that the scenario does not have", "Name the file of one it has."),
    error("LSN005", "not a number", "Write a number from 0 to 999."),
    error("LSN006", "a lesson without steps", "Write at least one."),
)
