"""Who reported it: the agency or paper behind a report, whoever carries it.

One wire report in five feeds is one publisher's report, so the words of the report are asked
before the name of the feed.
"""

from __future__ import annotations

import re

from digest import text

#: The names under which agencies and broadcasters appear, folded, and what readers call them.
NAMES = {
    text.fold(alias): name
    for name, aliases in {
        "Reuters": "Reuters|Reuters.com|www.reuters.com|Thomson Reuters|Reuters News"
        "|Reuters World News|Reuters Staff|Reuters News Agency",
        "AP": "AP|AP News|APNews|apnews.com|The AP|Associated Press|The Associated Press"
        "|Associated Press News",
        "AFP": "AFP|AFP.com|AFP News|Agence France-Presse|Agence France Presse",
        "dpa": "dpa|dpa international|Deutsche Presse-Agentur|dpa-AFX",
        "UPI": "UPI|UPI.com|United Press International",
        "ANSA": "ANSA|ANSA.it|Agenzia ANSA",
        "EFE": "EFE|Agencia EFE|EFE News",
        "PAP": "PAP|Polish Press Agency|Polska Agencja Prasowa",
        "CTK": "CTK|ČTK|Czech News Agency",
        "APA": "APA|Austria Presse Agentur",
        "TASS": "TASS|ITAR-TASS|TASS.com|Russian News Agency TASS",
        "RIA Novosti": "RIA Novosti|RIA|ria.ru",
        "Interfax": "Interfax|Interfax.ru|Interfax.com",
        "Interfax-Ukraine": "Interfax-Ukraine|Interfax Ukraine",
        "Ukrinform": "Ukrinform|ukrinform.net",
        "UNIAN": "UNIAN|unian.info",
        "Xinhua": "Xinhua|Xinhua News Agency|Xinhuanet|Xinhua News",
        "Kyodo": "Kyodo|Kyodo News",
        "Yonhap": "Yonhap|Yonhap News|Yonhap News Agency",
        "Anadolu": "Anadolu|AA|Anadolu Agency|Anadolu Ajansı",
        "PTI": "PTI|Press Trust of India",
        "ANI": "ANI|Asian News International",
        "Bloomberg": "Bloomberg|Bloomberg.com|Bloomberg News",
        "BBC": "BBC|BBC News|BBC.com|BBC.co.uk|BBC News World",
        "CNN": "CNN|CNN.com|CNN International",
    }.items()
    for alias in aliases.split("|")
}
#: Short names that are common words or initials too: not believed in a title or an author's line.
SHORT = frozenset({"aa", "apa", "pap", "ria", "ani", "efe", "pti"})

VIA = re.compile(r"(.+?)(?:,)? (?:via|through|on) ", re.IGNORECASE)
TITLE_END = re.compile(r"\s[-–—|]\s([^-–—|]{2,30})$")
SEPARATOR = re.compile(r" ?\| ?| [–—-]+ ")
AUTHOR = re.compile(r"(?:by\s+)?(.+)", re.IGNORECASE)


def known(name: str) -> str:
    """Return what readers call the agency or broadcaster of that name; empty if it is none."""
    return NAMES.get(text.fold(text.squeeze(name)), "")


def normalised(name: str) -> str:
    """Return a publisher's name as readers know it: "Reuters via Nasdaq" is "Reuters"."""
    name = text.squeeze(name)
    via = VIA.match(name)
    return known(name) or (known(via[1]) if via else "") or name


def without_publisher(title: str, *names: str) -> str:
    """Cut a publisher off the end of a title: "They met - Reuters", "They met | Kyiv Post".

    Only if it is one of `names`, or the agency of that name: else it may be what the title says.
    """
    publishers = {text.fold(it) for name in names for it in (name, normalised(name)) if it}
    for separator in SEPARATOR.finditer(title):
        end = title[separator.end() :]
        if separator.start() and text.fold(known(end) or end) in publishers:
            return title[: separator.start()]
    return title


def publisher_of(
    name: str, *, stated: str = "", author: str = "", title: str = "", words: str = ""
) -> str:
    """Say who reported something, by the best witness there is.

    In order: the entry's own `<source>` (`stated`), unless that is only the portal that carries
    what an agency signs at the beginning of the report (`words`, plain text); an author's line,
    or the end of the title, that is an agency's name; the source's `name`.
    """
    signed = text.BYLINE.match(words)
    if signed and not known(stated):
        return known(signed["wire"] or signed["slashed"])
    if stated.strip():
        return normalised(stated)
    by = AUTHOR.fullmatch(text.squeeze(author))
    end = TITLE_END.search(title)
    for witness in (by, end):
        if witness and text.fold(witness[1]) not in SHORT and (agency := known(witness[1])):
            return agency
    return normalised(name)
