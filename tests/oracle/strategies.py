"""Random cases: policies that IAM would store, requests that can be made, both near each other."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from . import vocabulary as words
from .conditions import NEGATED, POSITIVE
from .coverage import classify
from .unknowns import Uses
from .values import UNKNOWN, Document, ServiceAddress
from .vocabulary import Key, Target, Who

__all__ = ["cases", "classify", "policy_documents", "requests"]

POLICY_TYPES = ("identity", "resource", "trust", "boundary", "session", "scp", "rcp", "endpoint")
OPERATORS = (*POSITIVE, *NEGATED)
FAMILIES = {
    family: tuple(operator for operator in OPERATORS if family in operator)
    for family in ("String", "Numeric", "Date", "Bool", "Ip", "Arn", "Binary")
}
FAMILIES_BY_WEIGHT = tuple(family for family, operators in FAMILIES.items() for _ in operators)
WITH_VARIABLES = ("String", "Arn")
TRUST_ACTIONS = (
    "sts:AssumeRole",
    "sts:AssumeRole*",
    "sts:TagSession",
    "sts:SetSourceIdentity",
    "sts:AssumeRoleWithSAML",
    "sts:AssumeRoleWithWebIdentity",
)
RCP_ACTIONS = ("s3:*", "s3:Get*", "sqs:*", "kms:*", "sts:*", "sts:AssumeRole")
STATES = (*["missing"] * 4, *["empty"] * 3, *["one"] * 7, *["several"] * 4, *["unknown"] * 4)
CORNERS = tuple(
    (operator, state)
    for operator in OPERATORS
    for state in ("missing", "empty", "one", "several", "unknown")
)
"""So many that chance alone would seldom reach some of them: most cases aim at one."""
MOST_UNKNOWN = 2


def chance(draw: DrawFn, percent: int) -> bool:
    """True in so many of a hundred draws; shrinks to False."""
    return draw(st.integers(0, 99)) >= 100 - percent


def pick(draw: DrawFn, values: Any) -> Any:
    """One of some values."""
    return draw(st.sampled_from(tuple(values)))


def some(draw: DrawFn, values: Any, most: int = 3) -> list[Any]:
    """One to `most` different ones of some values."""
    return draw(st.lists(st.sampled_from(tuple(values)), min_size=1, max_size=most, unique=True))


def one_or_list(draw: DrawFn, values: list[Any]) -> Any:
    """A single value stands alone or in a list."""
    return values[0] if len(values) == 1 and chance(draw, 60) else values


def requests() -> SearchStrategy[dict[str, Any]]:
    """Requests of all callers on all targets, with any keys; unknown ones are rare."""
    return _requests()


def policy_documents(policy_type: str) -> SearchStrategy[Document]:
    """Documents of a policy type (``identity``, …, ``endpoint``) that IAM would store."""
    return _documents_for_anyone(policy_type)


@st.composite
def _requests(draw: DrawFn) -> dict[str, Any]:
    who, target = draw(_encounters())
    request = draw(_bare_requests(who, target))
    keys = some(draw, [key.name for key in words.KEYS], most=5)
    return draw(_with_context(request, keys))


@st.composite
def _documents_for_anyone(draw: DrawFn, policy_type: str) -> Document:
    who, target = draw(_encounters())
    return draw(_documents(policy_type, who, target))


@st.composite
def _encounters(draw: DrawFn) -> tuple[Who, Target]:
    """A caller and a target that it can address."""
    who = pick(draw, words.CALLERS)
    if who in words.PROVIDERS:
        return who, pick(draw, words.UNSIGNED)
    if who in words.ANONYMOUS:
        return who, pick(draw, words.FOR_EVERYONE)
    if who in words.SERVICE_PRINCIPALS:
        return who, pick(draw, words.FOR_SERVICES)
    if chance(draw, 2):
        return who, pick(draw, words.UNSIGNED)
    return who, pick(draw, words.FOR_SIGNED)


@st.composite
def _bare_requests(draw: DrawFn, who: Who, target: Target) -> dict[str, Any]:
    """The request with the keys that AWS sets for the caller."""
    owners = (words.HOME, words.AWAY) if target.resource.startswith(words.BUCKET) else ()
    owner = pick(draw, owners) if owners and chance(draw, 50) else None
    told = who.context if chance(draw, 85) or who in words.PROVIDERS else {}
    return {
        "principal": who.principal,
        "action": target.action,
        "resource": target.resource,
        "resource_account": owner,
        "credentials": who.credentials,
        "federated_by": who.federated_by,
        "context": dict(told),
    }


@st.composite
def _with_context(
    draw: DrawFn,
    request: dict[str, Any],
    keys: list[str],
    aimed_at: dict[str, str] | None = None,
) -> dict[str, Any]:
    """The request with each of the keys missing, empty, once, several times there, or unknown.

    Keys that are aimed at are in the state that is wanted of them.
    """
    context: dict[str, Any] = {}
    wanted = aimed_at or {}
    unknown = list(wanted.values()).count("unknown")
    for name in sorted({name.lower() for name in keys}):
        key = words.KEY_BY_NAME.get(name)
        if key is None or not key.given:
            continue
        state = wanted.get(name) or pick(draw, STATES)
        if state == "unknown":
            unknown += name not in wanted
            if unknown <= MOST_UNKNOWN:
                context[key.name] = UNKNOWN
        elif state == "empty" and key.several:
            context[key.name] = []
        elif state == "several" and key.several:
            context[key.name] = draw(st.lists(st.sampled_from(key.given), min_size=2, max_size=3))
        elif state != "missing":
            value = draw(_single_values(key))
            in_list = key.several and isinstance(value, str) and chance(draw, 15)
            context[key.name] = [value] if in_list else value
    return {**request, "context": {**request["context"], **context}}


@st.composite
def _single_values(draw: DrawFn, key: Key) -> Any:
    if key.family == "Ip" and chance(draw, 15):
        return ServiceAddress("cloudformation")
    return pick(draw, key.given)


@st.composite
def _documents(draw: DrawFn, policy_type: str, who: Who, target: Target) -> Document:
    statements = draw(st.lists(_statements(policy_type, who, target), min_size=1, max_size=2))
    version = "2012-10-17"
    if policy_type not in ("scp", "rcp"):
        version = pick(draw, [*["2012-10-17"] * 8, "2008-10-17", None])
    document: Document = {} if version is None else {"Version": version}
    return {**document, "Statement": one_or_list(draw, statements)}


@st.composite
def _statements(draw: DrawFn, policy_type: str, who: Who, target: Target) -> Document:
    effect = "Deny" if policy_type == "rcp" or chance(draw, 20) else "Allow"
    statement: Document = {"Effect": effect}
    if policy_type in ("resource", "trust", "endpoint"):
        statement |= draw(_principals(policy_type, effect, who))
    elif policy_type == "rcp":
        statement["Principal"] = "*"
    statement |= draw(_actions(policy_type, target))
    if policy_type != "trust":
        statement |= draw(_resources(policy_type, target))
    if chance(draw, 80 if effect == "Deny" else 45):
        conditions: dict[str, dict[str, Any]] = {}
        for operator, key, values in draw(st.lists(_conditions(), min_size=1, max_size=2)):
            by_key = conditions.setdefault(operator, {})
            if key.lower() not in (other.lower() for other in by_key):
                by_key[key] = values
        statement["Condition"] = conditions
    return statement


@st.composite
def _principals(draw: DrawFn, policy_type: str, effect: str, who: Who) -> Document:
    accounts = [words.HOME, f"arn:aws:iam::{words.HOME}:root", words.AWAY]
    account = who.account or words.HOME
    near = [*who.names, *who.names, account, f"arn:aws:iam::{account}:root"]
    if effect == "Deny" and policy_type != "trust" and chance(draw, 35):
        return {"NotPrincipal": draw(_not_principals(who, near))}
    if chance(draw, 12):
        return {"Principal": pick(draw, ["*", {"AWS": "*"}])}
    if chance(draw, 10):
        near = [*words.STRANGE_PRINCIPALS, *accounts]
    if who in words.SERVICE_PRINCIPALS or chance(draw, 4):
        return {"Principal": {"Service": one_or_list(draw, some(draw, words.SERVICES, 2))}}
    if policy_type == "trust" and (who in words.PROVIDERS or chance(draw, 4)):
        return {"Principal": {"Federated": pick(draw, [words.SAML, words.OIDC])}}
    principal: Document = {"AWS": one_or_list(draw, some(draw, _no_providers(near), 2))}
    if policy_type == "resource" and chance(draw, 3):
        principal["CanonicalUser"] = "79a59df900b949e5"
    return {"Principal": principal}


@st.composite
def _not_principals(draw: DrawFn, who: Who, near: list[str]) -> Any:
    if chance(draw, 6):
        return pick(draw, ["*", {"AWS": "*"}])
    if who in words.SERVICE_PRINCIPALS:
        return {"Service": one_or_list(draw, some(draw, words.SERVICES, 2))}
    listed = some(draw, _no_providers(near), 4)
    if who.names and chance(draw, 50):
        listed = list(dict.fromkeys([*listed, who.account or words.HOME]))
    return {"AWS": one_or_list(draw, listed)}


def _no_providers(names: list[str]) -> list[str]:
    return [name for name in names if "-provider/" not in name]


@st.composite
def _actions(draw: DrawFn, policy_type: str, target: Target) -> Document:
    service, name = target.action.split(":")
    near = [target.action] * 3 + [
        f"{service}:*",
        f"{service}:{name[:3]}*",
        f"{service}:?{name[1:]}",
    ]
    near += [target.action.upper()]
    far = ["ec2:*", "s3:GetObject", "x:Nothing", "sts:AssumeRole", "iam:*"]
    if policy_type == "trust":
        near = [target.action] * 3 if target.action in TRUST_ACTIONS else list(TRUST_ACTIONS)
        far = list(TRUST_ACTIONS)
    elif policy_type == "rcp":
        supported = service in ("s3", "sqs", "kms", "sts")
        near, far = near if supported else list(RCP_ACTIONS), list(RCP_ACTIONS)
    else:
        near += ["*", "*", "*:*"]
    if policy_type != "rcp" and chance(draw, 8):
        return {"NotAction": one_or_list(draw, some(draw, far if chance(draw, 70) else near))}
    if chance(draw, 8):
        near = far
    return {"Action": one_or_list(draw, some(draw, near, 2))}


@st.composite
def _resources(draw: DrawFn, policy_type: str, target: Target) -> Document:
    near = [*target.patterns, *["*"] * 5]
    if target.resource != "*":
        near += [target.resource.replace("*", "?")] * 3
    if policy_type in ("identity", "boundary") and target.resource != "*":
        parts = target.resource.split(":")
        near += [":".join(parts[:3]), ":".join(parts[:4])]
    far = [words.BUCKET, f"{words.BUCKET}/blue/*", "arn:aws:sqs:*:*:other", f"{words.HOME}"]
    far = [pattern for pattern in far if pattern.startswith("arn:")]
    if policy_type not in ("identity", "boundary"):
        near = [pattern for pattern in near if pattern == "*" or pattern.count(":") >= 5]
    if chance(draw, 10):
        return {"NotResource": one_or_list(draw, some(draw, far if chance(draw, 60) else near, 2))}
    if chance(draw, 7):
        near = far
    return {"Resource": one_or_list(draw, some(draw, near, 2))}


@st.composite
def _aimed(draw: DrawFn, policies: dict[str, Any]) -> dict[str, str]:
    """Give one statement a condition of a chosen operator; its key and the state it should have."""
    documents = [
        document
        for policy_type in ("identity", "resource", "boundary", "session", "endpoint")
        for _, document in policies[policy_type] or []
    ]
    if not documents:
        return {}
    operator, state = pick(draw, CORNERS)
    family = next(family for family, operators in FAMILIES.items() if operator in operators)
    several = state in ("empty", "several")
    fitting = [
        key
        for key in words.KEYS
        if key.family == family and key.given and (key.several or not several)
    ]
    written, key, values = draw(_conditions_about(operator, pick(draw, fitting)))
    statements = pick(draw, documents)["Statement"]
    statement = statements if isinstance(statements, dict) else pick(draw, statements)
    statement["Condition"] = {written: {key: values}}
    return {key.lower(): state}


@st.composite
def _conditions(draw: DrawFn) -> tuple[str, str, Any]:
    """Operator, key as written, values: of one JSON type, now and then none."""
    family = pick(draw, FAMILIES_BY_WEIGHT)
    key = pick(draw, [key for key in words.KEYS if key.family == family])
    if chance(draw, 8):
        quantifier = pick(draw, ["", "", "ForAllValues:", "ForAnyValue:"])
        values = some(draw, ["true", "false"] if chance(draw, 70) else [True, False], 2)
        return f"{quantifier}Null", _spelled(draw, key), one_or_list(draw, values)
    if key.name == "aws:EpochTime" and chance(draw, 40):
        family = "Numeric"
    if chance(draw, 6):
        family = pick(draw, FAMILIES)
    return draw(_conditions_about(pick(draw, FAMILIES[family]), key))


@st.composite
def _conditions_about(draw: DrawFn, base: str, key: Key) -> tuple[str, str, Any]:
    """A condition of this operator on this key."""
    family = next(family for family, operators in FAMILIES.items() if base in operators)
    quantifier = pick(draw, ["", "", "", "ForAllValues:", "ForAnyValue:"])
    suffix = pick(draw, ["", "", "IfExists"])
    written = f"{quantifier}{base}{suffix}"
    if chance(draw, 4):
        return written, _spelled(draw, key), []
    texts = [value for value in key.asked if isinstance(value, str)]
    if family not in WITH_VARIABLES:
        texts = [text for text in texts if "${" not in text]
    bare = [value for value in key.asked if not isinstance(value, str)]
    values = some(draw, bare if bare and chance(draw, 25) else texts)
    return written, _spelled(draw, key), one_or_list(draw, values)


def _spelled(draw: DrawFn, key: Key) -> str:
    """Key names are case-insensitive."""
    return key.name.swapcase() if chance(draw, 8) else key.name


@st.composite
def cases(draw: DrawFn) -> dict[str, Any]:
    """``{"request": …, "policies": …}`` as `oracle.decide` takes them."""
    who, target = draw(_encounters())
    policies = draw(_policies(who, target))
    request = draw(_bare_requests(who, target))
    aimed_at = draw(_aimed(policies)) if chance(draw, 75) else {}
    asked = Uses(request, policies)
    keys = [key for _, key, _, _ in asked.conditions]
    if asked.as_resource("aws:principaltag/team") or asked.through_variable(
        "aws:principaltag/team"
    ):
        keys.append("aws:PrincipalTag/team")
    if who.credentials == "session-token":
        keys.append("aws:MultiFactorAuthPresent")
    return {"request": draw(_with_context(request, keys, aimed_at)), "policies": policies}


@st.composite
def _policies(draw: DrawFn, who: Who, target: Target) -> dict[str, Any]:
    def named(policy_type: str, start: int, fewest: int, most: int) -> list[tuple[str, Document]]:
        documents = draw(
            st.lists(_documents(policy_type, who, target), min_size=fewest, max_size=most)
        )
        return [
            (f"{policy_type}-{number}", document)
            for number, document in enumerate(documents, start=start)
        ]

    def limiting(policy_type: str, percent: int) -> list[tuple[str, Document]] | None:
        """Absent, or something that mostly allows, and sometimes something that is empty."""
        if not chance(draw, percent):
            return None
        found = named(policy_type, 1, 0, 1)
        if chance(draw, 60):
            found.append((f"{policy_type}-all", _allow_all(policy_type)))
        return found

    of_role = target.action.startswith("sts:") and ":role/" in target.resource
    on_resource = named("trust" if of_role else "resource", 1, 1, 1) if chance(draw, 75) else None
    has_identity = who.account is not None and not who.principal.endswith(":root")
    is_session = ":sts:" in who.principal
    levels = draw(st.integers(1, 2)) if chance(draw, 30) else 0
    return {
        "identity": named("identity", 1, 0, 1) if has_identity and chance(draw, 80) else [],
        "resource": on_resource,
        "boundary": limiting("boundary", 30) if has_identity else None,
        "session": limiting("session", 45) if is_session else None,
        "scps": [
            [*named("scp", 10 * level, 0, 1), *_most_often(draw, "scp", level)]
            for level in range(1, levels + 1)
        ],
        "rcps": [named("rcp", 10, 0, 1)] if chance(draw, 25) else [],
        "endpoint": limiting("endpoint", 20),
    }


def _most_often(draw: DrawFn, policy_type: str, level: int) -> list[tuple[str, Document]]:
    return [(f"{policy_type}-all-{level}", _allow_all(policy_type))] if chance(draw, 85) else []


def _allow_all(policy_type: str) -> Document:
    statement: Document = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    if policy_type == "endpoint":
        statement["Principal"] = "*"
    return {"Version": "2012-10-17", "Statement": [statement]}
