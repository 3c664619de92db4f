"""Into which actions and resources do policies split all that there are?

Patterns split texts: for every combination of patterns that one text can match there is a text. An
ARN is split part by part. The texts that policies name are among them, real actions where the
service data has them, and something that no policy names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from simulator import services
from simulator.analysis.address_cells import Doubt, Reason
from simulator.evaluation.facts import acts_on_nothing
from simulator.evaluation.globs import (
    Glob,
    folded,
    glob_text,
    has_wildcard,
    joined,
    matcher,
    split_at,
)
from simulator.evaluation.operators import ARN_PARTS
from simulator.evaluation.principals import GATEWAY_SERVICES
from simulator.evaluation.resources import is_everything
from simulator.evaluation.witnesses import STRANGER, TooManyStates, witnesses
from simulator.language.model import Policy, Statement
from simulator.language.pattern import Variable, Wildcard, parse_pattern

ACCOUNT = "111122223333"
"""An account that AWS's documentation uses in its examples."""

_OTHER_ACTIONS = ("s3:GetObject", "ec2:RunInstances", "iam:GetUser")
OTHER_NAME = "xyzzy"
"""A name that no policy uses."""

_MOST = 4096
_MOST_VARIABLES = 4
_VARIABLE: tuple[Glob, ...] = ((Wildcard.ANY,), (Wildcard.ANY, ":", Wildcard.ANY))
_ACTION = re.compile(r"[A-Za-z][A-Za-z0-9-]*:[A-Za-z][A-Za-z0-9_-]*")
_ANYTHING: Glob = (Wildcard.ANY,)


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
    globs = {text: as_glob(text, variables=False) for text in texts}
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


def resources(policies: Sequence[Policy], reasons: dict[Reason, None]) -> tuple[str, ...]:
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
    globs = {value.value: as_glob(value.value, variables=True) for value in values}
    plain = [text for text, glob in globs.items() if not has_wildcard(glob) and "${" not in text]
    found = dict.fromkeys((*plain, f"arn:aws:s3:::{OTHER_NAME}", "*"))
    try:
        opened = [glob for text in globs for glob in _open_globs(text)]
        found.update(dict.fromkeys(_arns(opened, partitions(policies))))
    except TooManyStates:
        reasons[Reason(Doubt.CELLS, "Resource", values[0].span)] = None
    return tuple(found)


_PARTITIONS = ("aws", "aws-cn", "aws-us-gov")


def partitions(policies: Sequence[Policy]) -> tuple[str, ...]:
    """Partitions, one for each set of ARN patterns that can match ARNs of one partition.

    No request goes from one to another, so each needs a caller of its own. There are AWS's
    (UG reference-arns), and others that a policy names. One in which no pattern matches anything
    is left out: of AWS's first there is always something that none matches.
    """
    patterns = {
        parts[1]: None
        for _, statement in statements_in(policies)
        for text in (
            *(statement.resources.values if statement.resources is not None else ()),
            *(it.value for it in (statement.principals.values if statement.principals else ())),
        )
        if not is_everything(text.value)
        and (parts := parts_of(as_glob(text.value, variables=False)))
    }
    named = (glob_text(pattern) for pattern in patterns if pattern and not has_wildcard(pattern))
    told_apart: dict[tuple[bool, ...], str] = {}
    first, *others = dict.fromkeys((*_PARTITIONS, *named))
    for partition in (first, *others):
        matched = tuple(matcher(pattern)(partition) for pattern in patterns)
        if partition == first or any(matched):
            told_apart.setdefault(matched, partition)
    return tuple(told_apart.values())


def _open_globs(text: str) -> Iterator[Glob]:
    """The text as patterns that together match all that it can match, whatever a variable says.

    A star stays within its segment, a variable's value need not: so each variable is a star, and
    two of them with a colon between, of which the first ends its segment and runs on.

    Raises:
        TooManyStates: there are more than are looked at.
    """
    pieces = parse_pattern(text, wildcards=True, variables=True).pieces
    if sum(isinstance(piece, Variable) for piece in pieces) > _MOST_VARIABLES:
        raise TooManyStates
    for chosen in product(*(_VARIABLE if isinstance(it, Variable) else ((it,),) for it in pieces)):
        yield tuple(piece for each in chosen for piece in each)


def _arns(globs: list[Glob], partitions: tuple[str, ...]) -> Iterator[str]:
    """ARNs part by part, every combination of the patterns' parts put together.

    Raises:
        TooManyStates: there are more than are looked at.
    """
    rows = [row for glob in globs for row in _rows(glob)]
    if not rows:
        return
    choices: list[list[str]] = [["arn"], list(partitions)]
    total = len(partitions)
    for number in range(2, ARN_PARTS):
        last = number == ARN_PARTS - 1
        texts = witnesses([*dict.fromkeys(row[number] for row in rows)], segments=last).values()
        kept = [text for text in dict.fromkeys(texts) if last or ":" not in text]
        choices.append(kept)
        total *= len(kept)
        if total > _MOST:
            raise TooManyStates
    for parts in product(*choices):
        text = ":".join(parts)
        yield text.replace(STRANGER, OTHER_NAME)
        yield text


def _rows(glob: Glob) -> Iterator[list[Glob]]:
    """The pattern in parts, and once more where a star that ends a part runs on past its colon."""
    parts = parts_of(glob)
    if not parts:
        return
    yield parts
    *head, region, account, resource = parts
    if account[-1:] == _ANYTHING and resource != _ANYTHING:
        yield [*head, region, account, joined([_ANYTHING, resource])]
    if region[-1:] == _ANYTHING and (account, resource) != (_ANYTHING, _ANYTHING):
        yield [*head, region, _ANYTHING, joined([account, resource])]
        yield [*head, region, _ANYTHING, joined([_ANYTHING, account, resource])]


def parts_of(glob: Glob) -> list[Glob]:
    """The six parts of a pattern, those left out filled up; none if it is no ARN."""
    parts = split_at(glob, ":", ARN_PARTS)
    if parts[0] == (Wildcard.ANY,) and len(parts) == 1:
        return [(Wildcard.ANY,)] * ARN_PARTS
    if parts[0] != ("arn",):
        return []
    return [*parts, *[(Wildcard.ANY,)] * (ARN_PARTS - len(parts))]


def as_glob(text: str, *, variables: bool) -> Glob:
    """The text as a pattern, with a star for each variable."""
    pieces = parse_pattern(text, wildcards=True, variables=variables).pieces
    return tuple(Wildcard.ANY if isinstance(piece, Variable) else piece for piece in pieces)


def treated_specially(action: str) -> tuple[str, bool, bool]:
    """What else than its name tells statements, or calls decided outright, about an action."""
    name = action.lower()
    service = name.partition(":")[0]
    return (
        name if service == "sts" else "",
        service in GATEWAY_SERVICES,
        acts_on_nothing(action),
    )


def fitting(acts: tuple[str, ...], targets: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Actions with resources, those that go together first."""
    names = [action for action in acts if _ACTION.fullmatch(action)] or list(acts)
    shown = sorted(targets, key=lambda target: OTHER_NAME not in target)
    others = []
    for action in names:
        service = f":{action.partition(':')[0].lower()}:"
        for target in shown:
            if service in target:
                yield action, target
            else:
                others.append((action, target))
    yield from sorted(others, key=lambda pair: pair[1] != "*")
