"""What is there to know of the action that is asked for, besides the verdict?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class When(StrEnum):
    """When a call needs another authorization."""

    ALWAYS = "always"
    IF_NAMED = "if_named"
    WITH_TAGS = "with_tags"
    WITH_ROLE = "with_role"


@dataclass(frozen=True, slots=True)
class Needed:
    """Another authorization that the same call needs.

    Args:
        action: what AWS asks about.
        on: the resources, one authorization each: types of the action's own service as AWS calls
            them, or in a few words what they are to the call.
        when: whether every such call needs it.
    """

    action: str
    on: tuple[str, ...]
    when: When


@dataclass(frozen=True, slots=True)
class ActionCheck:
    """What the service data says of the action and resource asked for.

    Args:
        nearest: the action that was probably meant by one that nothing is called.
        acts_on: the types of resources on which the action acts, those first that every call
            names.
        needs: what else the call needs.
    """

    nearest: str | None = None
    acts_on: tuple[str, ...] = ()
    needs: tuple[Needed, ...] = ()


NOTHING_TO_SAY = ActionCheck()
"""An action that exists, on a resource that suits it, with nothing else needed."""
