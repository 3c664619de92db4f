"""calledvia, no outcome kept from one request to the next."""

from __future__ import annotations

import json
from typing import Any

from benchmarks.walk import leaves
from simulator import Authorizer, Policy, PolicySet, Request


def prepare(policies: dict[str, Any]) -> Authorizer:
    """Read and compile."""

    def read(named: dict[str, Any]) -> Policy:
        return Policy.parse(json.dumps(named["document"]), named["name"])

    boundary, resource = policies["boundary"], policies["resource"]
    return Authorizer(
        PolicySet(
            identity=[read(one) for one in policies["identity"]],
            boundary=None if boundary is None else [read(one) for one in boundary],
            scps=[[read(one) for one in level] for level in policies["scps"]],
            resource=None if resource is None else read(resource),
        )
    )


def request(prepared: Authorizer, asked: dict[str, Any]) -> Request:
    """A request in its own form."""
    return Request(asked["principal"], asked["action"], asked["resource"], context=asked["context"])


def decide(prepared: Authorizer, request: Request) -> str:
    """The verdict."""
    return prepared.decide(request)


def explain(prepared: Authorizer, request: Request) -> str:
    """The verdict, with every value of the trace looked at."""
    decision = prepared.explain(request)
    leaves(decision)
    return decision.verdict
