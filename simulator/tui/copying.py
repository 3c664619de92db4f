"""What can be copied of what is shown? Values, ARNs, one-liners, messages, policies, places."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from simulator.formats.one_line import print_request
from simulator.report.wording.decisions import aws_message
from simulator.report.wording.values import value_text
from simulator.source import Span
from simulator.tui.state import State


@dataclass(frozen=True, slots=True)
class Copy:
    """One thing to copy: what it is called, and its text."""

    name: str
    text: str


def copies(state: State, span: Span | None) -> tuple[Copy, ...]:
    """Everything that can be copied, what is nearest first.

    Args:
        state: what is shown.
        span: the place in the source that is shown.
    """
    return tuple(copy for copy in _copies(state, span) if copy.text)


def _copies(state: State, span: Span | None) -> Iterator[Copy]:
    request, hop, part = state.request, state.shown_hop, state.part
    if span is not None:
        yield Copy("the marked place in the policy", span.text)
        yield Copy("file:line:column", span.location)
    if request is not None and part is not None:
        line = print_request(request.request, hop.path if hop is not None else None)
        yield Copy("the request in one line", line)
        name = shlex.quote(request.request.name)
        yield Copy("the command", f"calledvia explain {shlex.quote(part.scenario.path)} {name}")
    if hop is not None:
        yield Copy("the principal's ARN", hop.caller_arn)
        yield Copy("the resource's ARN", hop.resource_arn)
        if hop.decision is not None:
            yield Copy("AWS's message", aws_message(hop.decision) or "")
        context = {entry.key: value_text(entry.value) for entry in hop.context}
        yield Copy("the request context", json.dumps(context, indent=2, ensure_ascii=False))
        for key, value in context.items():
            yield Copy(key, value)
        if hop.trail is not None:
            record = json.dumps(hop.trail, indent=2, ensure_ascii=False, default=str)
            yield Copy("the CloudTrail record", record)
    if span is not None:
        yield Copy("the policy", span.source.text)
