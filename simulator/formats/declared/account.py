"""Which account do declared things make, and what of them is left out?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from simulator.formats.declared.declaration import Declaration, Kind, Surroundings
from simulator.formats.declared.identities import identities_of
from simulator.formats.declared.organization import organized
from simulator.formats.declared.resources import owned_by
from simulator.formats.declared.rows import Rows
from simulator.formats.imports.imported import Imported
from simulator.formats.loading import Findings
from simulator.source import Span
from simulator.world.world import Account

_NO_POLICY = frozenset(["AWS::IAM::InstanceProfile", "aws_iam_instance_profile"])
"""Types that are named with the others and hold no policy of their own."""


def imported(
    declarations: Sequence[Declaration],
    kinds: Sequence[Kind],
    rows: Rows,
    where: Surroundings,
    start: Span,
    findings: Findings,
) -> Imported:
    """The world of what is declared in one account.

    Args:
        declarations: everything, resolved.
        kinds: the format's table of names.
        rows: the format's table of properties.
        where: account and Region.
        start: the beginning of the file, for what concerns all of it.
        findings: where to report, with what was found before.
    """
    identities = identities_of(declarations, rows, where, findings)
    owned = owned_by(declarations, kinds, rows, where, findings)
    above = organized(declarations, rows.organization, where.account, findings)
    own = above.accounts.get(where.account, Account(where.account))
    account = replace(
        own,
        users=identities.users,
        groups=identities.groups,
        roles=identities.roles,
        resources=owned.resources,
        endpoints=owned.endpoints,
        partition=where.partition,
    )
    _count_others(declarations, rows, start, findings)
    return Imported(
        accounts={**above.accounts, where.account: account},
        organization=above.organization,
        diagnostics=findings.loaded(None).diagnostics,
        named={where.account: start},
    )


def _count_others(
    declarations: Sequence[Declaration], rows: Rows, start: Span, findings: Findings
) -> None:
    """Say of which types there are things that nothing here is made of, and how many."""
    known = rows.types() | _NO_POLICY
    others = Counter(one.type for one in declarations if one.kind is None and one.type not in known)
    if others:
        types = ", ".join(f"{type_} ({count})" for type_, count in sorted(others.items()))
        findings.report("DCL010", start, got=types, detail=str(others.total()))
