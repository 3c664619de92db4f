"""Which world is it once the changes of a command line are made?

``OWNER=FILE`` gives an owner's policies as a scenario's `policies` does; ``FILE`` alone takes the
place of every policy of the world whose file has the same name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from simulator.analysis.owners import with_changed_policies
from simulator.cli.staging import Staging, UnusableError
from simulator.formats.files import start_of
from simulator.formats.loading import Findings
from simulator.formats.policies import PolicyFiles
from simulator.language.model import Policy, PolicyType
from simulator.source import Diagnostic
from simulator.world.names import find_resource
from simulator.world.overrides import with_policies
from simulator.world.scenario import PolicyOverride, Scenario

LIMITS = (PolicyType.SCP, PolicyType.RCP, PolicyType.ENDPOINT)
"""The types of policies that a scenario cannot put in place by itself."""


@dataclass(slots=True)
class Changed:
    """A stage with new policies.

    Args:
        stage: its world has new SCPs, RCPs and endpoint policies; its `policies` are the others.
        in_file: whether its world is as a file has it: none of those in it is new.
    """

    stage: Scenario
    in_file: bool = True


@dataclass(slots=True)
class _Replacing:
    """Policies that take the place of those of the same file name."""

    files: PolicyFiles
    by_name: dict[str, Path]
    used: set[str] = field(default_factory=set)
    limits: bool = False

    def __call__(self, policy: Policy, type: PolicyType) -> Policy:
        name = PurePosixPath(policy.name.replace("\\", "/")).name
        path = self.by_name.get(name)
        found = self.files.file(path, type, arn=policy.arn) if path is not None else None
        if found is None:
            return policy
        self.used.add(name)
        self.limits = self.limits or type in LIMITS
        return found


def with_changes(stage: Scenario, changes: Sequence[str], staging: Staging) -> Changed:
    """The stage with changes made, as they are written on a command line.

    Raises:
        UnusableError: one of them cannot be used.
    """
    findings = Findings()
    files = PolicyFiles(findings)
    owned, alone = _sorted(changes, stage)
    found = Changed(stage)
    if alone:
        replacing = _Replacing(files, {path.name: path for path in alone})
        found = Changed(with_changed_policies(stage, replacing))
        found.in_file = not replacing.limits
        for name, path in replacing.by_name.items():
            if name not in replacing.used and files.file(path, None) is not None:
                staging.note([_changes_nothing(str(path))])
    policies = {**found.stage.policies}
    for owner, paths in owned.items():
        override = _override(owner, paths, stage, files)
        if override is None:
            staging.note([_changes_nothing(owner)])
            continue
        policies[owner] = _over(override, policies.get(owner))
    staging.note(findings.loaded(None).diagnostics)
    found.stage = replace(found.stage, policies=policies)
    try:
        with_policies(found.stage.world, policies)
    except KeyError as error:
        staging.note([_changes_nothing(str(error.args[0]))])
        raise UnusableError from error
    return found


def _changes_nothing(text: str) -> Diagnostic:
    return Diagnostic("LOG010", start_of("<change>"), got=text)


def _sorted(changes: Iterable[str], stage: Scenario) -> tuple[dict[str, list[Path]], list[Path]]:
    """The changes of owners, and those by a file's name."""
    owned: dict[str, list[Path]] = {}
    alone = []
    for text in changes:
        owner, equals, path = text.partition("=")
        if equals and not Path(text).is_file():
            owned.setdefault(owner, []).append(Path(path))
        else:
            alone.append(Path(text))
    return owned, alone


def _override(
    owner: str, paths: Sequence[Path], stage: Scenario, files: PolicyFiles
) -> PolicyOverride | None:
    """The policies of an owner, each as what it looks like; None if there is no such owner."""
    target = find_resource(stage.world, owner)
    is_group = owner.rpartition(":")[2].startswith("group/")
    if target is None and not is_group:
        return None
    override = PolicyOverride()
    for path in paths:
        untyped = files.file(path, None)
        if untyped is None:
            continue
        if target is not None and target.resource is not None:
            policy = files.file(path, PolicyType.RESOURCE)
            override = replace(override, resource=policy)
        elif untyped.has_principals:
            override = replace(override, trust=files.file(path, PolicyType.TRUST))
        elif (policy := files.file(path, PolicyType.IDENTITY)) is not None:
            override = replace(override, identity=(*(override.identity or ()), policy))
    return override


def _over(new: PolicyOverride, old: PolicyOverride | None) -> PolicyOverride:
    if old is None:
        return new
    return PolicyOverride(
        identity=old.identity if new.identity is None else new.identity,
        boundary=new.boundary or old.boundary,
        trust=new.trust or old.trust,
        resource=new.resource or old.resource,
    )
