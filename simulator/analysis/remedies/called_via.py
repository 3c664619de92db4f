"""The cure that asks for no address where one of some named services called for the user."""

from __future__ import annotations

from simulator.analysis.remedies.cure import Cure, Kind, NotDrafted, exempted
from simulator.analysis.remedies.question import Question, forwarding_services
from simulator.analysis.remedies.rewriting import Asked, Exemption
from simulator.world.names import service_principal

_KEY = "aws:CalledVia"


def called_via(question: Question) -> Cure | NotDrafted:
    """Except what these services forward.

    The key has many values and is absent in calls by hand. ``ForAllValues`` is true then, so that
    the Deny goes on to apply to them; ``ForAnyValue`` with a negated operator would be false and
    let them through from anywhere (UG condition-single-vs-multi-valued-context-keys).
    """
    services = forwarding_services(question.calls)
    if not services:
        return NotDrafted.NO_SERVICE
    names = tuple(map(service_principal, services))
    exemption = Exemption(
        allow=(Asked("ForAnyValue:StringEquals", _KEY, names),),
        deny=(Asked("ForAllValues:StringNotEquals", _KEY, names),),
        suffix="CalledVia",
    )
    return exempted(Kind.CALLED_VIA, question, exemption)
