"""Which column of a table says what, by the names that people give them in three languages."""

import re

from brierbook.errors import InputError

__all__ = ["FIELDS", "guess_columns"]

NAMES = {
    "id": "id|key|uuid|nr|number|question id|question_id|номер|ід",
    "text": "text|question|prediction|statement|claim|proposition|forecast question|title|event|"
    "question title|description|scenario|what|питання|запитання|твердження|прогноз|подія|вопрос|"
    "утверждение|предсказание|событие|текст",
    "p": "p|prob|probability|confidence|credence|forecast|chance|likelihood|estimate|percent|"
    "odds|prediction|my prediction|how sure|probability in percent|prob "
    "yes|імовірність|ймовірність|"
    "упевненість|впевненість|вероятность|уверенность|шанс|оцінка|оценка",
    "outcome": "outcome|result|resolution|resolved to|happened|came true|true|answer|status|"
    "correct|was i right|resolved|результат|наслідок|підсумок|исход|итог|сбылось|справдилось",
    "made_at": "made|made at|made on|made_at|made_on|date|when|created|created at|created_at|"
    "forecast date|date made|timestamp|time|predicted on|зроблено|дата|коли|створено|сделано|"
    "когда|создано",
    "deadline": "deadline|by|due|resolve by|resolves|resolution date|expires|expiration date|"
    "expiry|end date|close date|closes|target date|до|строк|термін|дедлайн|срок|по|к дате",
    "known_at": "known|known at|resolved at|resolved on|resolved date|resolved_at|"
    "date resolved|outcome date|стало відомо|вирішено|стало известно|решено",
    "who": "who|by whom|forecaster|person|user|name|author|username|predictor|хто|автор|прогнозист|"
    "кто|имя|імʼя",
    "side": "side|direction|position|stance|бік|сторона",
    "reason": "reason|reasoning|notes|note|comment|comments|why|rationale|примітка|примітки|"
    "коментар|чому|заметки|примечание|комментарий|почему|причина",
    "tags": "tags|tag|category|categories|topic|topics|мітки|теги|тема|категорія|метки|категория",
    "criteria": "criteria|resolution criteria|fine print|критерії|критерии",
    "group": "group|group id|група|группа",
    "option": "option|answer option|multiple choice option|варіант|вариант",
}  # fmt: skip
FIELDS = tuple(NAMES)
KNOWN = {
    field: {name: rank for rank, name in enumerate(names.split("|"))}
    for field, names in NAMES.items()
}
# words that say whose a column is
OWN = frozenset(
    ["my", "our", "your", "the", "мій", "моя", "моє", "мої", "наш", "мой", "моё", "мои"]
)
SIGNS = re.compile(r"\([^)]*\)|\[[^]]*\]|[,:;?%*#]")


def _fold_head(head: str) -> str:
    """Fold the name of a column: case, signs, and what stands in brackets."""
    words = SIGNS.sub(" ", head.casefold().replace("_", " ").replace("’", "ʼ").replace("'", "ʼ"))
    return " ".join(word for word in words.split() if word not in OWN)


def guess_columns(head: tuple[str, ...], given: dict[str, str]) -> dict[str, str]:
    """Tell which column holds each field: those that are given, then the best name."""
    for field, column in given.items():
        if field not in FIELDS or column not in head:
            raise InputError(
                "columns",
                f"{field}={column}",
                "names no field or no column; fields are {fields}, columns {columns}",
                code="import.no_column",
                fields=", ".join(FIELDS),
                columns=", ".join(head),
            )
    found = dict(given)
    taken = set(given.values())
    ranked = sorted(
        (rank, place, field, column)
        for field, names in KNOWN.items()
        for place, column in enumerate(head)
        if (rank := _rank(names, column)) is not None
    )
    for _, _, field, column in ranked:
        if field not in found and column not in taken:
            found[field] = column
            taken.add(column)
    return found


def _rank(names: dict[str, int], column: str) -> int | None:
    """Tell how good a name is for a field; the first of its names is best."""
    folded = _fold_head(column)
    return names.get(folded, names.get(folded.replace(" ", "_")))
