"""The cure that asks for no address where any AWS service calls with the user's credentials."""

from __future__ import annotations

from simulator.analysis.remedies.cure import Cure, Kind, NotDrafted, exempted
from simulator.analysis.remedies.question import Question
from simulator.analysis.remedies.rewriting import Asked, Exemption

_KEY = "aws:ViaAWSService"


def via_aws_service(question: Question) -> Cure | NotDrafted:
    """Except what services forward (UG access_forward_access_sessions)."""
    exemption = Exemption(
        allow=(Asked("Bool", _KEY, ("true",)),),
        deny=(Asked("Bool", _KEY, ("false",)),),
        suffix="ViaService",
    )
    return exempted(Kind.VIA_AWS_SERVICE, question, exemption)
