"""What belongs to a person: identity numbers, phones, bank cards, home addresses."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from migrate.screen.finding import Hit, excerpt
from migrate.screen.rules import ScreenRules
from migrate.screen.units import Unit

NEAR = 14  # characters before a number in which its label stands
OPEN = 3  # characters of an address that an excerpt shows
WINDOW = 40  # characters around a number that say what it is about
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_EDGE = r"(?:(?<![0-9A-Za-z.])|(?<=[Nn][Oo])|(?<=[Nn][Oo]\.)|(?<=ID))"
_END = r"(?![0-9A-Za-z]|\.\d)"
_BETWEEN = r"[\s－—-]{0,2}"  # people write long numbers in groups, on forms digit by digit
_IDENTITY = re.compile(rf"(?={_EDGE}([1-9](?:{_BETWEEN}\d){{16}}{_BETWEEN}[\dXx]){_END})")
_OLD = re.compile(_EDGE + r"[1-9]\d{5}(\d{6})\d{3}" + _END)
_MOBILE = re.compile(r"(?<![0-9A-Za-z.])(?<!\d-)1[3-9]\d[ -]?\d{4}[ -]?\d{4}" + _END)
_LANDLINE = re.compile(r"(?<![0-9A-Za-z-])(?:0\d{2,3}[-－— ]|[(（]0\d{2,3}[)）] ?)\d{7,8}" + _END)
_CARD = re.compile(_EDGE + r"\d{4}(?:[ -]?\d{4}){2}[ -]?\d{4}(?:[ -]?\d{1,3})?" + _END)
_CENTURIES = ("18", "19", "20")
_LONG = re.compile(r"\d(?:[\s－—()（）-]{0,2}\d){6}")  # the shortest number that is looked for
_DOOR = re.compile(r"[\d一二三四五六七八九十百]{1,6}\s{0,3}(?:号|室|组|栋|幢|单元|户)")


def search_persons(unit: Unit, rules: ScreenRules) -> Iterator[Hit]:
    """Give what one paragraph or cell tells of persons."""
    if not _LONG.search(unit.text) and not _is_address_like(unit, rules):
        return  # nearly all paragraphs
    taken = bytearray(len(unit.text))
    shown = veiled(unit, rules).text
    for kind, start, end in (*_numbers(unit, rules), *_addresses(unit, rules)):
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            yield Hit(kind, unit.where, excerpt(shown, start, end), unit.text[start:end])


def veiled(unit: Unit, rules: ScreenRules) -> Unit:
    """The paragraph or cell with home addresses hidden but for their beginning, as long as it was."""
    text = unit.text
    for _, start, end in _addresses(unit, rules, anyone=True):
        text = text[: start + OPEN] + "*" * (end - start - OPEN) + text[end:]
    return replace(unit, text=text)


def is_identity(number: str) -> bool:
    """True when the last of 18 characters is the check character of the others and the birthday exists.

    >>> is_identity("999999199001010016"), is_identity("999999199001010010")
    (True, False)
    """
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _is_day(number[6:14]) and number[17].upper() == _CHECKS[total % 11]


def is_card(number: str) -> bool:
    """True when the digits pass the check of Luhn and an issuer gives numbers of this length and beginning."""
    length, doubled = len(number), 0
    for at, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + at % 2)
        doubled += value - 9 if value > 9 else value
    issued = number.startswith("62") or (length == 16 and number[:2] in _PREFIXES) or number[0] == "9"
    return doubled % 10 == 0 and issued


_PREFIXES = frozenset({*(f"4{n}" for n in range(10)), "51", "52", "53", "54", "55", "35"})


def _is_day(text: str) -> bool:
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return True


def _numbers(unit: Unit, rules: ScreenRules) -> Iterator[tuple[str, int, int]]:
    """Kind and place of every number, the surest kinds first."""
    yield from _identities(unit, rules)
    for found in _CARD.finditer(unit.text):
        around = _around(unit, found.start(), found.end())
        personal = _has(around, rules.words("card_words")) and not _is_office_account(around, rules)
        if personal and is_card(re.sub(r"\D", "", found[0])):
            yield "bank_card", *found.span()
    for found in _OLD.finditer(unit.text):
        if _is_day(f"19{found[1]}") and not _has(_label(unit, found.start()), rules.words("number_labels")):
            own = _has(_around(unit, found.start(), found.end()), rules.words("identity_labels"))
            yield "identity_number_old" if own else "identity_like", *found.span()
    yield from _phones(unit, rules)


def _identities(unit: Unit, rules: ScreenRules) -> Iterator[tuple[str, int, int]]:
    for found in _IDENTITY.finditer(unit.text):
        number = re.sub(r"[^\dXx]", "", found[1])
        if number[6:8] not in _CENTURIES or not _is_day(number[6:14]):
            continue
        label = _label(unit, found.start(1))
        own, other = (_has(label, rules.words(name)) for name in ("identity_labels", "number_labels"))
        if not is_identity(number):
            if own and not other:  # a slip of the pen is somebody's number all the same
                yield "identity_like", *found.span(1)
        else:
            yield "identity_like" if other and not own else "identity_number", *found.span(1)


def _is_office_account(around: str, rules: ScreenRules) -> bool:
    """True when an account is said to be an office's: by its purpose, or by the name of who holds it."""
    if _has(around, rules.words("office_accounts")):
        return True
    holders = "|".join(map(re.escape, rules.words("account_names")))
    named = re.findall(rf"(?:{holders})\s*[：:为]?\s*([^，。；;,\s：:]{{2,30}})", around) if holders else []
    return any(_has(name, rules.words("organs")) for name in named)


def _phones(unit: Unit, rules: ScreenRules) -> Iterator[tuple[str, int, int]]:
    for kind, pattern in (("mobile", _MOBILE), ("landline", _LANDLINE)):
        for found in pattern.finditer(unit.text):
            label = _label(unit, found.start(), 2 * NEAR)
            own = _has(label, rules.words("home_phones")) or _has(unit.headings, rules.words("person_headers"))
            if _has(label, rules.words("office_phones")) and not own:
                yield "office_phone", *found.span()
            elif not _has(_label(unit, found.start()), rules.words("number_labels")):
                yield kind, *found.span()


def _is_address_like(unit: Unit, rules: ScreenRules) -> bool:
    labels = (*rules.words("address_labels"), *rules.words("home_labels"))
    return (_has(unit.text, labels) or _has(unit.heading, labels)) and _DOOR.search(unit.text) is not None


def _addresses(unit: Unit, rules: ScreenRules, *, anyone: bool = False) -> Iterator[tuple[str, int, int]]:
    """Kind and place of every home address where a person is named near; with `anyone`, of any labelled address."""
    if not _is_address_like(unit, rules):
        return
    labels, said = rules.words("home_labels"), f"{unit.headings} {unit.before} {unit.text}"
    if anyone or _has(said, rules.words("person_words")) or _IDENTITY.search(said):
        labels = (*labels, *rules.words("address_labels"))
    if not labels:
        return
    if _has(unit.heading, labels) and unit.text != unit.heading and _DOOR.search(unit.text):
        yield "home_address", 0, len(unit.text)
        return
    named = "|".join(map(re.escape, labels))
    for found in re.finditer(rf"(?:{named})\s*[：:为在]?\s*([^，。；;,\n]{{4,60}})", unit.text):
        if _DOOR.search(found[1]):
            yield "home_address", *found.span(1)


def _label(unit: Unit, start: int, length: int = NEAR) -> str:
    """What names a number: the text right before it, or, where it begins the cell, its column and the cell before."""
    near = unit.text[max(0, start - length) : start]
    return near if start > length else f"{unit.heading} {unit.before[-length:]} {near}"


def _around(unit: Unit, start: int, end: int) -> str:
    return f"{unit.heading} {unit.before} {unit.text[max(0, start - WINDOW) : end + WINDOW]}"


def _has(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)
