"""What a browser calls itself, in a few words: enough to know one's own in a list of sessions."""

from __future__ import annotations

# The first that fits: most browsers also name those they descend from.
_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("QQBrowser", "QQ浏览器"),
    ("360", "360浏览器"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Harmony", "鸿蒙"),
    ("Android", "安卓"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def browser_words(user_agent: str) -> str:
    """Browser and system, such as ``Edge，Windows``; what isn't known is left out."""
    found = (
        next((word for sign, word in known if sign in user_agent), "")
        for known in (_BROWSERS, _SYSTEMS)
    )
    return "，".join(word for word in found if word)
