"""Every diagnostic there is: code, severity, title, what to do, and the source of the rule.

The table is the only home of these texts: `report` prints them, `calledvia rule CODE` shows one,
the reference page is generated from it. A `source.Diagnostic` names a row by its code. There is a
module for each thing that diagnostics are about.
"""

from __future__ import annotations

from simulator.diagnostics.claims import CLAIMS, LESSONS
from simulator.diagnostics.files import FILES, YAML
from simulator.diagnostics.imports import IMPORTS
from simulator.diagnostics.logs import LOGS
from simulator.diagnostics.policies import POLICIES
from simulator.diagnostics.row import DiagnosticRow as DiagnosticRow
from simulator.diagnostics.row import Severity as Severity
from simulator.diagnostics.templates import DECLARED, PLANS, TEMPLATES
from simulator.diagnostics.worlds import REQUESTS, WORLDS

DIAGNOSTICS: dict[str, DiagnosticRow] = {
    row.code: row
    for row in (
        *POLICIES,
        *FILES,
        *YAML,
        *WORLDS,
        *REQUESTS,
        *CLAIMS,
        *LESSONS,
        *IMPORTS,
        *LOGS,
        *DECLARED,
        *TEMPLATES,
        *PLANS,
    )
}
