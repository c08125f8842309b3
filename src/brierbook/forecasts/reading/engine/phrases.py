"""The phrases of time in running text, a table for each language.

Each row is a name, a regular expression over the folded sentence, and a sense: ``ahead`` (points
after the publication whatever the verb), or ``dated`` (the verb decides). Groups are ``unit``,
``count`` and ``date``. They are the project's own and bounded: no repetition within a repetition.
"""

from brierbook.forecasts.lines.words import MONTHS, UNITS, WEEKDAYS

__all__ = ["CORES", "PHRASES", "count_of", "unit_of"]


def _words_to_line_numbers(text: str) -> dict[str, int]:
    """Give each word the number of its line, from 1."""
    rows = enumerate(text.strip().splitlines(), start=1)
    return {word: number for number, row in rows for word in row.split()}


NUMBERS = _words_to_line_numbers("""
a an one один одну одного одна одной однієї
two два две двух дві двох
three три трех трьох
four четыре чотири четырех чотирьох
five пять п'ять пяти п'яти
six шесть шість шести
seven семь сім семи
eight восемь вісім восьми
nine девять дев'ять девяти
ten десять десяти
""")
PLURAL_UNITS = frozenset(
    [
        "days",
        "weeks",
        "months",
        "quarters",
        "years",
        "hours",
        "decades",
        "дні",
        "днів",
        "днями",
        "дни",
        "дней",
        "дням",
        "тижні",
        "тижнів",
        "тижнями",
        "недели",
        "недель",
        "неделям",
        "місяці",
        "місяців",
        "місяцями",
        "месяцы",
        "месяцев",
        "месяца",
        "роки",
        "років",
        "роками",
        "годы",
        "лет",
        "часы",
        "часов",
        "години",
        "годин",
        "десятилетия",
    ]
)
MORE_UNITS = {
    "днями": "day", "дням": "day", "дни": "day", "тижнями": "week", "тижню": "week",
    "неделе": "week", "неделям": "week", "місяцями": "month", "місяцю": "month",
    "месяце": "month", "месяцы": "month", "кварталі": "quarter", "квартале": "quarter",
    "році": "year", "роками": "year", "году": "year", "годы": "year", "годах": "year",
    "наступному": "year",
}  # fmt: skip


def _any_of(words: object) -> str:
    """Join words as alternatives, the longest first."""
    return "|".join(sorted(set(words), key=lambda each: (-len(each), each)))  # type: ignore[call-overload]


UNIT = f"(?P<unit>{_any_of((*UNITS, *MORE_UNITS))})"
MONTH = _any_of(each for each in MONTHS if len(each) > 3 or each in ("may", "мая", "мае"))  # noqa: PLR2004  # jan, feb
WEEKDAY = _any_of(each for each in WEEKDAYS if len(each) > 3)  # noqa: PLR2004  # mon, tue
COUNT = rf"(?P<count>\d{{1,3}}|{_any_of(NUMBERS)}|several|(?:a )?few|(?:a )?couple of|кілька|кількох|декілька|несколько|нескольких|пару)"
YEAR = r"(?:19|20|21)\d\d"
ENGLISH_DAY = rf"(?:{MONTH})\.? \d{{1,2}}(?:st|nd|rd|th)?(?:,? {YEAR})?|\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{MONTH})(?:,? {YEAR})?"
SLAVIC_DAY = rf"[а-яіїєґ']{{4,16}}го (?:{MONTH})(?: {YEAR})?|\d{{1,2}}(?:-?(?:го|му|е))? (?:{MONTH})(?: {YEAR})?|\d{{1,2}}\.\d{{1,2}}\.{YEAR}"
SLAVIC_MONTH = rf"(?:{MONTH})(?: {YEAR})?|{YEAR}(?:-?[а-яіїєґ]{{1,3}})?"
PHRASES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "en": (
        (
            "end",
            rf"(?:by|until|till|before|at|towards?|through|for|in) (?:the )?(?:end|close|middle|start|beginning|turn|rest|remainder|course) of (?:this |next |the |the next |the current )?(?:{UNIT}|(?P<date>(?:{MONTH})(?: {YEAR})?|{YEAR})|season|summer|winter|spring|autumn|century|decade|parliament)",
            "ahead",
        ),
        ("coming", rf"(?:the|these|this) (?:coming|upcoming) (?:{COUNT} )?(?:{UNIT}|hours|season|winter|summer|spring|autumn|weekend|decades?)", "ahead"),
        ("coming", rf"(?:in|over|within|during|for|through|across|throughout) (?:the )?(?:next|following) (?:{COUNT} )?(?:{UNIT}|hours|decades?|half)", "ahead"),
        ("coming", rf"(?:in|over|for) (?:the )?{UNIT} (?:ahead|to come)", "ahead"),
        ("next", rf"(?<!the )(?:next|later this|early next|late next|later next) (?:{UNIT}|season|spring|summer|autumn|fall|winter|decade|century|term|weekend|election|{WEEKDAY}|{MONTH})", "ahead"),
        ("within", rf"(?:with)?in (?:just |about |around |as little as |less than |under |at least )?{COUNT} {UNIT}'?(?: or so)?(?! of | ago)", "dated"),
        ("within", rf"within {UNIT}", "ahead"),
        ("soon", r"tomorrow|tonight|later today|the day after tomorrow|soon|shortly|imminently|before long|any (?:day|moment|time|minute|week)(?: now)?|in (?:the )?(?:near|foreseeable|not too distant|immediate|not-too-distant) future|for the foreseeable future|in (?:the )?future|in due course|in the (?:short|medium|long|longer|near) (?:term|run)|going forward|from now on|sooner or later|one day soon|in years to come", "ahead"),
        ("since", rf"since (?:early |mid-?|late )?(?P<date>(?:{MONTH})(?: {YEAR})?|{YEAR}|{WEEKDAY})", "since"),
        (
            "end",
            rf"(?:in|by|over|during) (?:the )?(?:first|second|third|fourth|last|latter) (?:half|quarter|part) of (?:the |this |next )?(?:year|(?P<date>{YEAR}))",
            "dated",
        ),
        ("by", rf"(?:by|until|till|before|no later than) (?:early |mid-?|late |the (?:spring|summer|autumn|winter|fall|start) of )?(?P<date>{ENGLISH_DAY}|(?:{MONTH})(?: {YEAR})?|{YEAR}|{WEEKDAY})", "dated"),
        ("by", r"(?:by|before|until) (?:christmas|easter|spring|summer|autumn|winter|the (?:spring|summer|autumn|winter|weekend|election|elections))", "dated"),
        ("on", rf"(?:on|in|for|at|from|starting|effective|as of)? ?(?:early |mid-?|late )?(?P<date>{ENGLISH_DAY})", "dated"),
        ("on", rf"(?:on|in|for|from|starting|through) (?:early |mid-?|late )?(?P<date>(?:{MONTH})(?: {YEAR})?|{WEEKDAY}|{YEAR})", "dated"),
    ),
    "ru": (
        (
            "end",
            rf"(?:до|к|ко|под|в|ближе к|с) (?:самого |самому )?(?:конца|концу|конце|середины|середине|начала|началу|начале|исхода) (?:этого |текущего |нынешнего |следующего |будущего |этой |следующей |будущей )?(?:{UNIT}|(?P<date>(?:{MONTH})(?: {YEAR})?|{YEAR})|сезона|лета|зимы|осени|весны|века|десятилетия|срока)",
            "dated",
        ),
        ("coming", rf"(?:ближайши[емх]|ближайшими|ближайшую|ближайшее|ближайшего|ближайшей|ближайшем|предстоящи[ехймм]|предстоящую|предстоящем|предстоящего|грядущ[а-я]{{2,3}}) (?:{COUNT} )?(?:{UNIT}|время|будущем|сезоне?|лето|зиму|выходные|часы|часов|полгода|десятилети[яй])", "ahead"),
        ("next", rf"(?:следующ(?:ем|ей|ую|ий|его|ему|ее|ие|их)|будущ(?:ем|ей|ую|ий|его|ему|ее)) (?:{UNIT}|сезон[а-я]*|лет[а-я]*|зим[а-я]*|весн[а-я]*|осен[а-я]*|выбор[а-я]*|{WEEKDAY})", "ahead"),
        ("soon", r"завтра|послезавтра|скоро|вскоре|в (?:самом )?скором времени|в скором будущем|в (?:ближайшей|обозримой|долгосрочной|среднесрочной) перспективе|в (?:ближайшем |недалеком |обозримом |скором )?будущем|со дня на день|с минуты на минуту|с часу на час|рано или поздно|отныне|вот-вот|не сегодня завтра|впредь|на днях|в любой момент|в любую минуту", "ahead"),
        ("in", rf"(?:через|спустя) (?:{COUNT} )?(?:{UNIT}|полгода|полтора года)", "dated"),
        ("within", rf"(?:в течение|за|на протяжении) (?:{COUNT} )?{UNIT}", "dated"),
        ("since", rf"(?:с|со|от) (?P<date>{YEAR}(?:-?[а-яіїєґ]{{1,3}})?)", "since"),
        ("by", rf"(?:до|к|ко|не позднее|по|начиная с|с|со|от|под) (?P<date>{SLAVIC_DAY}|{SLAVIC_MONTH}|{WEEKDAY})", "dated"),
        ("by", r"(?:до|к|ко) (?:лету|лета|зиме|зимы|осени|весне|весны|рождеству|рождества|новому году|нового года|утру|вечеру|выборам|выборов)", "dated"),
        ("on", rf"(?:в |во |на )?(?P<date>{SLAVIC_DAY})", "dated"),
        ("on", rf"(?:в|во|на) (?P<date>{SLAVIC_MONTH}|{WEEKDAY})", "dated"),
    ),
    "uk": (
        (
            "end",
            rf"(?:до|під|наприкінці|ближче до|у|в|на|з) ?(?:самого )?(?:кінця|кінець|кінці|середини|середині|початку) (?:цього |поточного |нинішнього |наступного |цієї |наступної )?(?:{UNIT}|(?P<date>(?:{MONTH})(?: {YEAR})?|{YEAR})|сезону|століття|десятиліття|літа|зими|осені|весни)",
            "dated",
        ),
        ("end", rf"наприкінці (?:цього |поточного |наступного )?(?:{UNIT}|(?P<date>(?:{MONTH})(?: {YEAR})?|{YEAR})|сезону|літа|зими|осені|весни)", "dated"),
        ("coming", rf"(?:найближч[а-яії]{{1,4}}|прийдешн[а-яії]{{1,4}}) (?:{COUNT} )?(?:{UNIT}|часом|час|годин[а-яи]*|сезон[а-я]*|вихідн[а-яиі]*|півроку|десятиліття?)", "ahead"),
        ("next", rf"(?:наступн(?:ого|ому|ий|ої|ій|у|і|их|ими)|майбутн(?:ього|ьому|ій|ьої)) (?:{COUNT} )?(?:{UNIT}|сезон[а-яі]*|літ[а-яі]*|зим[а-яиі]*|весн[а-яиі]*|осін[а-яі]*|осен[а-яі]*|вибор[а-яі]*|{WEEKDAY})", "ahead"),
        ("soon", r"завтра|післязавтра|скоро|невдовзі|незабаром|небавом|(?:у|в) (?:найближчому |недалекому |осяжному |близькому )?майбутньому|найближчим часом|з дня на день|з хвилини на хвилину|будь-якої (?:миті|хвилини)|рано чи пізно|ось-ось|от-от|відтепер|надалі|(?:у|в) (?:найближчій |близькій |довгостроковій )?перспективі|цими днями", "ahead"),
        ("in", rf"(?:за|через) (?:{COUNT} )?(?:{UNIT}|півроку|пів року)", "dated"),
        ("within", rf"(?:протягом|упродовж|впродовж) (?:{COUNT} )?(?:{UNIT}|півроку)", "dated"),
        ("since", rf"(?:з|із|від) (?P<date>{YEAR}(?:-?[а-яіїєґ]{{1,3}})?)", "since"),
        ("by", rf"(?:до|не пізніше|починаючи з|з|із|від|під) (?P<date>{SLAVIC_DAY}|{SLAVIC_MONTH}|{WEEKDAY})", "dated"),
        ("by", r"(?:до|на) (?:літа|зими|осені|весни|різдва|великодня|нового року|вечора|ранку|виборів)", "dated"),
        ("on", rf"(?:в |у |о |на )?(?P<date>{SLAVIC_DAY})", "dated"),
        ("on", rf"(?:в|у|на) (?P<date>{SLAVIC_MONTH}|{WEEKDAY})", "dated"),
    ),
}  # fmt: skip
# a sentence without any of these, a month, a weekday, a unit or a year holds no phrase of time
CORES = {
    "en": frozenset(
        [
            "tomorrow",
            "tonight",
            "soon",
            "shortly",
            "imminently",
            "long",
            "future",
            "due",
            "term",
            "run",
            "forward",
            "now",
            "later",
            "moment",
            "time",
            "hours",
            "season",
            "summer",
            "winter",
            "spring",
            "autumn",
            "fall",
            "decade",
            "decades",
            "century",
            "weekend",
            "election",
            "elections",
            "half",
            "christmas",
            "easter",
            "today",
            "come",
            "parliament",
        ]
    ),
    "ru": frozenset(
        [
            "завтра",
            "послезавтра",
            "скоро",
            "вскоре",
            "будущем",
            "будущего",
            "перспективе",
            "минуту",
            "минуты",
            "часу",
            "поздно",
            "отныне",
            "вот-вот",
            "впредь",
            "днях",
            "момент",
            "время",
            "сезона",
            "лета",
            "лету",
            "зимы",
            "зиме",
            "осени",
            "весны",
            "весне",
            "века",
            "десятилетия",
            "полгода",
            "выходные",
            "часы",
            "часов",
            "лето",
            "зиму",
            "рождеству",
            "рождества",
            "утру",
            "вечеру",
            "выборам",
            "выборов",
            "срока",
            "времени",
            "недели",
            "неделе",
            "годы",
            "году",
            "годах",
            "месяце",
            "сезоне",
        ]
    ),
    "uk": frozenset(
        [
            "завтра",
            "післязавтра",
            "скоро",
            "невдовзі",
            "незабаром",
            "небавом",
            "майбутньому",
            "часом",
            "час",
            "миті",
            "хвилини",
            "пізно",
            "ось-ось",
            "от-от",
            "відтепер",
            "надалі",
            "перспективі",
            "днями",
            "сезону",
            "літа",
            "зими",
            "осені",
            "весни",
            "століття",
            "десятиліття",
            "півроку",
            "годин",
            "години",
            "вихідними",
            "вихідні",
            "різдва",
            "великодня",
            "вечора",
            "ранку",
            "виборів",
            "році",
            "роками",
            "тижню",
            "тижнями",
            "місяцями",
            "сезоні",
            "дня",
        ]
    ),
}


def unit_of(word: str | None) -> str | None:
    """Name the unit of the calendar that a word means."""
    return None if word is None else UNITS.get(word) or MORE_UNITS.get(word)


def count_of(said: str | None, unit: str | None, several: int) -> int:
    """Read a number of units; without one, a plural is several and a singular is one."""
    if said is None:
        return several if unit in PLURAL_UNITS else 1
    return int(said) if said.isdigit() else NUMBERS.get(said, several)
