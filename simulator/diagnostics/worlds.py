"""What can be wrong with a world, a scenario and the requests in it?"""

from __future__ import annotations

from simulator.diagnostics.row import error, warning

WORLDS = (
    error("WLD001", "unknown key", "See the format's reference for the keys that go here."),
    error("WLD002", "another type of value", "Write what is expected there."),
    error("WLD003", "a required key is missing", "Add it."),
    error("WLD004", "unknown value", "Use one of the values that can stand there."),
    error("WLD005", "not a date", "Write a date like 2026-11-24, from 1970 to 2200."),
    error(
        "WLD006",
        "not an instant",
        "Write date, time and zone like 2026-11-23T10:00:00Z or 2026-11-23T11:00:00+01:00.",
    ),
    error(
        "WLD007", "not a duration", "Write it like 1h, 90m, 3600s, 1h30m or 2d, ten years at most."
    ),
    error("WLD008", "not an account id", "An account id has twelve digits."),
    error("WLD009", "not an IP address", "Write a single address such as 103.15.250.7."),
    error("WLD010", "not a range of IP addresses", "Write it like 103.15.250.0/24."),
    error("WLD011", "not an ARN", "An ARN has six parts: arn:aws:service:region:account:resource."),
    error("WLD012", "not a Region", "Write it like us-east-1."),
    error("WLD013", "not a name", "A name is not empty and has neither white space nor slashes."),
    error(
        "WLD014", "not a path of IAM", "A path begins and ends with a slash, such as /division/."
    ),
    error("WLD015", "not an id", "Ids look like vpce-1a2b, vpc-3c4d, o-exampleorgid."),
    error(
        "WLD016", "not a service's prefix", "Write it as in its actions, such as cloudformation."
    ),
    error("WLD017", "unknown group", "Name a group of the same account."),
    error("WLD018", "unknown account", "Name an account of this world."),
    warning(
        "WLD019",
        "an account that this world does not have",
        "Nothing is known of its users, roles and resources.",
    ),
    error("WLD020", "a name twice", "Give each its own name, in included files too."),
    error("WLD021", "no policy there", "Name a file, or quote the JSON text."),
    warning(
        "WLD022",
        "no such policy file",
        "An expectation that names it cannot be met by a policy of a file.",
    ),
    error("WLD023", "unknown owner of policies", "Name user/N, group/N, role/N or a resource."),
    error("WLD024", "policies that this owner cannot have", "Use what its kind can have."),
    error("WLD025", "a context key twice", "Case does not matter in keys: keep one of them."),
    error(
        "WLD026",
        "requests of its own beside replays",
        "Put the requests into a scenario of their own, and replay that too.",
    ),
)

REQUESTS = (
    error(
        "REQ001",
        "an unexpected word",
        "A call reads: CALLER ACTION on RESOURCE [from PLACE] [with KEY=VALUE] [at INSTANT].",
    ),
    error(
        "REQ002",
        "the call ends too early",
        "A call reads: CALLER ACTION on RESOURCE [from PLACE] [with KEY=VALUE] [at INSTANT].",
    ),
    error("REQ003", "not an action", "Write it like ec2:StopInstances, without wildcards."),
    error("REQ004", "no caller", "Put the caller before the action."),
    error(
        "REQ005",
        "a caller in a call that a service makes",
        "Leave it out; say in `as` whose credentials the service uses.",
    ),
    error(
        "REQ006",
        "unknown caller",
        "A caller is user/N, a session of an earlier request, root, anonymous, service/PREFIX or "
        "an ARN.",
    ),
    error(
        "REQ007",
        "a session before the request that yields it",
        "Requests are played in order: move the one that yields the session up.",
    ),
    error("REQ008", "unknown resource", "Name a resource of the world, role/N, an ARN or *."),
    error("REQ009", "unknown place", "Name a network of the world, or write an IP address."),
    error("REQ010", "unknown role", "Name a role of the world as role/N."),
    error("REQ011", "given twice", "Keep one of them."),
    error("REQ012", "not a condition key", "Write it like aws:SourceIp."),
    error(
        "REQ013",
        "a key both with and without a value",
        "A key is given, absent or unknown: one of them.",
    ),
    error(
        "REQ014",
        "via in a scenario's call",
        "Write the first call, and under `then` the calls that the service makes.",
    ),
    error(
        "REQ015",
        "what belongs to the first call",
        "The first call alone has a place and an instant.",
    ),
    error("REQ016", "a character that looks like a space and is none", "Use a plain space."),
    error(
        "REQ017", "a quotation mark that is not closed", "End the text with '; write '' for one."
    ),
    error("REQ018", "too many calls", "A chain of calls can be 90 calls long."),
    error(
        "REQ019",
        "a call that yields no session",
        "sts:AssumeRole and its like, sts:GetSessionToken and sts:GetFederationToken do.",
    ),
    warning(
        "REQ020",
        "a value that the condition key never has",
        "It equals nothing of the key's type: write a value that AWS would send.",
    ),
)
