"""Words that stand around cameras in a sentence."""

from ner.filters.names import CAMERA, word_set

THE = word_set("the")
AT = word_set("at on in from by near via through past outside")
SKIPPED = AT | THE | word_set("than for any every either been be seen visible recorded captured shown pass passed")
"""What may stand between "not" and the camera."""
NOT = word_set(
    "not no never except excepting excluding exclude without ignore ignoring skip skipping apart aside minus"
)
NOT |= word_set("besides other but")
AND = word_set(", and or & / plus")
TO = word_set("to - – through")
NUMBER = word_set("no no. number nr num # -")
TOWARDS = word_set("towards toward facing to away approaching")
UNITS = word_set(
    """am pm o'clock s sec secs second seconds min mins minute minutes h hr hrs hour hours day days week weeks
    m km kmh kph mph metre metres meter meters mile miles ft foot feet yard yards %
    car cars van vans bus buses truck trucks lorry lorries suvs sedans vehicles
    lane lanes door doors time times people st nd rd th ghz k"""
)
"""What makes a number anything but a camera's."""
FOLLOW = AND | AT | CAMERA | NOT | word_set(". ; : ? ! ) with when while where that which who this please today")
"""What may follow a doubtful camera: "camera 3 and 5 on Monday", but not "camera 3 and 5 vans"."""
ALL = word_set("all only except just under")
"""What may stand before cameras besides: "only on cameras 1 and 4"."""
AFTER_NAME = FOLLOW | word_set(
    """yesterday today tonight tomorrow last every each before after since until between during monday tuesday wednesday
    thursday friday saturday sunday"""
)
"""What may follow a name of one word that has no word camera beside it."""
