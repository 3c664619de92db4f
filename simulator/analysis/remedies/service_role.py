"""The cure that lets services call as a role, which asks for no address by its ARN."""

from __future__ import annotations

from dataclasses import replace

from simulator.analysis.remedies.cure import (
    Cure,
    Document,
    Kind,
    NotDrafted,
    account_of,
    allow_on_role,
    exempted,
    free_name,
    new_role,
    role_called,
)
from simulator.analysis.remedies.question import Question, forwarding_services, user_called
from simulator.analysis.remedies.rewriting import Asked, Exemption, drafted
from simulator.language.model import Policy, PolicyType
from simulator.world.names import find_role, service_principal
from simulator.world.overrides import with_account
from simulator.world.world import Role

ROLE = "ServiceRole"

_KEY = "aws:PrincipalArn"


def service_role(question: Question) -> Cure | NotDrafted:
    """Except a service role: one that the calls use and that is restricted too, else a new one.

    A service role's calls come from the service's address, whatever the network model, and neither
    ``aws:ViaAWSService`` nor ``aws:CalledVia`` tells them (UG reference_policies_condition-keys).
    """
    owners = (owner for one in question.found for owner in one.owners)
    named = next((owner for owner in owners if "role/" in owner), None)
    if named is not None:
        role = find_role(question.world, named)
        assert role is not None
        return exempted(Kind.SERVICE_ROLE, question, _exemption(role.arn), named)
    services = forwarding_services(question.calls)[:1]
    return _with_new_role(question, services[0]) if services else NotDrafted.NO_SERVICE


def _exemption(arn: str) -> Exemption:
    return Exemption(
        allow=(Asked("ArnEquals", _KEY, (arn,)),),
        deny=(Asked("ArnNotEquals", _KEY, (arn,)),),
        suffix="ServiceRole",
    )


def _with_new_role(question: Question, service: str) -> Cure:
    account = account_of(question)
    principal = service_principal(service)
    name = free_name(question.world, account, ROLE, principal)
    trust = drafted(
        f"{name.lower()}-trust.json",
        PolicyType.TRUST,
        {"Effect": "Allow", "Principal": {"Service": principal}, "Action": "sts:AssumeRole"},
    )
    role = new_role(name, account, trust, ())
    called = role_called(account, question.world, name)
    cure = exempted(Kind.SERVICE_ROLE, question, _exemption(role.arn), called)
    hand_over = allow_on_role(
        f"pass-{name.lower()}.json",
        "iam:PassRole",
        role.arn,
        {"Condition": {"StringEquals": {"iam:PassedToService": principal}}},
    )
    return _attached(cure, question, replace(role, policies=()), called, hand_over)


def _attached(cure: Cure, question: Question, role: Role, called: str, hand_over: Policy) -> Cure:
    """The cure with the new role, which has what the user has, and with leave to hand it over."""
    user = user_called(cure.world, question.user)
    account = cure.world.accounts[user.account]
    groups = (policy for name in user.groups for policy in account.groups[name].policies)
    policies = (*user.policies, *groups)
    changed = replace(
        account,
        users={**account.users, user.name: replace(user, policies=(*user.policies, hand_over))},
        roles={**account.roles, role.name: replace(role, policies=policies)},
    )
    rewritten = {document.policy.source for document in cure.documents}
    documents = (
        Document((question.user,), PolicyType.IDENTITY, hand_over),
        Document((called,), PolicyType.TRUST, role.trust),
        *(
            replace(document, owners=(*document.owners, called))
            if document.type is PolicyType.IDENTITY
            else document
            for document in cure.documents
        ),
        *(
            Document((question.user, called), PolicyType.IDENTITY, policy)
            for policy in policies
            if policy.source not in rewritten
        ),
    )
    return replace(cure, world=with_account(cure.world, changed), documents=documents)
