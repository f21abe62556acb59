"""How often Python looks for garbage: seldom, since most of what it would look through lives as long as the process."""

import gc

NEW_OBJECTS = (
    20_000  # Python's own number is 700: a fifth of the time of starting and of long work, for some megabytes less
)


def look_seldom() -> None:
    """Called before anything is loaded, by whatever starts a process of the portal."""
    gc.set_threshold(NEW_OBJECTS)
