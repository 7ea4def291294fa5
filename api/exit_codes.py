"""What the end of the process says to whatever started it: systemd, Docker, a shell script.

    0   it stopped because it was asked to
    1   it failed: start it again
    2   the command line is wrong (Click's own)
    75  something else is in the way, such as a taken port: start it again later
    78  a setting or an article is wrong: starting it again changes nothing

75 and 78 are those of sysexits.h.
"""

from api.errors import CannotListen, SettingsError
from corpus import CorpusError

FAILED, IN_THE_WAY, NOT_CONFIGURED = 1, 75, 78


def exit_code(error: BaseException) -> int:
    """The code a process ends with because of an error."""
    from index import IndexBusy  # late: the slow part of the start

    if isinstance(error, SettingsError | CorpusError):
        return NOT_CONFIGURED
    return IN_THE_WAY if isinstance(error, CannotListen | IndexBusy) else FAILED
