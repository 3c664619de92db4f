"""The policies of a cure as files: JSON alone, for Terraform, or as a CloudFormation template."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from simulator.analysis.remedies.cure import Cure, Document
from simulator.language.model import PolicyType

Json = dict[str, Any]

_NO_NAME = re.compile(r"[^A-Za-z0-9]+")
_TERRAFORM = {"user": "aws_iam_user_policy", "group": "aws_iam_group_policy"}
_CLOUDFORMATION = {
    "user": ("AWS::IAM::UserPolicy", "UserName"),
    "group": ("AWS::IAM::GroupPolicy", "GroupName"),
    "role": ("AWS::IAM::RolePolicy", "RoleName"),
}


def json_files(cure: Cure) -> dict[str, str]:
    """Each policy in a file of its own."""
    return {one.policy.name: f"{one.policy.source.text}\n" for one in cure.documents}


def terraform_files(cure: Cure) -> dict[str, str]:
    """The policies, and a configuration that reads and attaches them."""
    made = _made(cure)
    blocks = [block for one in cure.documents for block in _blocks(one, made)]
    return {**json_files(cure), "main.tf": "\n".join(blocks)}


def _made(cure: Cure) -> set[str]:
    """The roles that the cure makes."""
    documents = (one for one in cure.documents if one.type is PolicyType.TRUST)
    return {owner for document in documents for owner in document.owners}


def _blocks(document: Document, made: set[str]) -> Iterator[str]:
    file = f'file("${{path.module}}/{_hcl(document.policy.name)[1:]})'
    for owner in document.owners:
        kind, name = _kind_and_name(owner)
        label = _label(name if document.type is PolicyType.TRUST else f"{name}_{_stem(document)}")
        if document.type is PolicyType.TRUST:
            body = {"name": _hcl(name), "assume_role_policy": file}
            yield _block("aws_iam_role", label, body)
        elif document.type is PolicyType.SCP:
            body = {"name": _hcl(_stem(document)), "content": file}
            yield _block("aws_organizations_policy", _label(_stem(document)), body)
        elif document.type is PolicyType.BOUNDARY:
            yield _block("aws_iam_policy", label, {"name": _hcl(_stem(document)), "policy": file})
        else:
            resource = _TERRAFORM.get(kind, "aws_iam_role_policy")
            attached = f"aws_iam_role.{_label(name)}.name" if owner in made else _hcl(name)
            body = {"name": _hcl(_stem(document)), kind: attached, "policy": file}
            yield _block(resource, label, body)


def _block(resource: str, label: str, body: Mapping[str, str]) -> str:
    width = max(map(len, body))
    lines = "".join(f"  {key.ljust(width)} = {value}\n" for key, value in body.items())
    return f'resource "{resource}" "{label}" {{\n{lines}}}\n'


def _hcl(text: str) -> str:
    """A string of Terraform's language, in which ``${`` and ``%{`` begin templates."""
    return json.dumps(text).replace("${", "$${").replace("%{", "%%{")


def cloudformation_files(cure: Cure) -> dict[str, str]:
    """One template with all policies in it."""
    made = _made(cure)
    resources: Json = {}
    for document in cure.documents:
        body = json.loads(document.policy.source.text)
        for owner in document.owners:
            kind, name = _kind_and_name(owner)
            if document.type is PolicyType.TRUST:
                properties = {"RoleName": name, "AssumeRolePolicyDocument": body}
                resources[_logical(name)] = {"Type": "AWS::IAM::Role", "Properties": properties}
                continue
            if document.type is PolicyType.SCP:
                properties = {
                    "Name": _stem(document),
                    "Type": "SERVICE_CONTROL_POLICY",
                    "Content": body,
                }
                entry = {"Type": "AWS::Organizations::Policy", "Properties": properties}
                resources[_logical(_stem(document))] = entry
                continue
            properties = {"PolicyName": _stem(document), "PolicyDocument": body}
            resource = "AWS::IAM::ManagedPolicy"
            if document.type is PolicyType.BOUNDARY:
                properties["ManagedPolicyName"] = properties.pop("PolicyName")
            else:
                resource, key = _CLOUDFORMATION[kind]
                properties[key] = {"Ref": _logical(name)} if owner in made else name
            entry = {"Type": resource, "Properties": properties}
            resources[_logical(name) + _logical(_stem(document))] = entry
    template = {"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}
    return {"template.json": json.dumps(template, indent=2, ensure_ascii=False) + "\n"}


def _kind_and_name(owner: str) -> tuple[str, str]:
    """Kind and name of ``user/N`` and the like, and of ARNs and names with an account."""
    path = owner.rpartition(":")[2].split("/")
    return path[0], path[-1]


def _stem(document: Document) -> str:
    return document.policy.name.removesuffix(".json")


def _label(text: str) -> str:
    return "p_" + found if (found := _NO_NAME.sub("_", text))[:1].isdigit() else found


def _logical(text: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in _NO_NAME.split(text))


FORMS: Mapping[str, Callable[[Cure], dict[str, str]]] = {
    "json": json_files,
    "terraform": terraform_files,
    "cloudformation": cloudformation_files,
}
"""By the word that the command line has for it."""
