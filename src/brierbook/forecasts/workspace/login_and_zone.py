"""What the surroundings say of whoever types: the account, and the time zone."""

import os
from pathlib import Path

from brierbook.errors import InputError
from brierbook.forecasts.when import find_time_zone

__all__ = ["choose_zone", "login_name"]

WHO = "BRIERBOOK_AS"
LOGIN = ("LOGNAME", "USER", "LNAME", "USERNAME")
LOCAL = Path("/etc/localtime")  # a link into the zones of the system
ZONES = "zoneinfo/"
ALSO_UTC = ("Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu")


def login_name() -> str:
    """Give the name of whoever types: $BRIERBOOK_AS, else the name of the account."""
    given = (os.environ.get(name, "").strip() for name in (WHO, *LOGIN))
    if found := next(filter(None, given), None):
        return found
    import pwd  # only where the environment does not say

    return pwd.getpwuid(os.getuid()).pw_name


def choose_zone(option: str | None) -> str:
    """Give the zone asked for, else $TZ, else that of the system, else UTC."""
    if option:
        return _check_zone(option)
    if said := os.environ.get("TZ", "").removeprefix(":"):
        return _check_zone(said)
    _, found, name = os.path.realpath(LOCAL).partition(ZONES)
    return name if found and _is_zone_name(name) and name not in ALSO_UTC else "UTC"


def _check_zone(name: str) -> str:
    """Refuse a zone that is unknown."""
    if not _is_zone_name(name):
        raise InputError(
            "zone", name, "is no IANA time zone such as Europe/Kyiv", code="time.zone_unknown"
        )
    return name


def _is_zone_name(name: str) -> bool:
    """Whether a name is that of a zone, and can be written in an entry."""
    try:
        find_time_zone(name)
    except ValueError:
        return False
    return True
