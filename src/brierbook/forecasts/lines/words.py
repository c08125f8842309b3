"""The words of the calendar in English, Ukrainian and Russian, each form that stands in a date.

Forms are folded as :func:`fold` does: NFC, lower case, one kind of apostrophe, ё as е.
"""

from unicodedata import normalize

__all__ = [
    "COUNTS",
    "END",
    "HALF_YEAR",
    "HALVES",
    "INCLUSIVE",
    "MONTHS",
    "MONTHS_IN_FULL",
    "MONTHS_SHORT",
    "NEAR",
    "ORDINALS",
    "PARTS_OF_DAY",
    "QUARTERS",
    "SEASONS",
    "SPANS",
    "START",
    "UNITS",
    "WEEKDAYS",
    "WEEKENDS",
    "WHICH",
    "YEAR_WORDS",
    "fold",
    "words_in",
]

_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "‘": "'", "`": "'", "′": "'", "ё": "е"})


def fold(text: str) -> str:
    """Bring a text to the form in which words are compared."""
    if text.isascii():
        return " ".join(text.lower().replace("`", "'").split())
    folded = normalize("NFC", normalize("NFC", text).casefold())
    return " ".join(folded.translate(_APOSTROPHES).split())


def words_in(text: str) -> frozenset[str]:
    """Make a set of words."""
    return frozenset(text.split())


def _words_to_line_numbers(lines: str, first: int = 1) -> dict[str, int]:
    """Give each word the number of its line; ``stem+a+b`` is the stem with each ending."""
    rows = enumerate(lines.strip().splitlines(), start=first)
    return {form: number for number, row in rows for word in row.split() for form in _forms(word)}


def _words_to_first_words(lines: str) -> dict[str, str]:
    """Give each word the first word of its line."""
    rows = (row.split() for row in lines.strip().splitlines())
    return {form: row[0] for row in rows for word in row for form in _forms(word)}


def _forms(word: str) -> list[str]:
    """Write out a word given as a stem and its endings; 0 is none."""
    stem, *endings = word.split("+")
    return [stem + ending.replace("0", "") for ending in endings] or [stem]


MONTHS_IN_FULL = _words_to_line_numbers("""
january січ+ень+ня+ню+ні+нем январ+ь+я+ю+е+ем
february лют+ий+ого+ому+им феврал+ь+я+ю+е+ем
march берез+ень+ня+ню+ні+нем март+0+а+у+е+ом
april квіт+ень+ня+ню+ні+нем апрел+ь+я+ю+е+ем
may трав+ень+ня+ню+ні+нем ма+й+я+ю+е+ем
june черв+ень+ня+ню+ні+нем июн+ь+я+ю+е+ем
july лип+ень+ня+ню+ні+нем июл+ь+я+ю+е+ем
august серп+ень+ня+ню+ні+нем август+0+а+у+е+ом
september верес+ень+ня+ню+ні+нем сентябр+ь+я+ю+е+ем
october жовт+ень+ня+ню+ні+нем октябр+ь+я+ю+е+ем
november листопад+0+а+у+і+ом ноябр+ь+я+ю+е+ем
december груд+ень+ня+ню+ні+нем декабр+ь+я+ю+е+ем
""")
# short forms count beside a number only: "sun", "sen" and "лист" are words of their own
MONTHS_SHORT = _words_to_line_numbers("""
jan січ янв
feb лют фев февр
mar бер мар
apr квіт апр

jun черв июн
jul лип июл
aug серп авг
sep sept вер сен сент
oct жовт окт
nov лист ноя нояб
dec груд дек
""")
MONTHS = MONTHS_IN_FULL | MONTHS_SHORT

WEEKDAYS = _words_to_line_numbers("""
monday mon понеділ+ок+ка+ку+ком понедельник+0+а+у+ом пн
tuesday tue tues вівтор+ок+ка+ку+ком вторник+0+а+у+ом вт
wednesday wed серед+а+и+і+у+ою сред+а+ы+е+у+ой ср
thursday thu thurs четвер+0+га+гу+гом четверг+0+а+у+ом чт
friday fri п'ятниц+я+і+ю+ею пятниц+а+ы+е+у+ей пт
saturday sat субот+а+и+і+у+ою суббот+а+ы+е+у+ой сб
sunday неділ+я+і+ю+ею воскресень+е+я+ю+ем нд вс
""")
WEEKENDS = words_in(
    "weekend вихідні вихідних вихідним вихідними выходные выходных выходным выходными"
)

SEASONS = _words_to_first_words("""
spring весн+а+и+і+у+ою весн+ы+е+ой навесні
summer літ+о+а+у+ом влітку лет+о+а+у+ом
autumn fall осінь осені осінню восени осен+ь+и+ью
winter зим+а+и+і+у+ою взимку зим+ы+е+ой
""")

# days from today
NEAR = {
    ("today",): 0,
    ("tonight",): 0,
    ("сьогодні",): 0,
    ("сегодня",): 0,
    ("tomorrow",): 1,
    ("завтра",): 1,
    ("the", "day", "after", "tomorrow"): 2,
    ("day", "after", "tomorrow"): 2,
    ("overmorrow",): 2,
    ("післязавтра",): 2,
    ("послезавтра",): 2,
    ("yesterday",): -1,
    ("вчора",): -1,
    ("учора",): -1,
    ("вчера",): -1,
    ("the", "day", "before", "yesterday"): -2,
    ("day", "before", "yesterday"): -2,
    ("позавчора",): -2,
    ("позавчера",): -2,
}
PARTS_OF_DAY = words_in(
    "morning afternoon evening night вранці вдень увечері ввечері вночі зранку "
    "утром днем вечером ночью"
)

UNITS = _words_to_first_words("""
day days день дня дні днів днями дней дню доба доби добу діб сутки суток
week weeks тиж+день+ня+ню+ні+нів+нем недел+я+и+ю+е+ь+ей
month months місяц+ь+я+ю+і+ів+ем месяц+0+а+у+е+ев+ем+ы
quarter quarters квартал+0+а+у+і+ів+е+ов+ы+ом
year years yr yrs р+ік+оку+оці+оки+оків год+0+а+у+е+ы+ом лет
""")
# what may be counted besides
SPANS = UNITS | _words_to_first_words("""
hour hours годин+а+и+у+0+ час+0+а+ов
fortnight fortnights
half півріччя півріччі півріччю полугоди+е+я+ю+и полови+ні+ну+на+ни+не+ны+ну
""")
HALVES = words_in("half півріччя півріччі півріччю полугодие полугодия полугодию полугодии")
HALF_YEAR = words_in("півроку півріччя полгода полугодие полугода")

COUNTS = _words_to_line_numbers(
    """
a an one один одного одну одна одне однієї одной
two couple дв+а+і+ох+ома дв+е+ух
three три трьох трех
four чотири чотирьох четыре четырех
five п'ят+ь+и+ьох пят+ь+и
six шіст+ь+ьох шест+ь+и
seven сім сем+и+ь
eight вісім восьми восемь
nine дев'ят+ь+и девят+ь+и
ten десят+ь+и+ьох
eleven одинадцят+ь+и одиннадцат+ь+и
twelve dozen дванадцят+ь+и двенадцат+ь+и
""",
)
COUNTS |= {
    word: count
    for count, said in {
        14: "fourteen чотирнадцять четырнадцать",
        15: "fifteen п'ятнадцять пятнадцать",
        20: "twenty двадцять двадцать двадцяти двадцати",
        30: "thirty тридцять тридцать тридцяти тридцати",
        40: "forty сорок сорока",
        50: "fifty п'ятдесят пятьдесят",
        60: "sixty шістдесят шестьдесят",
        70: "seventy сімдесят семьдесят",
        80: "eighty вісімдесят восемьдесят",
        90: "ninety дев'яносто девяносто",
        100: "hundred сто",
    }.items()
    for word in said.split()
}

ORDINALS = _words_to_line_numbers("""
first 1st i перш+ий+ого+ому+е+ій+ої+у перв+ый+ого+ому+ом+ое+ой+ую
second 2nd ii друг+ий+ого+ому+е+ій+ої+у втор+ой+ого+ому+ом+ое+ую
third 3rd iii треті+й+ього трет+ього+ьому+ій+ої+ий+его+ему+ем+ье+ей
fourth 4th iv четверт+ий+ого+ому+ый+ом+ое+ой
""")
QUARTERS = words_in("quarter квартал кварталу квартала квартале кварталі")

# which of several periods or days: this one, the next, the last
WHICH = _words_to_first_words("""
this current coming цього цьому цей цю ця це цієї цій ці цими цим цих
this поточн+ого+ому+ий+ої+ій+а+е найближч+і+их+ий+ого+у+ої+а+е
this этого этом этот эту этой это эти этих этим текущ+его+ем+ей+ий+ую
this ближайш+ие+их+ий+его+ую+ей
next наступн+ого+ому+ий+ої+ій+у+а+е+им+их+ими+ою майбутн+ього+ьому
next следующ+его+ем+ему+ий+ей+ую+ая+ее+им+их будущ+его+ем+ему+ей+ий
last past previous минул+ого+ому+ий+ої+ій+у+а+е торішн+ього прошл+ого+ом+ому+ый+ой+ую+ая+ое
""")

END = words_in(
    "end ends кінець кінця кінцю кінці конец конца концу конце закінчення завершення окончания"
)
START = words_in("start beginning початок початку начало начала началу начале")
YEAR_WORDS = words_in("рік року році роком год года году годом р р. г г.")
INCLUSIVE = words_in("inclusive incl включно включительно")
