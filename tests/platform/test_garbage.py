"""What is loaded in a pause is left out of the garbage collector's rounds."""

import gc

from stepmark.platform import garbage


def test_a_pause_ends_with_what_was_loaded_left_out_for_good() -> None:
    before = gc.get_freeze_count()
    garbage.pause()
    assert not gc.isenabled()
    loaded = [[each] for each in range(1000)]
    garbage.resume()
    assert gc.isenabled()
    assert gc.get_freeze_count() >= before + len(loaded)


def test_without_a_pause_nothing_is_left_out() -> None:
    before = gc.get_freeze_count()
    garbage.resume()
    assert gc.get_freeze_count() == before


def test_garbage_is_found_afterwards() -> None:
    garbage.pause()
    garbage.resume()
    ring: list[object] = []
    ring.append(ring)
    del ring
    assert gc.collect() >= 1
