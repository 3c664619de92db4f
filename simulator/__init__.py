"""calledvia: a local simulator of AWS access evaluation, chains of service calls included.

The names below are public and stay. Each is imported when it is first used, so that
``import simulator`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from simulator.version import __version__

if TYPE_CHECKING:
    from simulator.evaluation.authorizer import Authorizer as Authorizer
    from simulator.evaluation.authorizer import evaluate as evaluate
    from simulator.evaluation.decision import Decision as Decision
    from simulator.evaluation.decision import Verdict as Verdict
    from simulator.evaluation.request import UNKNOWN as UNKNOWN
    from simulator.evaluation.request import PolicySet as PolicySet
    from simulator.evaluation.request import Request as Request
    from simulator.evaluation.request import ServiceAddress as ServiceAddress
    from simulator.formats.scenario import load_scenario as load_scenario
    from simulator.formats.world import load_world as load_world
    from simulator.language.model import Policy as Policy
    from simulator.language.model import PolicyError as PolicyError
    from simulator.rules import TODAY as TODAY
    from simulator.rules import Rules as Rules
    from simulator.world.replay import replay as replay
    from simulator.world.replayed import Replay as Replay
    from simulator.world.scenario import Scenario as Scenario
    from simulator.world.world import World as World

_HOMES = {
    "Authorizer": "simulator.evaluation.authorizer",
    "Decision": "simulator.evaluation.decision",
    "Policy": "simulator.language.model",
    "PolicyError": "simulator.language.model",
    "PolicySet": "simulator.evaluation.request",
    "Replay": "simulator.world.replayed",
    "Request": "simulator.evaluation.request",
    "Rules": "simulator.rules",
    "Scenario": "simulator.world.scenario",
    "ServiceAddress": "simulator.evaluation.request",
    "TODAY": "simulator.rules",
    "UNKNOWN": "simulator.evaluation.request",
    "Verdict": "simulator.evaluation.decision",
    "World": "simulator.world.world",
    "evaluate": "simulator.evaluation.authorizer",
    "load_scenario": "simulator.formats.scenario",
    "load_world": "simulator.formats.world",
    "replay": "simulator.world.replay",
}

__all__ = ["__version__", *sorted(_HOMES)]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'simulator' has no attribute {name!r}")
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
