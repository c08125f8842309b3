"""What the surroundings say of whoever types: the account, and the time zone."""

import os
from pathlib import Path

from brierbook.errors import InputError
from brierbook.forecasts.when import time_zone

WHO = "BRIERBOOK_AS"
LOGIN = ("LOGNAME", "USER", "LNAME", "USERNAME")
LOCAL = Path("/etc/localtime")  # a link into the zones of the system
ZONES = "zoneinfo/"
ALSO_UTC = ("Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu")


def login() -> str:
    """Give the name of whoever types: $BRIERBOOK_AS, else the name of the account."""
    given = (os.environ.get(name, "").strip() for name in (WHO, *LOGIN))
    if found := next(filter(None, given), None):
        return found
    import pwd  # noqa: PLC0415  # only where the environment does not say

    return pwd.getpwuid(os.getuid()).pw_name


def zone_of(option: str | None) -> str:
    """Give the zone asked for, else $TZ, else that of the system, else UTC."""
    if option:
        return known(option)
    if said := os.environ.get("TZ", "").removeprefix(":"):
        return known(said)
    _, found, name = os.path.realpath(LOCAL).partition(ZONES)
    return name if found and is_zone(name) and name not in ALSO_UTC else "UTC"


def known(name: str) -> str:
    """Refuse a zone that is unknown."""
    if not is_zone(name):
        raise InputError("zone", name, "is no IANA time zone such as Europe/Kyiv")
    return name


def is_zone(name: str) -> bool:
    """Whether a name is that of a zone, and can be written in an entry."""
    try:
        time_zone(name)
    except ValueError:
        return False
    return True
