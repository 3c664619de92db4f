"""The same values for programs: `documents` has one function a command, the schemas are beside.

Nothing here depends on when or where it ran: no wall-clock times, no absolute paths. Simulated
instants are data and stay.
"""
