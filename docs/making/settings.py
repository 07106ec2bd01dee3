"""docs/reference/settings.md, from the settings as they are declared."""

from __future__ import annotations

from docs.making.tables import code, table
from kopilka.plumbing.environment import SETTINGS

INTRODUCTION = """# Settings

Kopilka is set up by variables of its environment; there is no settings file. Any of them may be
read from a file instead: `NAME_FILE` holds the file's path, as secrets are handed to containers.
A value that cannot be used stops the program at once, and the message says what to write.

"""


def page() -> str:
    rows = [
        (code(setting.name), code(setting.default) or "none", setting.meaning)
        for setting in SETTINGS.values()
    ]
    return INTRODUCTION + table(("Variable", "Default", "Meaning"), rows)
