"""Into which actions, resources and principals do policies split all that there are?

Patterns split texts: for every combination of patterns that one text can match there is a text. An
ARN is split part by part. The texts that policies name are among them, real actions where the
service data has them, and something that no policy names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from simulator import services
from simulator.analysis.address_cells import Doubt, Reason
from simulator.evaluation.globs import Glob, folded, has_wildcard, split_at
from simulator.evaluation.operators import ARN_PARTS
from simulator.evaluation.witnesses import STRANGER, TooManyStates, witnesses
from simulator.language.arn import parse_arn
from simulator.language.model import Policy, Statement
from simulator.language.pattern import Variable, Wildcard, parse_pattern

ACCOUNT = "111122223333"
"""An account that AWS's documentation uses in its examples."""

_OTHER_ACCOUNT = "999999999999"
_OTHER_ACTIONS = ("s3:GetObject", "ec2:RunInstances", "iam:GetUser")
OTHER_NAME = "xyzzy"
"""A name that no policy uses."""

_MOST = 4096


@dataclass(frozen=True, slots=True)
class Who:
    """A principal, and the keys that follow from it.

    Args:
        principal: as `Request.principal` takes it.
        keys: condition keys that are settled with it.
    """

    principal: str
    keys: tuple[tuple[str, str], ...] = ()


SOMEBODY = Who(f"arn:aws:iam::{ACCOUNT}:user/somebody")


def statements_in(policies: Iterable[Policy]) -> Iterator[tuple[Policy, Statement]]:
    """Every statement with its policy."""
    for policy in policies:
        for statement in policy.statements:
            yield policy, statement


def actions(policies: Iterable[Policy], reasons: dict[Reason, None]) -> tuple[str, ...]:
    """Actions, one or more for each combination of patterns that an action can match.

    Args:
        reasons: a split that is not exact is added to it.
    """
    texts = {
        value.value: value.span for _, s in statements_in(policies) for value in s.actions.values
    }
    globs = {text: _glob(text, variables=False) for text in texts}
    plain = [text for text, glob in globs.items() if not has_wildcard(glob)]
    wild = [folded(glob) for glob in globs.values() if has_wildcard(glob)]
    prefixes = {text.partition(":")[0].lower() for text in texts}
    real = [name for prefix in sorted(prefixes) for name in services.action_names(prefix)]
    found = dict.fromkeys((*plain, *real, *_OTHER_ACTIONS))
    try:
        for text in witnesses(wild).values() if wild else ():
            found[text.replace(STRANGER, OTHER_NAME)] = None
            found[text] = None
    except TooManyStates:
        reasons[Reason(Doubt.CELLS, "Action", next(iter(texts.values()), None))] = None
    return tuple(found)


def resources(policies: Iterable[Policy], reasons: dict[Reason, None]) -> tuple[str, ...]:
    """Resources, one or more for each combination of patterns that a resource can match.

    Args:
        reasons: a split that is not exact is added to it.
    """
    values = [
        value
        for _, statement in statements_in(policies)
        if statement.resources is not None
        for value in statement.resources.values
    ]
    globs = {value.value: _glob(value.value, variables=True) for value in values}
    plain = [text for text, glob in globs.items() if not has_wildcard(glob) and "${" not in text]
    found = dict.fromkeys((*plain, f"arn:aws:s3:::{OTHER_NAME}", "*"))
    try:
        found.update(dict.fromkeys(_arns(list(globs.values()))))
    except TooManyStates:
        reasons[Reason(Doubt.CELLS, "Resource", values[0].span)] = None
    return tuple(found)


def _arns(globs: list[Glob]) -> Iterator[str]:
    """ARNs part by part, every combination put together."""
    rows = [_parts(glob) for glob in globs]
    rows = [row for row in rows if row]
    if not rows:
        return
    choices: list[list[str]] = [["arn"]]
    total = 1
    for number in range(1, ARN_PARTS):
        texts = witnesses([row[number] for row in rows]).values()
        last = number == ARN_PARTS - 1
        kept = [text for text in dict.fromkeys(texts) if last or ":" not in text]
        choices.append(kept)
        total *= len(kept)
        if total > _MOST:
            raise TooManyStates
    for parts in product(*choices):
        text = ":".join(parts)
        yield text.replace(STRANGER, OTHER_NAME)
        yield text


def _parts(glob: Glob) -> list[Glob]:
    """The six parts of a pattern, those left out filled up; none if it is no ARN."""
    parts = split_at(glob, ":", ARN_PARTS)
    if parts[0] == (Wildcard.ANY,) and len(parts) == 1:
        return [(Wildcard.ANY,)] * ARN_PARTS
    if parts[0] != ("arn",):
        return []
    return [*parts, *[(Wildcard.ANY,)] * (ARN_PARTS - len(parts))]


def _glob(text: str, *, variables: bool) -> Glob:
    """The pattern, with a star for each variable."""
    pieces = parse_pattern(text, wildcards=True, variables=variables).pieces
    return tuple(Wildcard.ANY if isinstance(piece, Variable) else piece for piece in pieces)


def principals(policies: Iterable[Policy]) -> tuple[Who, ...]:
    """Principals: those that the policies name, members of their accounts, and strangers.

    Of policies without a Principal the owner is somebody, of whom nothing else is known.
    """
    entries = [
        (entry.type, entry.value.value)
        for _, statement in statements_in(policies)
        if statement.principals is not None
        for entry in statement.principals.values
    ]
    if not entries:
        return (SOMEBODY,)
    found: dict[Who, None] = {}
    for type, value in entries:
        for who in _of_entry(type, value):
            found[who] = None
    strangers = (_user(ACCOUNT, "somebody"), _user(_OTHER_ACCOUNT, "somebody"), Who("*"))
    for stranger in (*strangers, Who(f"{OTHER_NAME}.amazonaws.com")):
        found[stranger] = None
    return tuple(found)


def _of_entry(type: str, value: str) -> Iterator[Who]:
    if type == "Service" or (type == "Federated" and not value.startswith("arn:")):
        yield Who(value)
        return
    if value.isdigit():
        value = f"arn:aws:iam::{value}:root"
    arn = parse_arn(value)
    if arn is None:
        return
    kind, _, name = arn.resource.partition("/")
    if arn.resource == "root":
        yield Who(value, (("aws:PrincipalArn", value),))
        yield _user(arn.account, "somebody")
    elif kind == "role":
        session = f"arn:aws:sts::{arn.account}:assumed-role/{name.rpartition('/')[2]}/session"
        yield Who(session, (("aws:PrincipalArn", value), ("aws:PrincipalAccount", arn.account)))
    elif kind == "assumed-role":
        yield Who(value)
        yield Who(f"arn:aws:sts::{arn.account}:assumed-role/{name.partition('/')[0]}/session")
    else:
        yield Who(value, (("aws:PrincipalArn", value), ("aws:PrincipalAccount", arn.account)))


def _user(account: str, name: str) -> Who:
    arn = f"arn:aws:iam::{account}:user/{name}"
    return Who(arn, (("aws:PrincipalArn", arn), ("aws:PrincipalAccount", account)))
