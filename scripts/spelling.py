"""How an id or address may be spelled where it is kept: in any case, as JSON, SQL, CSV, HTML and
addresses of the web write its signs, in JSON within JSON, too.
"""

from __future__ import annotations

import re
import unicodedata
from html.entities import html5


def spellings_of(sought: str) -> str:
    """A regular expression of all spellings, alike in Python, RE2 and, encoded, in bytes.

    Letters of ASCII are small: fold the text, or the expression.
    """
    text = unicodedata.normalize("NFC", sought)
    return "".join(
        one.lower() if re.fullmatch(r"[A-Za-z0-9_]", one) else _of_sign(one) for one in text
    )


def _of_sign(sign: str) -> str:
    """Of a sign: itself after backslashes, or doubled, its code in JSON and HTML, its bytes."""
    if sign in "-.":
        return re.escape(sign)
    found = [r"\\+"] if sign == "\\" else []
    for one in dict.fromkeys((sign, sign.lower(), sign.upper())):
        whole = dict.fromkeys((one, unicodedata.normalize("NFD", one)))
        if sign != "\\":
            repeated = "+" if sign in "\"'`" else ""
            found += [rf"(?:\\*{re.escape(form)}){repeated}" for form in whole]
        units = one.encode("utf-16-be").hex()
        found.append("".join(rf"\\+u{units[at : at + 4]}" for at in range(0, len(units), 4)))
        found.append("".join(f"%{byte:02x}" for byte in one.encode()))
        if len(one) == 1:
            names = {name.lower() for name, value in html5.items() if value == one and ";" in name}
            codes = [f"#0*{ord(one)};", f"#x0*{ord(one):x};", *map(re.escape, sorted(names))]
            found.append(f"&(?:{'|'.join(codes)})")
    return f"(?:{'|'.join(dict.fromkeys(found))})"


def pattern_of(sought: str) -> str:
    """An expression that finds an id or address as a whole: usr_1 is not in usr_12."""
    return rf"(?i)(^|[^A-Za-z0-9_]){spellings_of(sought)}([^A-Za-z0-9_]|$)"


def fixed_parts(sought: str) -> list[str]:
    """What every spelling has, in small letters, and is cheap to look for first.

    None for what is all signs or letters beyond ASCII: engines don't fold these alike.
    """
    text = unicodedata.normalize("NFC", sought)
    return [part.lower() for part in dict.fromkeys(re.findall(r"[A-Za-z0-9_]+", text))]
