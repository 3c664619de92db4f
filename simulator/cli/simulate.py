"""``calledvia simulate``: what ``aws iam simulate-custom-policy`` asks and answers, offline."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable

from simulator.analysis.policy_simulation import (
    CallerError,
    Question,
    SimulatedAction,
    simulate,
)
from simulator.cli.console import Console
from simulator.cli.exits import Exit
from simulator.cli.playing import diagnostic_text
from simulator.evaluation.decision import Verdict
from simulator.evaluation.request import PolicySet
from simulator.formats.loading import Findings
from simulator.formats.simulator_input import (
    ArgumentError,
    argument_text,
    context_entries,
    ordered_policies,
)
from simulator.language.arn import parse_arn
from simulator.language.model import Policy, PolicyError, PolicyType
from simulator.report.as_json.documents import print_document
from simulator.report.as_simulation import simulation_document
from simulator.report.wording.simulations import depends_words
from simulator.source import Source, printable


def execute(arguments: Namespace) -> int:
    """Simulate, and print the answer in AWS's shape; the verdicts do not change the exit code."""
    console = Console(arguments)
    inputs = _Inputs()
    try:
        question = inputs.question(arguments)
        simulated = simulate(question) if question is not None else ()
    except CallerError as error:
        console.tell([f"not the ARN of a user or a role: {printable(str(error))}"])
        return Exit.BAD_INPUT
    except ArgumentError as error:
        console.tell([printable(str(error))])
        return Exit.BAD_INPUT
    console.tell(diagnostic_text(inputs.findings.loaded(None).diagnostics, console))
    if question is None:
        return Exit.BAD_INPUT
    console.tell(_doubts(simulated))
    caller = parse_arn(arguments.caller_arn) if arguments.caller_arn else None
    account = caller.account if caller is not None else None
    console.print([print_document(simulation_document(simulated, account))])
    return Exit.OK


def _doubts(simulated: Iterable[SimulatedAction]) -> Iterable[str]:
    """What AWS's shape has no word for."""
    for action in simulated:
        for result in action.results:
            if result.decision.verdict is Verdict.DEPENDS:
                yield depends_words(action.action, result)


class _Inputs:
    """The policies of a command line, named as AWS names them, with what is wrong with them."""

    def __init__(self) -> None:
        self.findings = Findings()

    def question(self, arguments: Namespace) -> Question | None:
        """All that is asked; None, with diagnostics, if a policy cannot be read.

        Raises:
            ArgumentError: an argument cannot be used.
        """
        owner = parse_arn(arguments.resource_owner) if arguments.resource_owner else None
        if arguments.resource_owner and owner is None:
            raise ArgumentError(f"not an ARN: {arguments.resource_owner}")
        policies = self._policies(arguments)
        if self.findings.failed:
            return None
        return Question(
            policies,
            tuple(arguments.action_names),
            tuple(one for one in arguments.resource_arns if one != "*"),
            arguments.caller_arn,
            owner.account if owner is not None else None,
            context_entries(arguments.context_entries),
        )

    def _policies(self, arguments: Namespace) -> PolicySet:
        boundary = self._list(
            arguments.permissions_boundary_policy_input_list,
            "PermissionsBoundaryPolicyInputList",
            PolicyType.BOUNDARY,
        )
        resource = [arguments.resource_policy] if arguments.resource_policy else []
        levels = arguments.ordered_organization_policy_input_list
        return PolicySet(
            identity=self._list(
                arguments.policy_input_list, "PolicyInputList", PolicyType.IDENTITY
            ),
            resource=self._list(resource, "ResourcePolicy", PolicyType.RESOURCE) or None,
            boundary=boundary or None,
            scps=[
                self._list(level, f"OrderedOrganizationPolicyInputList.{number}", PolicyType.SCP)
                for number, level in enumerate(ordered_policies(levels) if levels else (), 1)
            ],
        )

    def _list(self, texts: Iterable[str], name: str, type: PolicyType) -> tuple[Policy, ...]:
        found = []
        for number, argument in enumerate(texts, 1):
            id = name if type is PolicyType.RESOURCE else f"{name}.{number}"
            text, file = argument_text(argument)
            try:
                policy = Policy.parse(Source(file or f"<{id}>", text), id, type=type)
            except PolicyError as error:
                self.findings.add(error.diagnostics)
                continue
            self.findings.add(policy.warnings)
            found.append(policy)
        return tuple(found)
