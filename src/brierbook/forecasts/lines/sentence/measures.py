"""What a sentence can end in: whether a number at its end may be a number of the sentence.

A number at the end is the probability only if the sentence cannot end in it. Measures, changes,
shares and results can: "inflation is 3%", "prices fall 20%", "the party gets 5%", "wins 3 out of
5". Ukrainian and Russian change by a number with a preposition ("зросте на 3%"), so that their
verbs of change take none alone; their verbs of level do, also with other words between.
"""

import re
from collections.abc import Sequence

from brierbook.forecasts.lines.tokens import Word
from brierbook.forecasts.lines.words import words_in

__all__ = ["can_end_in", "is_share_of", "starts_sentence"]

type Words = Sequence[Word]

LONGEST_NAME = 8  # words of what is measured
FARTHEST = 9  # words between a verb of level and its number

# before a number they make it one of the sentence
PREPOSITIONS = words_in("""
above below over under than least most by to at of from about near past beyond per for versus vs
up down between against
понад більше менше більш менш вище нижче від до на по за з із зі під над о об через проти
свыше больше меньше более менее выше ниже от до на по за с со под над о об около через против
вверх вниз вгору у в > < >= <= ≥ ≤ = × №
""")
COMPARING = words_in("""
above below over under than понад більше менше вище нижче свыше больше меньше более менее выше ниже
""")
LINKING = words_in("на в у во до к ко за по під під час с з із для при после після")
SKIPPED = words_in("""
only just exactly another some a an the roughly nearly almost approximately fully still even well
лише тільки рівно приблизно майже ще десь аж понад цілих
только лишь ровно примерно почти еще где-то аж целых
""")
# words that name a thing by a number: version 0.3, episode 1:3
NAMING = words_in("""
version release episode season chapter part round phase level grade class page article section
line route room gate flight bus model step stage no number league division
версія версії версія серія серії сезон сезону розділ розділу частина частини тур туру раунд етап
рівень клас стаття статті пункт номер маршрут рейс кімната модель крок
версия версии серия серии сезон сезона глава главы часть части тур тура раунд этап уровень класс
статья статьи пункт номер маршрут рейс комната модель шаг
""")


def _inflect_verbs(verbs: str) -> frozenset[str]:
    """Give English verbs with their endings."""
    found: set[str] = set()
    for verb in verbs.split():
        stem = verb.removesuffix("e")
        found |= {verb, verb + "s", verb + "es", verb + "ed", stem + "ed", stem + "ing"}
        found |= {verb + verb[-1] + "ed", verb + verb[-1] + "ing"}
    return frozenset(found)


VERBS = _inflect_verbs("""
reach hit exceed equal average total measure stand stay remain register amount
gain lose drop jump slip slide soar surge plunge plummet tumble decline decrease increase expand
contract advance shed recover rebound dip ease slow climb narrow widen inflate deflate appreciate
depreciate weaken strengthen devalue double triple halve crash tank skyrocket rocket rally swell
capture secure garner earn pay split divide attract receive retain command control own collect
raise lower reduce trim slash boost add improve worsen outperform underperform deliver
""") | words_in("""
is are was were be been being becomes become became equals
grow grows grew grown growing rise rises rose risen rising fall falls fell fallen falling
shrink shrinks shrank shrinking sink sinks sank sinking spike spikes spiked swing swings swung
get gets got getting gotten win wins won winning take takes took taking draw draws drew
cut cuts cutting has have had holds hold held keep keeps kept make makes made
goes go went gone going comes come came show shows showed
leads lead trails trail tops top beats beat
""")
# as the verb of a sentence they take a number; behind another verb they are its object
NOUNS_OR_VERBS = _inflect_verbs(
    "poll score yield return print report record post cost charge claim share grade rate rank hike"
)
VERBS |= NOUNS_OR_VERBS
# verbs of level; a stem stands for all its forms
LEVELS = (
    r"(?:становит|становля|станови(?:в|л)|становлять|склада(?:є|т|л|в)|складе|складуть|склали"
    r"|сяга|сягне|сягнут|досяг|перевищ|дорівню|набер|набира|набра|отрима|здобу|матим|матиме|має|мають"
    r"|вияв|коштуват|коштує|коштуют|візьм|вигра|програ|втрат|зароб|додас|збере(?!м)|зберут|принес|дасть"
    r"|платит|розділ|поділ|розподіл|показуват|покаж|займ|охоп|отримує|лишит|залишит|тримат"
    r"|состав|достиг|превы[сш]|равн(?:о|а|ы|я|яе)|набер|набир|набр|получ|займ|окаж|покаж|потеря|прибав"
    r"|добав|собер|собир|возьм|выигра|проигра|раздел|подел|распредел|принес|даст|зарабо|стоит"
    r"|стоить|остан|держат|насчит|возглав|завоюе|завоева|захват)\w*"
)
BEING = words_in("буде будуть є був була було були будет будут был была было были есть")
NOT = words_in("не ні нет ни not never")
# nouns that are measured; alone, without a verb, they are followed by their number
NOUNS = (
    r"(?:turnout|deficit|surplus|rate|gdp|inflation|unemployment|employment|cpi|pmi|share|approval"
    r"|support|growth|yield|return|margin|score|rating|index|price|rent|tax|tariff|duty|interest"
    r"|majority|stake|discount|debt|ratio|level|ph|temperature|humidity|concentration|premium|fee"
    r"|commission|dividend|occupancy|capacity|attendance|popularity|coverage|participation|revenue"
    r"|profit|income|wage|salary|cost|volatility|mortality|efficacy|literacy|poverty|churn|quota"
    r"|percentage|proportion|odds|vote|result|mark|grade"
    r"|явка|дефіцит|профіцит|ставка|рівень|безробіття|інфляція|ввп|рейтинг|курс|частка|коефіцієнт"
    r"|приріст|зростання|дохідність|прибуток|маржа|температура|вологість|підтримка|борг|індекс|ціна"
    r"|податок|тариф|мито|комісія|вартість|знижка|показник|результат|рахунок|бал|оцінка|довіра"
    r"|смертність|народжуваність|заповненість|ефективність|волатильність|зарплата|квота|відсоток"
    r"|дефицит|профицит|уровень|безработица|инфляция|доля|коэффициент|прирост|рост|доходность"
    r"|прибыль|влажность|поддержка|долг|индекс|цена|налог|пошлина|комиссия|стоимость|скидка"
    r"|показатель|счет|балл|оценка|доверие|смертность|рождаемость|заполненность|эффективность"
    r"|волатильность|зарплата|процент|рh)"
)
ENGLISH_VERB = (
    r"(?:\w+(?:ed|[^s'ui]s)|will|would|shall|should|can|could|may|might|must|won't|to|does|do|has"
    r"|have|not|gets?|wins?|stays?)"
)
CYRILLIC_VERB = (
    r"\w+(?:ть|ться|тися|ся|ти|ть|вся|лася|лося|лися|ут|ют|ят|ат|ет|ит|ёт|тся|ть|ла|ло|ли|уть|ють)"
    r"|буде|будет|не|нет|немає"
)
DETERMINERS = words_in("a an the final total overall annual average real new official voter")
OF_SHARE = words_in("of more less fewer higher lower cheaper better worse faster slower longer")
THAN_SHARE = words_in(
    "більше менше більш менш вище нижче дорожче дешевше швидше "
    "больше меньше более менее выше ниже дороже дешевле быстрее"
)
# endings of the genitive plural, in which Ukrainian and Russian count what there is a share of
GENITIVE = r"\w+(?:ів|їв|ей|ов|ев|ян|ан|ин|иць|ниць|йок|нок|ень|ок|ек|ій|ий|ств|ль|рт|ск|ол|иц|ц)"
# what can begin a sentence and cannot be what a number counts
SUBJECTS = words_in("""
the a an my our your his her its their this that these those i we you he she it they there
no nobody somebody someone everybody
я ми ти ви він вона воно вони цей ця це ці мій моя моє наш наша наше наші хтось ніхто
мы ты вы он она оно они этот эта это эти мой моё наш наша наше наши кто-то никто
""")


def can_end_in(words: Words, stop: int, percent: bool) -> bool:  # noqa: FBT001 - two kinds of numbers
    """Whether the sentence before a place can go on there with a number, or percent, and end."""
    while stop and words[stop - 1].word in SKIPPED:
        stop -= 1
    if not stop:
        return False
    last = words[stop - 1]
    if not last.word or ":" in last.after:  # a dash or a colon: only a name goes before
        return _is_measure(words, stop)
    if last.word in PREPOSITIONS or (last.word in NAMING and not percent):
        return True
    return _takes_number(words, stop) or _is_measure(words, stop)


def _takes_number(words: Words, stop: int) -> bool:
    """Whether the verb of a sentence waits for a number."""
    last, before = words[stop - 1].word, words[stop - 2].word if stop > 1 else ""
    if last in BEING:
        return before not in NOT
    if last in NOUNS_OR_VERBS and _has_verb(words, stop - 1):
        return False
    measures = last in VERBS or bool(re.fullmatch(LEVELS, last))
    return measures or _is_level_before_phrases(words, stop)


def _is_level_before_phrases(words: Words, stop: int) -> bool:
    """Whether a verb of level waits for its number behind phrases: набере на виборах ..."""
    for place in range(stop - 1, max(stop - FARTHEST, -1), -1):
        if any(each.isdigit() for each in words[place].word):
            return False
        if re.fullmatch(LEVELS, words[place].word):
            return words[place + 1].word in LINKING
    return False


def _is_measure(words: Words, stop: int) -> bool:
    """Whether the words name something that is measured, and say nothing of it: voter turnout."""
    if stop > LONGEST_NAME:
        return False
    said = [each.word for each in words[:stop] if each.word]
    measured = [place for place, word in enumerate(said) if re.fullmatch(NOUNS, word)]
    if not measured or any("%" in word or word in COMPARING for word in said):
        return False
    others = [word for place, word in enumerate(said) if place not in measured]
    return not any(map(_is_verb, others))


def _is_verb(word: str) -> bool:
    """Whether a word looks like a verb."""
    return bool(re.fullmatch(ENGLISH_VERB if word.isascii() else CYRILLIC_VERB, word))


def _has_verb(words: Words, stop: int) -> bool:
    """Whether some of the last words before a place looks like a verb."""
    return any(_is_verb(each.word) for each in words[max(stop - FARTHEST, 0) : stop])


def is_share_of(words: Words, at: int) -> bool:
    """Whether a number is a share of what follows it: 30% of voters, 30% более, 30% киян."""
    following = words[at].word if at < len(words) else ""
    if following in OF_SHARE or following in THAN_SHARE:
        return True
    return not following.isascii() and bool(re.fullmatch(GENITIVE, following))


def starts_sentence(word: str) -> bool:
    """Whether a word begins a sentence, and is nothing that a number before it could count."""
    return word in SUBJECTS
