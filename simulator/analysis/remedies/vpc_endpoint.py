"""The cure that lets calls come through the VPC endpoints of a named VPC, without an address."""

from __future__ import annotations

from simulator.analysis.blocks import block_of_texts, difference
from simulator.analysis.remedies.cure import Cure, Kind, NotDrafted, exempted
from simulator.analysis.remedies.question import Question
from simulator.analysis.remedies.rewriting import Asked, Exemption

PRIVATE = block_of_texts(("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
"""Addresses that ``aws:SourceIp`` never holds (RFC 1918)."""


def vpc_endpoint(question: Question) -> Cure | NotDrafted:
    """Except calls through endpoints (UG reference_policies_condition-keys, aws:SourceVpc).

    Private ranges, which ``aws:SourceIp`` never holds, are meant for ``aws:VpcSourceIp``: there
    they bind the calls from the VPC.
    """
    gates = [place for place in question.world.networks.values() if place.endpoint is not None]
    vpcs = tuple(dict.fromkeys(place.vpc for place in gates if place.vpc is not None))
    endpoints = tuple(dict.fromkeys(it.endpoint for it in gates if it.endpoint is not None))
    if not gates:
        return NotDrafted.NO_ENDPOINT
    key, names = ("aws:SourceVpc", vpcs) if vpcs else ("aws:SourceVpce", endpoints)
    private = tuple(
        dict.fromkeys(text for one in question.found for text in one.ranges if _is_private(text))
    )
    inside = (Asked("IpAddress", "aws:VpcSourceIp", private),) if private else ()
    exemption = Exemption(
        allow=(Asked("StringEquals", key, names), *inside),
        deny=(Asked("StringNotEquals", key, names),),
        suffix="FromVpc",
    )
    return exempted(Kind.VPC_ENDPOINT, question, exemption)


def _is_private(text: str) -> bool:
    block = block_of_texts([text])
    return bool(block) and not difference(block, PRIVATE)
