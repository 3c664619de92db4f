"""``calledvia explain``: what decided a request of a scenario, down to each value."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence

from simulator.analysis.counterfactual import WhyNot, why_not
from simulator.cli.console import Console
from simulator.cli.exits import Exit
from simulator.cli.playing import diagnostic_text, names, nothing_chosen, play
from simulator.report import as_concise, as_flips, as_plain, as_tree
from simulator.report.as_json.documents import explain_document, print_document
from simulator.report.as_json.flips import why_not_json
from simulator.report.selection import Group, grouped, with_name, with_words
from simulator.report.terminal import Style
from simulator.report.wording.replays import hop_index, settling_hop
from simulator.report.wording.values import counted
from simulator.source import printable
from simulator.world.overrides import with_policies
from simulator.world.replayed import RequestReplay


def execute(arguments: Namespace) -> int:
    """Explain the chosen requests, each at the call that settles it or at the one asked for."""
    console = Console(arguments)
    played = play([arguments.path])
    console.tell(diagnostic_text(played.diagnostics, console))
    groups = _chosen(grouped(played.replays), arguments.name)
    code = Exit.OK
    if not groups:
        console.tell(nothing_chosen(played.replays, (arguments.name or "").split()))
        code = Exit.BAD_INPUT
    elif complaint := _no_such_hop(groups, arguments.hop):
        console.tell([complaint])
        groups, code = (), Exit.BAD_INPUT
    if console.format == "json":
        document = explain_document(groups, played.diagnostics, code, names(), arguments.hop)
        document["would_flip"] = [
            why_not_json(_flips(one), names())
            for group in groups
            for one in group.requests
            if arguments.name is not None
        ]
        console.print([print_document(document)])
        return code
    for group in groups:
        for request in group.requests:
            console.print(_explained(request, group, arguments, console))
    return code


def _chosen(groups: Sequence[Group], name: str | None) -> tuple[Group, ...]:
    """The request of exactly this name, else those that have all its words."""
    if name is None:
        return tuple(groups)
    return with_name(groups, name) or with_words(groups, name.split())


def _no_such_hop(groups: Sequence[Group], number: int | None) -> str | None:
    if number is None:
        return None
    for group in groups:
        for request in group.requests:
            if not 1 <= number <= len(request.hops):
                name = printable(request.request.name)
                return f'"{name}" has {counted(len(request.hops), "hop")}: there is no hop {number}'
    return None


def _explained(
    request: RequestReplay, group: Group, arguments: Namespace, console: Console
) -> Iterator[str]:
    if console.format == "concise":
        yield as_concise.request_line(request, group.rules)
        return
    hop = request.hops[arguments.hop - 1] if arguments.hop else settling_hop(request)
    # Of all requests of a file at once nobody wants to know, and it takes its time.
    chosen = arguments.name is not None and hop is settling_hop(request)
    number = hop_index(request, hop)
    if console.format == "plain":
        yield f"Request: {printable(request.request.name)}."
        yield from as_plain.hop_lines(hop, number, group.rules, everything=arguments.everything)
        if chosen:
            yield from as_flips.plain_lines(_flips(request))
    else:
        yield console.terminal.paint(request.request.name, Style.STRONG)
        yield from as_tree.explained_lines(
            hop, number, group.rules, console.terminal, everything=arguments.everything
        )
        if chosen:
            flips = _flips(request)
            everything = arguments.everything
            yield from as_flips.flip_lines(flips, console.terminal, everything=everything)
    yield ""


def _flips(request: RequestReplay) -> WhyNot:
    """What would flip a request of a scenario, whose earlier requests yield its session."""
    scenario = request.scenario
    number = next(n for n, one in enumerate(scenario.requests) if one.name == request.request.name)
    world = with_policies(scenario.world, scenario.policies)
    return why_not(world, scenario.requests[number], scenario.requests[:number])
