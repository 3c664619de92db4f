"""Which parameters of a call does AWS refuse before it asks a policy?

STS API_AssumeRole, API_GetFederationToken, API_GetSessionToken; UG id_session-tags. One row of
`_REFUSED` a parameter.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from simulator.world.actors import Actor
from simulator.world.names import Target
from simulator.world.replayed import InvalidParameter
from simulator.world.scenario import SessionSpec
from simulator.world.sessions import HOUR, SESSION_NAME, UNSAID, SessionCall, inherited_tags

_SHORTEST = datetime.timedelta(seconds=900)
_EXTERNAL_ID = re.compile(r"[\w+=,.@:/\\-]{2,1224}", re.ASCII)
_ROLE = re.compile(r"arn:[^:]+:iam::[0-9]{12}:role/.+", re.DOTALL)
_MOST_TAGS = 50
_LONGEST_TAG = (128, 256)


@dataclass(frozen=True, slots=True)
class _Asked:
    spec: SessionSpec
    call: SessionCall
    actor: Actor
    target: Target
    duration: datetime.timedelta

    @property
    def chained(self) -> bool:
        return self.actor.role is not None or ":assumed-role/" in self.actor.principal

    @property
    def longest(self) -> datetime.timedelta:
        if self.call.longest is not None:
            return self.call.longest
        role = self.target.role
        return role.max_session if role is not None else 12 * HOUR


def _role_missing(asked: _Asked) -> bool:
    return asked.call.of_role and not _ROLE.fullmatch(asked.target.arn)


def _not_taken(asked: _Asked) -> bool:
    spec = asked.spec
    given = {
        "duration": spec.duration,
        "policies": spec.policies,
        "tags": spec.tags or None,
        "transitive": spec.transitive or None,
        "source_identity": spec.source_identity,
        "external_id": spec.external_id,
    }
    return any(value is not None and name not in asked.call.takes for name, value in given.items())


def _session_name_odd(asked: _Asked) -> bool:
    if asked.call.name is None or asked.spec is UNSAID:
        return False
    return not asked.call.name.fullmatch(asked.spec.session_name)


def _tag_too_long(asked: _Asked) -> bool:
    key_limit, value_limit = _LONGEST_TAG
    return any(
        len(key) > key_limit or len(value) > value_limit for key, value in asked.spec.tags.items()
    )


def _tag_twice(asked: _Asked) -> bool:
    return len({key.lower() for key in asked.spec.tags}) < len(asked.spec.tags)


def _tag_inherited(asked: _Asked) -> bool:
    inherited = {key.lower() for key in inherited_tags(asked.actor)}
    return any(key.lower() in inherited for key in asked.spec.tags)


def _source_identity_changed(asked: _Asked) -> bool:
    session = asked.actor.session
    had = session.source_identity if session is not None else None
    wanted = asked.spec.source_identity
    return had is not None and wanted is not None and wanted != had


def _source_identity_odd(asked: _Asked) -> bool:
    wanted = asked.spec.source_identity
    return wanted is not None and (not SESSION_NAME.fullmatch(wanted) or wanted.startswith("aws:"))


_REFUSED: Mapping[InvalidParameter, Callable[[_Asked], bool]] = {
    InvalidParameter.ROLE_ARN: _role_missing,
    InvalidParameter.NO_SUCH_PARAMETER: _not_taken,
    InvalidParameter.SESSION_NAME: _session_name_odd,
    InvalidParameter.DURATION_TOO_SHORT: lambda asked: asked.duration < _SHORTEST,
    InvalidParameter.CHAINED_OVER_ONE_HOUR: lambda asked: (
        asked.call.of_role and asked.chained and asked.duration > HOUR
    ),
    InvalidParameter.DURATION_TOO_LONG: lambda asked: asked.duration > asked.longest,
    InvalidParameter.EXTERNAL_ID: lambda asked: (
        asked.spec.external_id is not None and not _EXTERNAL_ID.fullmatch(asked.spec.external_id)
    ),
    InvalidParameter.SOURCE_IDENTITY: _source_identity_odd,
    InvalidParameter.SOURCE_IDENTITY_CHANGED: _source_identity_changed,
    InvalidParameter.TOO_MANY_TAGS: lambda asked: len(asked.spec.tags) > _MOST_TAGS,
    InvalidParameter.TAG_TOO_LONG: _tag_too_long,
    InvalidParameter.TAG_TWICE: _tag_twice,
    InvalidParameter.TAG_INHERITED: _tag_inherited,
}


def refused_parameter(
    spec: SessionSpec, call: SessionCall, actor: Actor, target: Target
) -> InvalidParameter | None:
    """The parameter for which AWS refuses the call whatever the policies say, if there is one."""
    asked = _Asked(spec, call, actor, target, spec.duration or call.default)
    return next((name for name, refuses in _REFUSED.items() if refuses(asked)), None)
