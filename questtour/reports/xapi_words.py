"""The verbs of xAPI statements, as their registries name them."""

ADL = "http://adlnet.gov/expapi/verbs/"
TINCAN = "http://id.tincanapi.com/verb/"

VERBS = {
    f"{ADL}answered": {"en": "answered", "ru": "ответил на"},
    f"{ADL}asked": {"en": "asked", "ru": "спросил"},
    f"{ADL}attended": {"en": "attended", "ru": "посетил"},
    f"{ADL}commented": {"en": "commented", "ru": "прокомментировал"},
    f"{ADL}completed": {"en": "completed", "ru": "завершил"},
    f"{ADL}initialized": {"en": "initialized", "ru": "начал"},
    f"{ADL}responded": {"en": "responded", "ru": "ответил"},
    f"{ADL}resumed": {"en": "resumed", "ru": "возобновил"},
    f"{ADL}suspended": {"en": "suspended", "ru": "приостановил"},
    f"{TINCAN}skipped": {"en": "skipped", "ru": "пропустил"},
    f"{TINCAN}viewed": {"en": "viewed", "ru": "просмотрел"},
}
"""Each verb's name by language; these are part of the format, and do not follow the user's language."""
