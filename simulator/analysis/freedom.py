"""Which condition keys are open in a request of which caller, call and place are known?

A caller's own keys, those of the network, of the resource and of the calling services follow from
what is known. Others are the caller's choice, or the service's that is called: a claim about all
requests is a claim about all of their values.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from decimal import Decimal

from simulator.analysis.address_cells import Doubt, Reason
from simulator.evaluation.decision import StatementResult
from simulator.evaluation.operators import read_date, read_number
from simulator.evaluation.request import UNKNOWN
from simulator.evaluation.variables import variables_in
from simulator.keys import Kind, find_key
from simulator.language.model import Statement
from simulator.world.replayed import HopReplay, Origin

TIME_KEYS = ("aws:currenttime", "aws:epochtime")
ENDPOINT_KEYS = (
    "aws:SourceVpce",
    "aws:SourceVpc",
    "aws:VpcSourceIp",
    "aws:SourceVpcArn",
    "aws:VpceAccount",
    "aws:VpceOrgID",
    "aws:VpceOrgPaths",
)
"""Keys that every call through a VPC endpoint has, to services that send them."""

_CHOSEN = frozenset(
    [
        "aws:securetransport",
        "aws:useragent",
        "aws:multifactorauthpresent",
        "aws:multifactorauthage",
    ]
)
"""Keys that the caller chooses although a value can be derived: the credentials, the client."""

_SETTLED = (
    "aws:principal",
    "aws:username",
    "aws:userid",
    "aws:sourceip",
    "aws:sourcevpc",
    "aws:vpc",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceorg",
    "aws:calledvia",
    "aws:viaaws",
    "aws:resource",
    "aws:requestedregion",
    "aws:federatedprovider",
    "aws:tokenissuetime",
    "aws:assumedroot",
    "ec2:resourcetag/",
    "iam:resourcetag/",
    *TIME_KEYS,
)
"""How keys begin that follow from caller, place, resource, services and time, absent ones too."""

_SECOND = Decimal(1)
_LATEST = datetime.datetime(2200, 1, 1, tzinfo=datetime.UTC)


def keys_asked(statements: Iterable[StatementResult]) -> tuple[str, ...]:
    """Every key that the statements ask for, in conditions and variables, as first spelled."""
    found: dict[str, str] = {}
    for statement in statements:
        for key in _keys_of(statement.statement):
            found.setdefault(key.lower(), key)
    return tuple(found.values())


def _keys_of(statement: Statement) -> Iterator[str]:
    for condition in statement.conditions:
        yield condition.key.value
        for value in condition.values:
            yield from variables_in(value.value)
    for value in statement.resources.values if statement.resources is not None else ():
        yield from variables_in(value.value)


def open_keys(
    hop: HopReplay, statements: Iterable[StatementResult], *, session: bool
) -> tuple[str, ...]:
    """The keys that are asked of a call and that nothing settles.

    Args:
        hop: the call.
        session: whether it is made with a session whose origin is known, multi-factor
            authentication included.
    """
    derived = {entry.key.lower(): entry for entry in hop.context}

    def is_open(key: str) -> bool:
        name = key.lower()
        entry = derived.get(name)
        if entry is not None and entry.origin is Origin.GIVEN:
            return False
        if name in _CHOSEN:
            return not (session and name.startswith("aws:multifactor"))
        if name.startswith(_SETTLED):
            return False
        return entry is None or entry.value is None or entry.value is UNKNOWN

    return tuple(key for key in keys_asked(statements) if is_open(key))


def plausible(key: str, value: str | tuple[str, ...] | None, *, endpoint: bool) -> bool:
    """Whether a request can have such a value; a word that is neither true nor false is none.

    Args:
        endpoint: whether the request comes through an endpoint, so that it has the endpoint's keys.
    """
    row = find_key(key)
    if value is None:
        of_endpoint = endpoint and key.lower() in map(str.lower, ENDPOINT_KEYS)
        always = row is not None and row.present.partition(";")[0] == "always"
        return not (always or of_endpoint)
    if row is not None and row.kinds == (Kind.BOOL,):
        return value in ("true", "false")
    return True


def instants(
    statements: Iterable[StatementResult], begin: datetime.datetime, reasons: dict[Reason, None]
) -> tuple[datetime.datetime, ...]:
    """Instants from `begin` on, one for each stretch of time that the statements tell apart.

    Args:
        reasons: conditions that no stretches of time can tell apart are added to it.
    """
    moments: set[Decimal] = set()
    for statement in statements:
        for condition in statement.statement.conditions:
            if condition.key.value.lower() not in TIME_KEYS or condition.base == "Null":
                continue
            for value in condition.values:
                moment = _moment(condition.base, value.value)
                if moment is not None:
                    moments |= {moment - _SECOND, moment, moment + _SECOND}
                elif condition.base.startswith("String"):
                    reasons[Reason(Doubt.CELLS, condition.key.value, value.span)] = None
    found = {begin}
    for moment in moments:
        try:
            at = datetime.datetime.fromtimestamp(int(moment), datetime.UTC)
        except (ValueError, OverflowError, OSError):
            continue
        if begin < at < _LATEST:
            found.add(at)
    return tuple(sorted(found))


def _moment(operator: str, text: str) -> Decimal | None:
    if operator.startswith("Date"):
        return read_date(text)
    return read_number(text) if operator.startswith("Numeric") else None
