"""The words of the calendar in English, Ukrainian and Russian, each form that stands in a date.

Forms are folded as :func:`fold` does: NFC, lower case, one kind of apostrophe, ё as е.
"""

from unicodedata import normalize

APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "‘": "'", "`": "'", "′": "'", "ё": "е"})


def fold(text: str) -> str:
    """Bring a text to the form in which words are compared."""
    folded = normalize("NFC", normalize("NFC", text).casefold())
    return " ".join(folded.translate(APOSTROPHES).split())


def numbered(lines: str) -> dict[str, int]:
    """Give each word the number of its line, from 1."""
    rows = enumerate(lines.strip().splitlines(), start=1)
    return {word: number for number, row in rows for word in row.split()}


MONTHS = numbered("""
january jan січень січня січні січ январь января январе янв
february feb лютий лютого лютому лют февраль февраля феврале фев февр
march mar березень березня березні бер март марта марте мар
april apr квітень квітня квітні квіт апрель апреля апреле апр
may травень травня травні трав май мая мае
june jun червень червня червні черв июнь июня июне июн
july jul липень липня липні лип июль июля июле июл
august aug серпень серпня серпні серп август августа августе авг
september sep sept вересень вересня вересні вер сентябрь сентября сентябре сен сент
october oct жовтень жовтня жовтні жовт октябрь октября октябре окт
november nov листопад листопада листопаді лист ноябрь ноября ноябре ноя нояб
december dec грудень грудня грудні груд декабрь декабря декабре дек
""")

WEEKDAYS = numbered("""
monday mon понеділок понеділка понеділку понедельник понедельника понедельнику
tuesday tue вівторок вівторка вівторку вторник вторника вторнику
wednesday wed середа середи середі середу среда среды среде среду
thursday thu четвер четверга четвергу четверг четверга
friday fri п'ятниця п'ятниці п'ятницю пятница пятницы пятнице пятницу
saturday sat субота суботи суботі суботу суббота субботы субботе субботу
sunday sun неділя неділі неділю воскресенье воскресенья воскресенью
""")

# days from today
NEAR = {
    **dict.fromkeys(("today", "сьогодні", "сегодня"), 0),
    **dict.fromkeys(("tomorrow", "завтра"), 1),
    **dict.fromkeys(("the day after tomorrow", "післязавтра", "послезавтра"), 2),
}

UNITS = {
    word: ("day", "week", "month", "quarter", "year")[number - 1]
    for word, number in numbered("""
day days день дня дні днів дней
week weeks тиждень тижня тижні тижнів неделя неделю недели недель
month months місяць місяця місяці місяців месяц месяца месяцев
quarter quarters квартал квартала кварталу квартали кварталів кварталов
year years рік року роки років год года лет
""").items()
}


def among(text: str) -> frozenset[str]:
    """Make a set of words."""
    return frozenset(text.split())


# before a deadline
BY = among("by до к ко")

# before the start of a range, whose end is no deadline of its own
FROM = among("from з із зі від с со от")

# a number after one of these is a number of the statement
COMPARING = among("""
above below over under than least most exceeds exceed exceeding reaches reach by to at of from
понад більше менше вище нижче від до на перевищить перевищує досягне сягне
свыше больше меньше более менее выше ниже от превысит превышает достигнет
> < >= <= ≥ ≤
""")

YEAR_WORDS = among("рік року році год года году р р. г г.")
INCLUSIVE = among("inclusive включно включительно")


def without_endings(text: str) -> str:
    """Drop the word for a year after its number, and the word that a day is included."""
    kept: list[str] = []
    for word in text.split():
        year = bool(kept) and kept[-1][-4:].isdigit()
        if word not in INCLUSIVE and not (year and word.rstrip(",") in YEAR_WORDS):
            kept.append(word[:4] if word[:4].isdigit() and word[4:] in YEAR_WORDS else word)
    return " ".join(kept)
