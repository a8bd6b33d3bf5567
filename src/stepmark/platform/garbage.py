"""Python's garbage collector, kept from looking through what never becomes garbage.

A start makes a million objects, and nearly all of them stay: modules, mappings, routes, shapes. To look for garbage
among them took a quarter of each start, and a pause now and then for as long as the program ran.
"""

import gc

# Python's own, (700, 10, 10), come several times within one page.
_THRESHOLDS = (10_000, 20, 50)


def pause() -> None:
    """Look for none while the program is loaded, until `resume`."""
    gc.disable()


def resume() -> None:
    """End a pause: what was loaded meanwhile is left out of all further rounds, which come less often."""
    if not gc.isenabled():
        gc.freeze()
        gc.set_threshold(*_THRESHOLDS)
        gc.enable()
