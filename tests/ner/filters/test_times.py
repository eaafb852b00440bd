"""Times of a sentence."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from ner.filters import ANY_TIME, SentenceFilters, read_filters

ZONE = timezone(timedelta(hours=2))
NOW = datetime(2024, 5, 15, 18, 30, tzinfo=ZONE)  # a Wednesday

TIMES = """
between 8 and 9 this morning = 2024-05-15 08:00 … 2024-05-15 09:00
yesterday evening = 2024-05-14 17:00 … 2024-05-15 00:00
in the last ten minutes = 2024-05-15 18:20 … 2024-05-15 18:30
since noon = 2024-05-15 12:00 … 2024-05-15 18:30
at quarter past five = 2024-05-15 17:10 … 2024-05-15 17:20
half past 8 last night = 2024-05-14 20:25 … 2024-05-14 20:35
on Monday between 3pm and half four = 2024-05-13 15:00 … 2024-05-13 16:30
15 minutes ago = 2024-05-15 18:10 … 2024-05-15 18:20
from 22:30 to 01:15 = 2024-05-14 22:30 … 2024-05-15 01:15
on 3 March = 2024-03-03 00:00 … 2024-03-04 00:00
on 03/11 = 2023-11-03 00:00 … 2023-11-04 00:00
2026-11-20 14:00 = 2026-11-20 13:55 … 2026-11-20 14:05
the day before yesterday = 2024-05-13 00:00 … 2024-05-14 00:00
earlier today = 2024-05-15 00:00 … 2024-05-15 18:30
overnight = 2024-05-14 20:00 … 2024-05-15 06:00
before dawn = 2024-05-15 00:00 … 2024-05-15 06:00
during the morning rush hour = 2024-05-15 07:00 … 2024-05-15 09:00
in yesterday's evening rush = 2024-05-14 16:00 … 2024-05-14 19:00
at 7.30 this morning = 2024-05-15 07:25 … 2024-05-15 07:35
at 8:30 yesterday evening = 2024-05-14 20:25 … 2024-05-14 20:35
at 2 last night = 2024-05-15 01:55 … 2024-05-15 02:05
between 11 and 1 last night = 2024-05-14 23:00 … 2024-05-15 01:00
3 am last night = 2024-05-15 02:55 … 2024-05-15 03:05
at 10 last night = 2024-05-14 21:55 … 2024-05-14 22:05
at midnight = 2024-05-14 23:55 … 2024-05-15 00:05
since midnight = 2024-05-15 00:00 … 2024-05-15 18:30
between 10pm yesterday and 2am today = 2024-05-14 22:00 … 2024-05-15 02:00
from 11pm to 1 am = 2024-05-14 23:00 … 2024-05-15 01:00
from 11 to 1 pm = 2024-05-15 11:00 … 2024-05-15 13:00
between 5 and 7 pm = 2024-05-15 17:00 … 2024-05-15 19:00
8am to 5pm yesterday = 2024-05-14 08:00 … 2024-05-14 17:00
8-9am = 2024-05-15 08:00 … 2024-05-15 09:00
10:15–10:45 = 2024-05-15 10:15 … 2024-05-15 10:45
at 1430 hrs = 2024-05-15 14:25 … 2024-05-15 14:35
at 0815 hours yesterday = 2024-05-14 08:10 … 2024-05-14 08:20
at five o'clock = 2024-05-15 16:55 … 2024-05-15 17:05
at 8 o'clock this morning = 2024-05-15 07:55 … 2024-05-15 08:05
at ten to six = 2024-05-15 17:45 … 2024-05-15 17:55
at 20 past 4 = 2024-05-15 16:15 … 2024-05-15 16:25
around half past two = 2024-05-15 14:15 … 2024-05-15 14:45
at five thirty pm = 2024-05-15 17:25 … 2024-05-15 17:35
since half four = 2024-05-15 16:30 … 2024-05-15 18:30
at seven pm yesterday = 2024-05-14 18:55 … 2024-05-14 19:05
at 8 in the morning = 2024-05-15 07:55 … 2024-05-15 08:05
between 8 and 9 in the morning = 2024-05-15 08:00 … 2024-05-15 09:00
at 9 in the evening = 2024-05-14 20:55 … 2024-05-14 21:05
between 8 in the morning and 3 in the afternoon = 2024-05-15 08:00 … 2024-05-15 15:00
from 10 in the evening to 2 in the morning = 2024-05-14 22:00 … 2024-05-15 02:00
yesterday at noon = 2024-05-14 11:55 … 2024-05-14 12:05
yesterday afternoon at 3 = 2024-05-14 14:55 … 2024-05-14 15:05
Monday morning = 2024-05-13 05:00 … 2024-05-13 12:00
monday at 8am = 2024-05-13 07:55 … 2024-05-13 08:05
on Tuesday night = 2024-05-14 20:00 … 2024-05-15 06:00
last Friday afternoon = 2024-05-10 12:00 … 2024-05-10 18:00
since Monday = 2024-05-13 00:00 … 2024-05-15 18:30
since yesterday = 2024-05-14 00:00 … 2024-05-15 18:30
since this morning = 2024-05-15 05:00 … 2024-05-15 18:30
since 5 pm yesterday = 2024-05-14 17:00 … 2024-05-15 18:30
before Monday =  … 2024-05-13 00:00
between Monday and Tuesday = 2024-05-13 00:00 … 2024-05-15 00:00
from Saturday to Monday = 2024-05-11 00:00 … 2024-05-14 00:00
yesterday or today = 2024-05-14 00:00 … 2024-05-16 00:00
on the 3rd of March = 2024-03-03 00:00 … 2024-03-04 00:00
on March 3rd = 2024-03-03 00:00 … 2024-03-04 00:00
on 3 March 2022 = 2022-03-03 00:00 … 2022-03-04 00:00
on March 3, 2022 at 2pm = 2022-03-03 13:55 … 2022-03-03 14:05
on 24 December = 2023-12-24 00:00 … 2023-12-25 00:00
on the 10th = 2024-05-10 00:00 … 2024-05-11 00:00
on the 20th = 2024-04-20 00:00 … 2024-04-21 00:00
on 12.05.2024 = 2024-05-12 00:00 … 2024-05-13 00:00
on 5/13/2024 = 2024-05-13 00:00 … 2024-05-14 00:00
on 2024-05-12 = 2024-05-12 00:00 … 2024-05-13 00:00
2024-05-12T09:30 = 2024-05-12 09:25 … 2024-05-12 09:35
from 2024-05-12 09:00 to 2024-05-12 10:00 = 2024-05-12 09:00 … 2024-05-12 10:00
from 2024-05-12 22:00 until 2024-05-13 03:00 = 2024-05-12 22:00 … 2024-05-13 03:00
between 3 and 5 March = 2024-03-03 00:00 … 2024-03-06 00:00
on the evening of 3 March = 2024-03-03 17:00 … 2024-03-04 00:00
on 3 March between 8 and 9 am = 2024-03-03 08:00 … 2024-03-03 09:00
at 14:30 on 12 May = 2024-05-12 14:25 … 2024-05-12 14:35
on 29 February = 2024-02-29 00:00 … 2024-03-01 00:00
two days ago = 2024-05-13 00:00 … 2024-05-14 00:00
a week ago = 2024-05-08 00:00 … 2024-05-09 00:00
since an hour ago = 2024-05-15 17:30 … 2024-05-15 18:30
half an hour ago = 2024-05-15 17:55 … 2024-05-15 18:05
an hour ago = 2024-05-15 17:15 … 2024-05-15 17:45
2 hrs ago = 2024-05-15 16:15 … 2024-05-15 16:45
forty-five minutes ago = 2024-05-15 17:40 … 2024-05-15 17:50
twenty five mins ago = 2024-05-15 18:00 … 2024-05-15 18:10
in the past hour = 2024-05-15 17:30 … 2024-05-15 18:30
within the last 2 hours = 2024-05-15 16:30 … 2024-05-15 18:30
over the last 24 hours = 2024-05-14 18:30 … 2024-05-15 18:30
in the last half hour = 2024-05-15 18:00 … 2024-05-15 18:30
in the last couple of hours = 2024-05-15 16:30 … 2024-05-15 18:30
in the past 90 mins = 2024-05-15 17:00 … 2024-05-15 18:30
in the past week = 2024-05-08 18:30 … 2024-05-15 18:30
last week = 2024-05-06 00:00 … 2024-05-13 00:00
this week = 2024-05-13 00:00 … 2024-05-20 00:00
last weekend = 2024-05-11 00:00 … 2024-05-13 00:00
over the weekend = 2024-05-11 00:00 … 2024-05-13 00:00
before 9 this morning = 2024-05-15 00:00 … 2024-05-15 09:00
after 3pm but before 5pm = 2024-05-15 15:00 … 2024-05-15 17:00
after 22:00 yesterday = 2024-05-14 22:00 … 2024-05-15 00:00
after 10 last night = 2024-05-14 22:00 … 2024-05-15 06:00
until noon = 2024-05-15 00:00 … 2024-05-15 12:00
no later than 9am = 2024-05-15 00:00 … 2024-05-15 09:00
not before 3 pm = 2024-05-15 15:00 … 2024-05-15 18:30
no earlier than 15:00 yesterday = 2024-05-14 15:00 … 2024-05-15 00:00
since 8 = 2024-05-15 08:00 … 2024-05-15 18:30
after 4 = 2024-05-15 16:00 … 2024-05-15 18:30
between 2 and 3 = 2024-05-15 14:00 … 2024-05-15 15:00
between 2 and 3 yesterday = 2024-05-14 14:00 … 2024-05-14 15:00
from 9 to 11 yesterday = 2024-05-14 09:00 … 2024-05-14 11:00
at 5 yesterday = 2024-05-14 16:55 … 2024-05-14 17:05
at 17 yesterday = 2024-05-14 16:55 … 2024-05-14 17:05
shortly after 5 pm = 2024-05-15 17:00 … 2024-05-15 17:30
around 8ish this morning = 2024-05-15 07:45 … 2024-05-15 08:15
at about 5pm = 2024-05-15 16:45 … 2024-05-15 17:15
@ 17:40 = 2024-05-15 17:35 … 2024-05-15 17:45
approximately 3 pm = 2024-05-15 14:45 … 2024-05-15 15:15
early this morning = 2024-05-15 04:00 … 2024-05-15 08:00
late last night = 2024-05-14 22:00 … 2024-05-15 04:00
the night before last = 2024-05-13 20:00 … 2024-05-14 06:00
during the night = 2024-05-14 20:00 … 2024-05-15 06:00
in the afternoon = 2024-05-15 12:00 … 2024-05-15 18:00
earlier this evening = 2024-05-15 17:00 … 2024-05-15 18:30
at lunchtime = 2024-05-15 12:00 … 2024-05-15 14:00
this am = 2024-05-15 00:00 … 2024-05-15 12:00
yesterday pm = 2024-05-14 12:00 … 2024-05-15 00:00
tonight = 2024-05-15 20:00 … 2024-05-16 06:00
between noon and 2 = 2024-05-15 12:00 … 2024-05-15 14:00
from noon until quarter to three = 2024-05-15 12:00 … 2024-05-15 14:45
between 8 a.m. and 9 a.m. = 2024-05-15 08:00 … 2024-05-15 09:00
btw 3 & 4pm = 2024-05-15 15:00 … 2024-05-15 16:00
between 3pm-4pm = 2024-05-15 15:00 … 2024-05-15 16:00
at 4 this morning = 2024-05-15 03:55 … 2024-05-15 04:05
on wed = 2024-05-08 00:00 … 2024-05-09 00:00
around 6 yesterday evening = 2024-05-14 17:45 … 2024-05-14 18:15
between half past seven and eight this morning = 2024-05-15 07:30 … 2024-05-15 08:00
since quarter to five = 2024-05-15 16:45 … 2024-05-15 18:30
some time between 10:00 and 11:30 on Sunday = 2024-05-12 10:00 … 2024-05-12 11:30
on Sunday evening after 7 = 2024-05-12 19:00 … 2024-05-13 00:00
yesterday between noon and 1pm = 2024-05-14 12:00 … 2024-05-14 13:00
within the past twenty minutes = 2024-05-15 18:10 … 2024-05-15 18:30
about an hour ago = 2024-05-15 17:15 … 2024-05-15 17:45
3 days ago at 9 am = 2024-05-12 08:55 … 2024-05-12 09:05
this afternoon between three and four = 2024-05-15 15:00 … 2024-05-15 16:00
from 5pm onwards = 2024-05-15 17:00 … 2024-05-15 18:30
until 10 this morning = 2024-05-15 00:00 … 2024-05-15 10:00
on 14/05/2024 at 08:15 = 2024-05-14 08:10 … 2024-05-14 08:20
on the night of 3 May = 2024-05-03 20:00 … 2024-05-04 06:00
Friday night between 11 and 2 = 2024-05-10 23:00 … 2024-05-11 02:00
at 4 o'clock yesterday afternoon = 2024-05-14 15:55 … 2024-05-14 16:05
from Monday 9am to Tuesday 5pm = 2024-05-13 09:00 … 2024-05-14 17:00
at 5.45pm = 2024-05-15 17:40 … 2024-05-15 17:50
5:15 pm = 2024-05-15 17:10 … 2024-05-15 17:20
at 08:00:30 today = 2024-05-15 07:55 … 2024-05-15 08:05
in the small hours = 2024-05-15 00:00 … 2024-05-15 06:00
since last Friday = 2024-05-10 00:00 … 2024-05-15 18:30
10 minutes ago = 2024-05-15 18:15 … 2024-05-15 18:25
in the previous hour = 2024-05-15 17:30 … 2024-05-15 18:30
the last 3 hours = 2024-05-15 15:30 … 2024-05-15 18:30
on May 1st between 6 and 7pm = 2024-05-01 18:00 … 2024-05-01 19:00
at nine thirty this morning = 2024-05-15 09:25 … 2024-05-15 09:35
at twenty to nine this morning = 2024-05-15 08:35 … 2024-05-15 08:45
between 7 o'clock and 8 o'clock this morning = 2024-05-15 07:00 … 2024-05-15 08:00
Tuesday 14 May = 2024-05-14 00:00 … 2024-05-15 00:00
on Tuesday, 14 May at 3pm = 2024-05-14 14:55 … 2024-05-14 15:05
no later than half past nine this morning = 2024-05-15 00:00 … 2024-05-15 09:30
before 6am = 2024-05-15 00:00 … 2024-05-15 06:00
late yesterday afternoon = 2024-05-14 15:00 … 2024-05-14 18:00
first thing this morning = 2024-05-15 05:00 … 2024-05-15 12:00
on Saturday or Sunday = 2024-05-11 00:00 … 2024-05-13 00:00
between 9 a.m. and noon = 2024-05-15 09:00 … 2024-05-15 12:00
last night around 11:30 = 2024-05-14 23:15 … 2024-05-14 23:45
from 23:50 yesterday to 00:10 today = 2024-05-14 23:50 … 2024-05-15 00:10
at 6 in the evening on Monday = 2024-05-13 17:55 … 2024-05-13 18:05
Monday the 13th at noon = 2024-05-13 11:55 … 2024-05-13 12:05
between 12 and 1 = 2024-05-15 12:00 … 2024-05-15 13:00
at 17h30 = 2024-05-15 17:25 … 2024-05-15 17:35
btw 7:15 and 7:30 = 2024-05-15 07:15 … 2024-05-15 07:30
from 9 to 11 pm = 2024-05-14 21:00 … 2024-05-14 23:00
from 22:00 to 2:00 = 2024-05-14 22:00 … 2024-05-15 02:00
at 17:40 = 2024-05-15 17:35 … 2024-05-15 17:45
at 19:40 = 2024-05-14 19:35 … 2024-05-14 19:45
around noon = 2024-05-15 11:45 … 2024-05-15 12:15
at 8 yesterday evening = 2024-05-14 19:55 … 2024-05-14 20:05
since 7 am = 2024-05-15 07:00 … 2024-05-15 18:30
before 9:30 = 2024-05-15 00:00 … 2024-05-15 09:30
after 3 pm yesterday = 2024-05-14 15:00 … 2024-05-15 00:00
last night = 2024-05-14 20:00 … 2024-05-15 06:00
on Monday = 2024-05-13 00:00 … 2024-05-14 00:00
on Friday night = 2024-05-10 20:00 … 2024-05-11 06:00
today = 2024-05-15 00:00 … 2024-05-16 00:00
in the last hour = 2024-05-15 17:30 … 2024-05-15 18:30
between 2 and 3 this afternoon = 2024-05-15 14:00 … 2024-05-15 15:00
from 6pm onwards = 2024-05-15 18:00 … 2024-05-15 18:30
"""
"""Phrase = since … until; an end that is left out is open."""

NO_TIMES = """
a BMW 320 at 8
Peugeot 3008
audi a4 at 60
2 or 3 white vans
from 5 to 10 metres
Mazda 3 from camera 3
a van between 5 and 10 metres away
between 30 and 40
going between 30 and 40 on the left
at 20 km per hour
from 30 to 50 mph
two cars past a second white van
a midnight blue sedan
a car from midnight blue to black
a bus at 10 meters
about 20 yards ahead
driving at 12 m/s
a car that passed 2 vans
the van after 3 cars
a van before 2 buses
between 2 and 3 white vans
from 2 to 4 doors
a 4x4 at 15 metres
at a speed of 10
a 2019 Ford from 2018
a Saab 9-5 at 5
Fiat 500 at 30
a Renault 5 by 3 trucks
a Citroen C4 around 20 feet away
a car 10 to 15 metres behind the bus
a van at my 3 o'clock
the last car
the last 2 cars
the third car from the left, last in the queue
a car right now
at 5 past the bus
a 24/7 delivery van
1/2 mile away
on the 3rd lane
the 2nd car on the 1st lane
turns on the 2nd exit
a bus in 5 minutes
a car stopped for 10 minutes
a van with 3 to 5 people
a van that sat in the sun
changing from 1 to 2
a sedan doing between 10 and 20
at 8 metres yesterdayish
a Mercedes 190 until the light
every 5 minutes
lanes 2 to 3
range from 10 to 12 m
on 31 February
at 25:10
at 12:75
a 3.5 tonne lorry
16:9 picture
number 12 bus
bus route 8 to 10 Downing Street
in a minute
a car seen at 3 places
by 12 cars
speed 20 to 24
Model 3 at 7 seats
Audi A3 before A4
twelve o'clock position
a secondhand car
Sunday Street
a police car 5 behind
Ford Transit 350 at the lights
Volvo XC60 to 90
Saturday Avenue
the last few cars
a truck with 18 wheels
a Mazda CX-5 at 45
an Audi Q7 from the left
Volkswagen ID.3 and ID.4
a BMW X5 after 2 motorbikes
at 80 kilometers per hour
at a range of 12 meters
the car about 15 m from me
a silver Peugeot 206 in the middle
a Chevrolet Camaro SS 1 to the left
between the 2 buses
3 black cars at the crossing
a van with number plate AB12 CDE
doing 40 to 50
from 100 meters to 50 meters
two SUVs from behind
a Fiat 500 in lane 2
at traffic light 3
turning at exit 12
a Citroen DS 3 at the roundabout
a car seen by 2 witnesses
a white 7 seater
a 12 ton truck
a night bus
an evening blue coupe
a car with day lights
a Smart fortwo
the May Street junction
a Nissan March
a Saturn sedan
coming from the left
BMW 320i at 5 in total
a car going at 40 km/h
between 3 and 5 cars
"""


AHEAD = """
since 8 this morning = 2024-05-15 08:00 … 2024-05-15 08:00
at 8 this morning = 2024-05-15 07:55 … 2024-05-15 08:05
between 8 and 9 this morning = 2024-05-15 08:00 … 2024-05-15 09:00
after 9 this morning = 2024-05-15 09:00 … 2024-05-15 12:00
since this evening = 2024-05-15 17:00 … 2024-05-15 17:00
this evening = 2024-05-15 17:00 … 2024-05-16 00:00
between 8 and 9 = 2024-05-14 20:00 … 2024-05-14 21:00
at 8:00 = 2024-05-14 07:55 … 2024-05-14 08:05
in the evening = 2024-05-14 17:00 … 2024-05-15 00:00
before 9 this morning = 2024-05-15 00:00 … 2024-05-15 09:00
until this evening =  … 2024-05-16 00:00
this morning = 2024-05-15 05:00 … 2024-05-15 12:00
since 8 = 2024-05-14 20:00 … 2024-05-15 07:30
tonight = 2024-05-15 20:00 … 2024-05-16 06:00
at 10 tonight = 2024-05-15 21:55 … 2024-05-15 22:05
at 17:00 today = 2024-05-15 16:55 … 2024-05-15 17:05
since 2024-05-20 = 2024-05-20 00:00 … 2024-05-20 00:00
"""
"""What is meant at half past seven in the morning; only a day that is named lies ahead."""


def at(text: str) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE) if text else None


@pytest.mark.parametrize("line", TIMES.strip().splitlines())
def test_times(line: str) -> None:
    text, span = line.split(" = ")
    since, until = (at(end.strip()) for end in span.split("…"))
    for sentence in (f"a red car {text}", f"{text}: a red car", f"a red car {text} on camera 2".upper()):
        got = read_filters(sentence, NOW)
        assert (got.since, got.until) == (since, until), sentence


@pytest.mark.parametrize("line", AHEAD.strip().splitlines())
def test_times_that_would_lie_ahead(line: str) -> None:
    text, span = line.split(" = ")
    got = read_filters(f"a red car {text}", NOW.replace(hour=7))
    assert (got.since, got.until) == tuple(at(end.strip()) for end in span.split("…"))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("in the last 30 seconds", (30, 0)), ("2 secs ago", (302, 0)), ("a couple of minutes ago", (420, 0))],
)
def test_moments_ago(text: str, seconds: tuple[int, int]) -> None:
    got = read_filters(f"a red car {text}", NOW)
    assert (got.since, got.until) == tuple(NOW - timedelta(seconds=back) for back in seconds)


@pytest.mark.parametrize("text", ["", *NO_TIMES.strip().splitlines()])
def test_what_is_no_time(text: str) -> None:
    for sentence in (text, f"white van, {text}, please"):
        got = read_filters(sentence, NOW)
        assert (got.times, got.standing) == (ANY_TIME, ANY_TIME), sentence
        assert len(got.spans) == len(got.cameras), sentence


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("at 2:30 today", "2024-10-27T02:25+02:00", "2024-10-27T02:35+01:00"),
        ("between 2 and 3 this morning", "2024-10-27T02:00+02:00", "2024-10-27T03:00+01:00"),
        ("in the last 12 hours", "2024-10-27T01:00+02:00", "2024-10-27T12:00+01:00"),
        ("yesterday at 8 am", "2024-10-26T07:55+02:00", "2024-10-26T08:05+02:00"),
        ("at 3:00 on 31 March", "2024-03-31T00:55+00:00", "2024-03-31T01:05+00:00"),
    ],
)
def test_nights_in_which_clocks_change(text: str, since: str, until: str) -> None:
    got = read_filters(text, datetime(2024, 10, 27, 12, tzinfo=ZoneInfo("Europe/Berlin")))
    ends = [end.astimezone(UTC) for end in (got.since, got.until) if end]
    assert ends == [datetime.fromisoformat(since), datetime.fromisoformat(until)]


def test_a_present_without_a_zone_is_of_this_machine() -> None:
    got = read_filters("at 8:00 yesterday", datetime(2024, 5, 15, 18, 30))
    assert got.since == datetime(2024, 5, 14, 7, 55).astimezone()


def test_absurd_numbers_do_not_overflow() -> None:
    got = read_filters("in the last 9999 weeks", NOW)
    assert got.since == NOW - timedelta(weeks=9999)
    assert read_filters("99999999999 weeks ago, camera 99999999999, on 99/99/9999", NOW) == SentenceFilters()


def test_on_after_a_day_lets_it_go_on_unless_something_stands_there() -> None:
    monday, present = datetime(2024, 5, 13, tzinfo=ZONE), NOW
    assert read_filters("a red car from Monday on, not a taxi", NOW).until == present
    assert read_filters("a red car from Monday on the left", NOW).until == monday + timedelta(days=1)
