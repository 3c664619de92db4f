"""Which policies do the paths of a command line name, and which belong to one world?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from simulator.analysis.lint.registry import OF_LANGUAGE
from simulator.analysis.lint.stage import Stage, Subject, likely_type, stage_of_world
from simulator.formats.finding import find_worlds
from simulator.formats.loading import Findings
from simulator.formats.policies import PolicyFiles
from simulator.formats.stages import read_stage
from simulator.language.model import PolicyType
from simulator.source import Diagnostic
from simulator.world.overrides import with_policies

_YAML = (".yaml", ".yml")
_TELLING = b'"Statement"'


@dataclass(frozen=True, slots=True)
class LintStages:
    """What could be read.

    Args:
        stages: each world with its policies, by its path; the policies that stand in none of them
            together, under an empty path.
        diagnostics: what is wrong, but for the warnings that lint itself lists.
    """

    stages: tuple[tuple[str, Stage], ...]
    diagnostics: tuple[Diagnostic, ...]


def read_lint_stages(paths: Iterable[str], type: PolicyType | None) -> LintStages:
    """Read policies, worlds, scenarios, and folders of them.

    Args:
        type: of the policies that are given as files; None: what they look like.
    """
    findings = Findings()
    stages: list[tuple[str, Stage]] = []
    files: list[Path] = []
    for path in map(Path, paths):
        worlds, policies = _named(path)
        files += policies
        for world in worlds:
            loaded = read_stage(world)
            findings.add(loaded.diagnostics)
            if loaded.value is not None:
                told = with_policies(loaded.value.world, loaded.value.policies)
                stages.append((str(world), stage_of_world(told)))
    in_worlds = {it.policy.name for _, stage in stages for it in stage.subjects}
    alone = tuple(_subjects(files, type, in_worlds, findings))
    if alone:
        stages.append(("", Stage(alone)))
    kept = tuple(it for it in findings.loaded(None).diagnostics if it.code not in OF_LANGUAGE)
    return LintStages(tuple(stages), kept)


def _named(path: Path) -> tuple[list[Path], list[Path]]:
    """The worlds and the policies that a path names."""
    if path.is_dir():
        return find_worlds(path), [it for it in sorted(path.rglob("*.json")) if _is_policy(it)]
    return ([path], []) if path.suffix.lower() in _YAML else ([], [path])


def _is_policy(path: Path) -> bool:
    """Whether a file of a folder is meant to be a policy; one that cannot be read is looked at."""
    try:
        return _TELLING in path.read_bytes()
    except OSError:
        return True


def _subjects(
    paths: Iterable[Path], type: PolicyType | None, known: set[str], findings: Findings
) -> Iterator[Subject]:
    files = PolicyFiles(findings)
    for path in dict.fromkeys(paths):
        policy = files.file(path, type)
        if policy is not None and policy.name not in known:
            yield Subject(policy, type or likely_type(policy))
