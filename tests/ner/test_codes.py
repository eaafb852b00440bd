"""Codes and abbreviations of police and dispatchers, which count in telegraph style only."""

from pathlib import Path

import pytest

from ner.code_table import model_codes, read_telegram
from ner.evaluate import evaluate
from ner.keywords import Query, TargetRole
from ner.kinds import kinds
from ner.lexicon import data_folder, rows, vehicle_models
from ner.number_plates import plate_length
from ner.reader import Reader
from ner.shorthand import known_model

LABELS = ("vehicle_color", "vehicle_type", "vehicle_brand", "vehicle_model")
COLOURS = {
    "white", "black", "grey", "silver", "red", "blue", "green", "yellow", "orange", "brown", "beige", "purple", "pink",
    "multi",
}  # fmt: skip
TYPES = {
    "sedan", "hatchback", "suv", "mpv", "estate_car", "coupe", "roadster", "pickup", "van", "truck", "bus",
    "motorcycle", "bicycle", "ambulance", "fire", "police", "vehicle",
}  # fmt: skip


@pytest.fixture(scope="module")
def reader(models: Path) -> Reader:
    return Reader(models / "ner" / "ner.onnx")


def said(query: Query) -> str:
    return "; ".join(f"{k.label.removeprefix('vehicle_')} {k.text}={k.value}" for k in query.keywords)


def test_every_code_has_a_value_that_the_matcher_knows_and_a_source() -> None:
    table = list(rows("codes.csv", ("code", "label", "value", "source", "unsure")))
    values = {label: {v for row in table if row["label"] == label for v in row["value"].split("|")} for label in LABELS}

    assert values["vehicle_color"] == COLOURS
    assert values["vehicle_type"] - kinds().keys() <= TYPES
    assert values["vehicle_brand"] <= {model.brand for model in vehicle_models()}
    assert values["vehicle_model"] <= {f"{model.brand} {model.model}" for model in vehicle_models()}
    assert {row["label"] for row in table} == {*LABELS, ""}
    assert {row["source"] for row in table} == {"NCIC VCO", "NCIC VST", "NCIC VMA", "NCIC VMO", "DVLA", "common"}
    assert len({(row["code"], row["label"] == "vehicle_model") for row in table}) == len(table) > 300
    assert {row["unsure"] for row in table} == {"", "weak", "word"}


@pytest.mark.parametrize(
    ("line", "keywords"),
    [
        ("WHI/GRY 03 FORD F150 PK",
         "color WHI=white; color GRY=grey; brand FORD=Ford; type-truck FORD F150=pickup; model F150=F-150; "
         "type PK=pickup"),
        ("BLK 4DR SED", "color BLK=black; type SED=sedan"),
        ("SIL TOYT", "color SIL=silver; brand TOYT=Toyota"),
        ("MAR 2D", "color MAR=red|brown; type 2D=coupe|sedan"),
        ("TAN SW", "color TAN=beige|brown; type SW=estate_car"),
        ("BOLO WHI CHEV TK LSW NB I-95", "color WHI=white; brand CHEV=Chevrolet; type TK=truck|pickup"),
        ("VEH: RED HOND CIV 4D, LIC 7ABC123",
         "type VEH=vehicle; color RED=red; brand HOND=Honda; type-sedan HOND CIV=sedan; model CIV=Civic; "
         "type 4D=sedan"),
        ("HOND CIV BLU 2D CPE",
         "brand HOND=Honda; type-coupe HOND CIV=coupe; model CIV=Civic; color BLU=blue; type CPE=coupe"),
        ("RED MC, RIDER BLU JACKET", "color RED=red; type MC=motorcycle"),
        ("SILVER VAUX ASTRA 5DR HATCH",
         "color SILVER=silver; brand VAUX=Vauxhall; type-hatchback VAUX ASTRA=hatchback; "
         "model ASTRA=Astra; type HATCH=hatchback"),
        ("BLK BMW 3 SER SALOON",
         "color BLK=black; brand BMW=BMW; type-sedan BMW 3 SER=sedan; model 3 SER=3 Series; "
         "type SALOON=sedan"),
        ("WHT TRANSIT LWB", "color WHT=white; model TRANSIT=Transit"),
        ("blk 4dr sed", "color blk=black; type sed=sedan"),
        ("whi/gry 03 ford f150 pk",
         "color whi=white; color gry=grey; brand ford=Ford; type-truck ford f150=pickup; model f150=F-150; "
         "type pk=pickup"),
        ("grn chev silverado p/u",
         "color grn=green; brand chev=Chevrolet; type-truck chev silverado=pickup; "
         "model silverado=Silverado; type p/u=pickup"),
        ("TAN TOYT CAM 4D",
         "color TAN=beige|brown; brand TOYT=Toyota; type-sedan TOYT CAM=sedan; model CAM=Camry; "
         "type 4D=sedan"),
        ("RED/TAN TOYT COA 4D",
         "color RED=red; color TAN=beige|brown; brand TOYT=Toyota; type-sedan TOYT COA=sedan; "
         "model COA=Corolla; type 4D=sedan"),
        ("DK GRN CHEV TAH UT",
         "color DK GRN=green; brand CHEV=Chevrolet; type-suv CHEV TAH=suv; model TAH=Tahoe; type UT=suv"),
        ("LT BLU VOLV SW", "color LT BLU=blue; brand VOLV=Volvo; type SW=estate_car"),
        ("2005 BLU DODG RAM 1500 P/U",
         "color BLU=blue; brand DODG=Dodge; type-truck DODG RAM 1500=pickup; model RAM 1500=Ram 1500; "
         "type P/U=pickup"),
        ("SLV SUBA OUTBACK WGN PARKED ON MAIN ST",
         "color SLV=silver; brand SUBA=Subaru; type-estate_car SUBA OUTBACK=estate_car; "
         "model OUTBACK=Outback; type WGN=estate_car; motion PARKED=parked"),
        ("GRY MERZ C CL 4D",
         "color GRY=grey; brand MERZ=Mercedes-Benz; type-sedan MERZ C CL=sedan; model C CL=C-Class; "
         "type 4D=sedan"),
        ("TRQ NISS ALT 4D",
         "color TRQ=green|blue; brand NISS=Nissan; type-sedan NISS ALT=sedan; model ALT=Altima; "
         "type 4D=sedan"),
        ("BGE LEXS RX350", "color BGE=beige; brand LEXS=Lexus; type-suv LEXS RX350=suv; model RX350=RX350"),
        ("GLD CADI ESCALADE",
         "color GLD=beige|yellow; brand CADI=Cadillac; type-suv CADI ESCALADE=suv; "
         "model ESCALADE=Escalade"),
        ("CRM LNDR DISCO",
         "color CRM=beige|white; brand LNDR=Land Rover; type-suv LNDR DISCO=suv; model DISCO=Discovery"),
        ("AME DODG CHL 2D",
         "color AME=purple; brand DODG=Dodge; type-coupe DODG CHL=coupe; model CHL=Challenger; "
         "type 2D=coupe|sedan"),
        ("PLE PLYM VOYAGER", "color PLE=purple; brand PLYM=Plymouth; type-mpv PLYM VOYAGER=mpv; model VOYAGER=Voyager"),
        ("LGR MAZD 3 4H",
         "color LGR=green; brand MAZD=Mazda; type-hatchback MAZD 3=hatchback; model 3=Mazda 3; "
         "type 4H=hatchback"),
        ("BRZ INFI Q50 4D",
         "color BRZ=brown|beige; brand INFI=Infiniti; type-sedan INFI Q50=sedan; model Q50=Q50; "
         "type 4D=sedan"),
        ("TPE BUIC ENCLAVE",
         "color TPE=brown|beige; brand BUIC=Buick; type-suv BUIC ENCLAVE=suv; model ENCLAVE=Enclave"),
        ("YEL SCH BUS", "color YEL=yellow; type SCH BUS=school bus"),
        ("WHI INTL TT EB I-80", "color WHI=white; brand INTL=International; type TT=tow truck"),
        ("RED PTRB TR", "color RED=red; brand PTRB=Peterbilt; type TR=tractor unit"),
        ("WHT FORD F-150 4D", "color WHT=white; brand FORD=Ford; type-truck FORD F-150=pickup; model F-150=F-150"),
        ("ORG HOND CRV 4D", "color ORG=orange; brand HOND=Honda; type-suv HOND CRV=suv; model CRV=CR-V"),
        ("BLU/WHI M/C", "color BLU=blue; color WHI=white; type M/C=motorcycle"),
        ("BLK KAWK MC", "color BLK=black; brand KAWK=Kawasaki; type MC=motorcycle"),
        ("RED MOPD NO LIGHTS", "color RED=red; type MOPD=moped"),
        ("WHT LGV LUTON", "color WHT=white; type LGV=van|truck; type LUTON=box van"),
        ("SIL VAUX CORSA H/B",
         "color SIL=silver; brand VAUX=Vauxhall; type-hatchback VAUX CORSA=hatchback; model CORSA=Corsa; "
         "type H/B=hatchback"),
        ("GRY AUDI A4 EST",
         "color GRY=grey; brand AUDI=Audi; type-estate_car AUDI A4=estate_car; model A4=A4; "
         "type EST=estate_car"),
        ("BLU PSV", "color BLU=blue; type PSV=bus"),
        ("WHI P/U TOOLBOX", "color WHI=white; type P/U=pickup"),
        ("BOX TRK WHI, NO TAG", "type BOX TRK=box truck; color WHI=white"),
        ("BLK SUV CAM 12", "color BLK=black; type SUV=suv"),
        ("DBL NISS ALTIMA 4D, TN TAG 123ABC",
         "color DBL=blue; brand NISS=Nissan; type-sedan NISS ALTIMA=sedan; model ALTIMA=Altima; "
         "type 4D=sedan"),
        ("BLU FORD FOCUS 5DR VRM BX07 KLM",
         "color BLU=blue; brand FORD=Ford; type-hatchback FORD FOCUS=hatchback; model FOCUS=Focus"),
        ("WHI VN OCCS X2", "color WHI=white; type VN=van"),
        ("2 BLK M/CYCLES", "color BLK=black; type M/CYCLES=motorcycle"),
        ("blk hond acc last seen on main st at the gate",
         "color blk=black; brand hond=Honda; type-sedan hond acc=sedan; model acc=Accord"),
        ("HONDA CIV BLU 2D",
         "brand HONDA=Honda; type-sedan HONDA CIV=sedan; model CIV=Civic; color BLU=blue; "
         "type 2D=coupe|sedan"),
        ("BLK(GRY) HOND ACC;4D",
         "color BLK=black; color GRY=grey; brand HOND=Honda; type-sedan HOND ACC=sedan; model ACC=Accord; "
         "type 4D=sedan"),
        ("VCO/BLK VST/4D VMA/HOND", "color BLK=black; type 4D=sedan; brand HOND=Honda"),
        ("SIL HYUN SANTA FE",
         "color SIL=silver; brand HYUN=Hyundai; type-suv HYUN SANTA FE=suv; model SANTA FE=Santa Fe"),
        ("RED FORD MUST CONV",
         "color RED=red; brand FORD=Ford; type-roadster FORD MUST=roadster; model MUST=Mustang; "
         "type CONV=roadster|coupe"),
        ("GRY EST VOLVO", "color GRY=grey; type EST=estate_car; brand VOLVO=Volvo"),
        ("SILVER MERC A CLASS 5DR",
         "color SILVER=silver; brand MERC=Mercedes-Benz; type-hatchback MERC A CLASS=hatchback; model A CLASS=A-Class"),
        ("BLK/SIL HD MC TWO UP", "color BLK=black; color SIL=silver; brand HD=Harley-Davidson; type MC=motorcycle"),
        ("wht van sb m1", "color wht=white; type van=van"),
        ("NB BLK 4D SED", "color BLK=black; type SED=sedan"),
        ("TAN OLDS CUTLASS 4D",
         "color TAN=beige|brown; brand OLDS=Oldsmobile; type-sedan OLDS CUTLASS=sedan; model CUTLASS=Cutlass; "
         "type 4D=sedan"),
        ("REG AB12 CDE SIL GOLF", "color SIL=silver; model GOLF=Golf"),
        ("BLU VAN SW SIDE", "color BLU=blue; type VAN=van"),
        ("WHI PEUG BOXER LWB", "color WHI=white; brand PEUG=Peugeot; type-van PEUG BOXER=van; model BOXER=Boxer"),
    ],
)  # fmt: skip
def test_codes_of_a_telegram_are_keywords_of_one_vehicle(reader: Reader, line: str, keywords: str) -> None:
    query = reader(line)

    assert said(query) == keywords
    assert len(query.targets) == 1


@pytest.mark.parametrize(
    ("line", "keywords"),
    [
        ("check 4 a blk pickup tks", "color blk=black; type pickup=pickup"),
        ("olive grn delivery vn", "color olive grn=green; type delivery vn=van"),
        ("cctv req gld lexus", "color gld=beige|yellow; brand lexus=Lexus"),
    ],
)
def test_small_letters_are_read_with_wider_names(reader: Reader, line: str, keywords: str) -> None:
    assert set(keywords.split("; ")) <= set(said(reader(line)).split("; "))


def test_marks_alone_are_no_colour(reader: Reader) -> None:
    assert said(reader("ST TT) XPL-LIGHT 4X4 UTILITY."))


@pytest.mark.parametrize(
    ("line", "vehicles"),
    [
        ("WHI FORD TRANSIT VN, BLK HOND ACC 4D", [["WHI", "FORD", "TRANSIT", "VN"], ["BLK", "HOND", "ACC", "4D"]]),
        ("WHT MERC SPRINTER AND BLK BMW X5", [["WHT", "MERC", "SPRINTER"], ["BLK", "BMW", "X5"]]),
        ("WHI BOX TRK FOLLOWED BY RED SED", [["WHI", "BOX TRK"], ["RED", "SED"]]),
        ("GRY VOLK JETTA, 4D, BLK SUV", [["GRY", "VOLK", "JETTA", "4D"], ["BLK", "SUV"]]),
        ("BLK 4DR SED, HOND ACC", [["BLK", "SED", "HOND", "ACC"]]),
        ("2 VEHS - BLK NISS ALTIMA AND GLD BUIC REGAL",
         [["VEHS", "BLK", "NISS", "ALTIMA"], ["VEHS", "GLD", "BUIC", "REGAL"]]),
        ("GRN KIA SOUL, RED FORD RANGER, BOTH PARKED",
         [["GRN", "KIA", "SOUL", "PARKED"], ["RED", "FORD", "RANGER", "PARKED"]]),
    ],
)  # fmt: skip
def test_a_telegram_names_one_vehicle_after_the_other(reader: Reader, line: str, vehicles: list[list[str]]) -> None:
    fine = "vehicle_type-"
    targets = reader(line).targets

    assert [[k.text for k in target.keywords if not k.label.startswith(fine)] for target in targets] == vehicles


def test_of_two_vehicles_one_may_be_mentioned_only_or_do_instead(reader: Reader) -> None:
    mentioned = reader("WHI LGV FOLLOWED BY BLK AUDI A4 EST").targets
    instead = reader("BLK AUDI A3 OR SIL VW GOLF").targets

    assert [target.role for target in mentioned] == [TargetRole.TARGET, TargetRole.CONTEXT]
    assert [target.alternative for target in instead] == [False, True]


PLAIN = """
a tan car at the sw corner
can you find the tea van
the red car in March, cam 3
MAR 5 red van
red car at 4D
RED CAR TURNING LEFT ON CAMERA 3
WHERE IS THE WHITE VAN THAT STOPPED
ANY BLUE TRUCKS ON CAM 12
SHOW ME ALL RED BUSES NEAR GATE 4D
WHITE FORD TRANSIT REVERSING DOCK 4
PLZ CHECK MAROON KIA CARENS NEAR PETROL PUMP
white van near TR building
the bus at st john street
I saw an am radio van
silver estate est 1990
a com van with a logo
Dr Smith's red car
mb of data white van
white van on main st
red van parked by the sm store
black suv behind the fl truck
is it a gold or tan sedan
GREEN LORRY AT BAY 2D
the kia at bay 4
RED VAN LEFT LANE
white van cam 6
tan suv gate 2
dp world truck
blue van am shift
mr brown's blue car, st mary's road
a white pickup from ct
red ford st parked
a red car, co. name on it
TWO RED CARS AND A WHITE VAN
red and white van
grey van of an ex police auction
a bus on br 17
can opener van
yellow bus in ch street
LEFT LANE RED SUV
rd works truck
hr van
white car mk 2
se corner red van
the est. arrival of the bus
show the red pickups between 5 pm and 6 pm
a white van goes west on hwy 4
black BMW 3 series turning left
a merc c class, silver
a golf gti
"""


@pytest.mark.parametrize("sentence", PLAIN.strip().splitlines())
def test_a_sentence_has_no_codes(sentence: str) -> None:
    assert read_telegram(sentence) is None


def test_plain_words_in_capitals_are_read_as_ever(reader: Reader) -> None:
    assert said(reader("RED CAR TURNING LEFT ON CAMERA 3")) == "color RED=red; type CAR=car; motion TURNING LEFT=left"
    assert said(reader("a tan car at the sw corner")) == "color tan=beige|brown; type car=car"


@pytest.mark.parametrize(
    ("line", "telegraph"),
    [
        ("BLK HOND LAST SEEN ON MAIN ST AT THE GATE", True), ("the hond at the gate", False),
        ("is there a blk van at the gate", False), ("MAR 2D", True), ("SW", False), ("tan van", False),
        ("BLUE ASTRA EST", True), ("blue astra est", False), ("RED VAN LEFT LANE", False),
    ],
)  # fmt: skip
def test_codes_count_where_function_words_are_few(line: str, telegraph: bool) -> None:
    assert (read_telegram(line) is not None) is telegraph


@pytest.mark.parametrize(
    ("make", "words", "name", "body"),
    [
        ("Honda", "CIV", "Civic", "sedan"), ("BMW", "3 SER", "3 Series", "sedan"), ("Ford", "F 150", "F-150", "pickup"),
        ("Chevrolet", "SILV", "Silverado", "pickup"), ("Toyota", "COA", "Corolla", "sedan"),
        ("Mazda", "3", "Mazda 3", "hatchback"), ("Jeep", "gch", "Grand Cherokee", "suv"),
    ],
)  # fmt: skip
def test_a_model_is_known_by_its_name_code_or_beginning(make: str, words: str, name: str, body: str) -> None:
    known = known_model(make, words)
    assert known
    assert (known.name, known.body) == (name, body)


@pytest.mark.parametrize(("make", "words"), [("Honda", "CI"), ("Honda", "COA"), ("Ford", "150"), ("Dravia", "CIV")])
def test_other_words_behind_a_make_are_no_model(make: str, words: str) -> None:
    assert known_model(make, words) is None


def test_codes_of_models_belong_to_their_makes() -> None:
    assert model_codes()["Toyota", "rav"] == "RAV4"
    assert ("Honda", "rav") not in model_codes()


@pytest.mark.parametrize(
    ("words", "length"),
    [
        (["7ABC123", "RED"], 1), (["CA", "7ABC123", "RED"], 2), (["AB12", "CDE", "RED"], 2), (["UNKNOWN"], 0), ([], 0),
        (["TINTED", "4"], 0),
    ],
)  # fmt: skip
def test_a_number_plate_has_one_or_two_words_and_a_state(words: list[str], length: int) -> None:
    assert plate_length(words) == length


def test_the_lines_of_the_dev_set_are_read(reader: Reader) -> None:
    scores = evaluate(data_folder() / "telegraph_dev.jsonl", reader)

    assert scores["rows"] == 60
    assert scores["micro"]["f1"] > 0.98
    assert scores["grouping_accuracy"] > 0.97
