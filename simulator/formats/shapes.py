"""How are the texts of worlds and scenarios written: names, ids, times, addresses, policies?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from simulator.formats import documents
from simulator.formats.documents import Node, Scalar
from simulator.formats.quantities import read_date, read_duration, read_instant
from simulator.formats.reading import Reading
from simulator.formats.schema import (
    Choice,
    Entry,
    Field,
    ListOf,
    Literal,
    MapOf,
    OneOf,
    Record,
    Value,
    Word,
)
from simulator.language.addresses import read_address, read_network
from simulator.language.arn import parse_arn
from simulator.language.model import Policy, PolicyType
from simulator.rules import Forwarding
from simulator.source import Text

VERSION = Value("1", lambda text: text if text == "1" else None, "FIL009")
DATE = Value("date", read_date, "WLD005")
INSTANT = Value("instant", read_instant, "WLD006")
DURATION = Value("duration", read_duration, "WLD007")
ADDRESS = Value("address", lambda text: text if read_address(text) else None, "WLD009")
RANGE = Value("range", lambda text: text if read_network(text) else None, "WLD010")
ARN = Value("ARN", lambda text: text if parse_arn(text) else None, "WLD011")
FORWARDING = Choice({forwarding.value: forwarding for forwarding in Forwarding})
YES_NO = Choice({"yes": True, "no": False})

ACCOUNT = Word("account id", re.compile("[0-9]{12}"), "WLD008")
REGION = Word("Region", re.compile("[a-z]{2,}(?:-[a-z0-9]+)+-[0-9]{1,2}"), "WLD012")
PREFIX = Word("service prefix", re.compile("[a-z][a-z0-9-]*"), "WLD016")
IAM_NAME = Word("name", re.compile(r"[\w+=,.@-]+"))
SHORT_NAME = Word("name", re.compile(r"\S(?:.*\S)?", re.DOTALL))
IAM_PATH = Word("path", re.compile(r"/|/(?:[!-.0-~]+/)+"), "WLD014")
ENDPOINT_ID = Word("vpce-…", re.compile("vpce-[0-9a-z-]+"), "WLD015")
VPC_ID = Word("vpc-…", re.compile("vpc-[0-9a-z-]+"), "WLD015")
ORGANIZATION_ID = Word("o-…", re.compile("o-[0-9a-z]+"), "WLD015")
KEY = Word("key", re.compile(r"[^\s:/]+:.+", re.DOTALL), "REQ012")
SESSION = Word("session", re.compile(r"(?!(?:root|anonymous)\Z)[\w+=,.@-]+"))
TEXT = Word()
PATH = Word("path", re.compile(".+", re.DOTALL))
TEXTS = ListOf(TEXT)
TAGS = MapOf(TEXT, TEXT)

MANAGED = Record(
    "{file, arn, unread}", (Field("file", PATH), Field("arn", ARN), Field("unread", TEXT))
)


@dataclass(frozen=True, slots=True)
class PolicyOf:
    """A policy: the path of its file, its text, or a file with the policy's own ARN.

    Of one that an import could not read there is the name alone, or the file of what it could read.
    """

    type: PolicyType

    @property
    def wanted(self) -> str:
        """The word of the format's reference."""
        return "policy"

    def read(self, node: Node, reading: Reading) -> Policy | None:
        """The policy; None with diagnostics if there is none."""
        match node:
            case Scalar() if node.value.lstrip().startswith("{"):
                return reading.policies.text(node, self.type)
            case Scalar() if node.value:
                return reading.policies.file(reading.beside(node.value), self.type, node.span)
            case documents.Mapping() if _is_json(node):
                return reading.policies.text(node, self.type)
            case documents.Mapping():
                return self._managed(node, reading)
        reading.findings.report(
            "WLD021", node.span._replace(end=node.span.start + 1), expected=(self.wanted,)
        )
        return None

    def _managed(self, node: documents.Mapping, reading: Reading) -> Policy | None:
        fields = MANAGED.read(node, reading)
        if fields is None:
            return None
        file: Text | None = fields["file"]
        unread: Text | None = fields["unread"]
        if file is None and unread is not None:
            return Policy.unreadable(unread.value, unread.span, arn=fields["arn"])
        if file is None:
            if "file" not in fields:
                reading.findings.report("WLD003", fields.span, got="file")
            return None
        path = reading.beside(file.value)
        policy = reading.policies.file(path, self.type, file.span, fields["arn"])
        return policy if policy is None or unread is None else replace(policy, unread=True)


def _is_json(node: documents.Mapping) -> bool:
    """Whether JSON was written without quotes around it: YAML reads that as a mapping."""
    return node.span.text.startswith("{") and node.get("Statement") is not None


def texts(entries: Mapping[str, Entry[Text]]) -> dict[str, str]:
    """The plain texts of a mapping that was read with `TAGS`."""
    return {key: entry.value.value for key, entry in entries.items()}


def policies_of(type: PolicyType) -> ListOf[Policy]:
    """A list of policies of one type."""
    return ListOf(PolicyOf(type))


NO_LIMIT = object()
"""What `scps: none` is read as: no organization limits here, unlike an empty list."""

SCPS = OneOf(text=Literal("none", NO_LIMIT, "none | [policy]"), items=policies_of(PolicyType.SCP))
RCPS = policies_of(PolicyType.RCP)
