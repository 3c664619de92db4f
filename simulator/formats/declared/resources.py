"""Which resources and VPC endpoints are declared, with which policies?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from simulator.formats.declared.declaration import Declaration, Kind, Surroundings, filled
from simulator.formats.declared.policies import policy_of
from simulator.formats.declared.properties import property_of, tags_of, text_of, texts_of
from simulator.formats.declared.rows import PermissionRow, Rows, rows_of
from simulator.formats.declared.values import Items, Members, Value
from simulator.formats.documents import Scalar
from simulator.formats.loading import Findings
from simulator.language.model import Policy, PolicyType
from simulator.source import Span, Text
from simulator.world.world import Endpoint, Resource

_TAGS = ("Tags", "tags")


@dataclass(frozen=True, slots=True)
class Owned:
    """The resources and VPC endpoints of an account."""

    resources: dict[str, Resource]
    endpoints: dict[str, Endpoint]


def owned_by(
    declarations: Sequence[Declaration],
    kinds: Sequence[Kind],
    rows: Rows,
    where: Surroundings,
    findings: Findings,
) -> Owned:
    """The resources among what is declared, each with its policy."""
    reader = _Reader(declarations, kinds, where, findings)
    reader.declare()
    reader.attach(rows)
    reader.permit(rows)
    return Owned(reader.resources, _endpoints(declarations, rows, where, findings))


class _Reader:
    """Resources first, then what gives them policies, in whatever order it stands."""

    def __init__(
        self,
        declarations: Sequence[Declaration],
        kinds: Sequence[Kind],
        where: Surroundings,
        findings: Findings,
    ) -> None:
        self.resources: dict[str, Resource] = {}
        self._declarations = declarations
        self._kinds = {kind.type: kind for kind in kinds}
        self._where = where
        self._findings = findings
        self._named = {name: one for one in declarations for name in one.names if one.arn}

    def declare(self) -> None:
        for one in self._declarations:
            if one.kind is None or not one.kind.short:
                continue
            tags: dict[str, str] = {}
            for name in _TAGS:
                tags |= tags_of(property_of(one, name), self._findings)
            short = f"{one.kind.short}/{one.name}"
            resource = Resource(short, one.arn, self._where.account, tags=tags)
            if self.resources.setdefault(short, resource) is not resource:
                self._findings.report("DCL005", one.span, got=short)
                continue
            policy = property_of(one, one.kind.policy)
            if policy is not None:
                self._give(resource, policy, f"{one.label}.{one.kind.policy}")

    def attach(self, rows: Rows) -> None:
        for one, row in rows_of(self._declarations, rows.resource_policies):
            document = property_of(one, row.document)
            if document is None:
                self._findings.report("DCL006", one.span, got=row.document)
                continue
            for target in texts_of(property_of(one, row.target), self._findings):
                resource = self._resource(target, self._kinds[row.of])
                if resource is not None:
                    self._give(resource, document, one.label)

    def permit(self, rows: Rows) -> None:
        """Add the statements that AWS puts together to one policy for each function."""
        statements: dict[str, list[Value]] = {}
        places: dict[str, Span] = {}
        for one, row in rows_of(self._declarations, rows.permissions):
            named = property_of(one, row.function)
            if named is None:
                self._findings.report("DCL006", one.span, got=row.function)
            function = text_of(named, self._findings)
            resource = self._resource(function, self._kinds[row.of]) if function else None
            if resource is not None:
                statements.setdefault(resource.short, []).append(_statement(one, row, resource.arn))
                places.setdefault(resource.short, one.span)
        for short, found in statements.items():
            at = places[short]
            document = _object(at, {"Version": "2012-10-17", "Statement": Items(tuple(found), at)})
            self._give(self.resources[short], document, f"{short} permissions")

    def _resource(self, named: Text, kind: Kind) -> Resource | None:
        """The resource of this name, ARN or URL; one from elsewhere comes into being."""
        one = self._named.get(named.value)
        if one is None:
            arn = _arn_of(named.value, kind, self._where)
            name = arn.rpartition(":")[2].rpartition("/")[2] or named.value
        elif one.kind is None or not one.kind.short:
            self._findings.report("DCL002", named.span, got=named.value)
            return None
        else:
            arn, name, kind = one.arn, one.name, one.kind
        short = f"{kind.short}/{name}"
        return self.resources.setdefault(short, Resource(short, arn, self._where.account))

    def _give(self, resource: Resource, document: Value, name: str) -> None:
        policy = policy_of(document, name, PolicyType.RESOURCE, self._findings)
        before = self.resources[resource.short].policy
        if before is not None and not before.unread and str(before) == str(policy):
            return
        if before is not None:
            self._findings.report("DCL007", document.span, got=resource.short)
            policy = Policy.unreadable(name, document.span)
        self.resources[resource.short] = replace(resource, policy=policy)


def _arn_of(named: str, kind: Kind, where: Surroundings) -> str:
    """The ARN of a resource that is named from outside: its ARN, its URL, or its plain name."""
    if named.startswith("arn:"):
        return named
    return filled(kind.arn, where, named.rpartition("/")[2] if "://" in named else named)


def _statement(one: Declaration, row: PermissionRow, function: str) -> Value:
    """What a permission says, as a statement of a policy (API Lambda AddPermission)."""
    principal = property_of(one, row.principal) or _text(one.span, "*")
    statement: dict[str, str | Value] = {
        "Effect": "Allow",
        "Principal": _principal(principal),
        "Action": property_of(one, row.action) or "lambda:InvokeFunction",
        "Resource": function,
    }
    conditions: dict[str, str | Value] = {}
    for name, operator, key in row.conditions:
        value = property_of(one, name)
        if value is not None:
            entries = conditions.get(operator)
            known = entries.entries if isinstance(entries, Members) else ()
            conditions[operator] = Members((*known, (_text(value.span, key), value)), value.span)
    if conditions:
        statement["Condition"] = _object(one.span, conditions)
    return _object(one.span, statement)


def _principal(value: Value) -> Value:
    """Whom a permission names: everyone, a service, or an account or ARN."""
    if not isinstance(value, Scalar) or value.value == "*":
        return value
    service = value.value.endswith((".amazonaws.com", ".amazonaws.com.cn"))
    return _object(value.span, {"Service" if service else "AWS": value})


def _object(at: Span, entries: dict[str, str | Value]) -> Members:
    return Members(
        tuple(
            (_text(at, name), _text(at, value) if isinstance(value, str) else value)
            for name, value in entries.items()
        ),
        at,
    )


def _text(at: Span, value: str) -> Scalar:
    return Scalar(value, at, '"')


def _endpoints(
    declarations: Sequence[Declaration], rows: Rows, where: Surroundings, findings: Findings
) -> dict[str, Endpoint]:
    endpoints: dict[str, Endpoint] = {}
    for one, row in rows_of(declarations, rows.endpoints):
        if row.endpoint:
            named = text_of(property_of(one, row.endpoint), findings)
            id_ = named.value if named is not None else None
        else:
            id_ = one.name
        document = property_of(one, row.document)
        if id_ is None or (document is None and id_ in endpoints):
            continue
        name = f"{one.label}.{row.document}"
        policy = policy_of(document, name, PolicyType.ENDPOINT, findings) if document else None
        endpoints[id_] = Endpoint(id_, where.account, policy)
    return endpoints
