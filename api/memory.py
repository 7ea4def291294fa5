"""Memory of a process that has loaded what it serves."""

import ctypes
import gc


def settle_memory() -> None:
    """Keep what is loaded out of the collector's sight, and give back what loading it took.

    Looking through everything loaded would stop all answers for 0.1 s; glibc holds on to some 50 MB
    that were free again once an index was open.
    """
    gc.unfreeze()  # an index that was left may be among what was frozen
    gc.collect()
    gc.freeze()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # other C libraries have none
    if trim is not None:
        trim(0)
