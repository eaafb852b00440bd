"""Words of the independent scheme benchmark, written from general knowledge and not read from the lexicon."""

from itertools import chain

Make = tuple[str, str, str]
"""Brand, model, body type of the fine label."""


def _makes(body: str, names: str) -> list[Make]:
    """Read "Brand: model, model; Brand: model"."""
    parts = (entry.split(": ") for entry in names.split("; "))
    return [(brand, model, body) for brand, models in parts for model in models.split(", ")]


COMMON: list[Make] = [
    *_makes("sedan", "Toyota: Camry; Honda: Accord; Nissan: Altima, Sentra; Hyundai: Elantra, Sonata; Audi: A8; "
            "Mercedes-Benz: S-Class, E-Class; Volkswagen: Passat, Jetta; Lexus: LS; Chevrolet: Malibu, Impala; "
            "Cadillac: CT5; Kia: Optima; Skoda: Superb; Volvo: S60, S90; Jaguar: XF; Maserati: Quattroporte; "
            "Lincoln: Continental; Buick: LaCrosse; Infiniti: Q50; Bentley: Flying Spur; Rolls-Royce: Phantom"),
    *_makes("suv", "Toyota: RAV4, Highlander; Honda: CR-V, Pilot; Nissan: Qashqai, X-Trail; Jeep: Cherokee; "
            "Jeep: Wrangler; Land Rover: Discovery, Defender; Ford: Explorer, Kuga; Volkswagen: Tiguan, Touareg; "
            "Audi: Q3, Q8; BMW: X3, X6; Kia: Sportage, Sorento; Hyundai: Tucson, Creta; Mazda: CX-5; Subaru: Forester; "
            "Porsche: Macan; Volvo: XC60; Suzuki: Vitara; Dacia: Duster; Mitsubishi: Outlander; "
            "Cadillac: Escalade; Haval: H6"),
    *_makes("hatchback", "Volkswagen: Polo, Golf; Renault: Clio, Twingo; Opel: Corsa; Fiat: Panda; Toyota: Yaris; "
            "Honda: Jazz; Ford: Fiesta; Nissan: Micra, Leaf; Hyundai: i10, i20; Kia: Picanto; Skoda: Fabia; "
            "Seat: Ibiza; Mazda: 2; Suzuki: Swift; Citroen: C3; Mini: Cooper; BMW: i3; Audi: A1"),
    *_makes("mpv", "Renault: Espace; Ford: Galaxy; Toyota: Sienna, Alphard; Honda: Odyssey; Kia: Carnival; "
            "Volkswagen: Touran, Sharan; Chrysler: Pacifica; Seat: Alhambra; Buick: GL8; Citroen: C4 Picasso"),
    *_makes("truck", "Ford: F-150; Toyota: Hilux, Tundra; Nissan: Navara; Isuzu: D-Max; Ram: 1500; GMC: Sierra; "
            "Volkswagen: Amarok; Chevrolet: Silverado; Scania: R450; Volvo: FH16; MAN: TGX; DAF: XF"),
    *_makes("van", "Ford: Transit; Mercedes-Benz: Sprinter; Renault: Trafic, Kangoo; Fiat: Ducato; "
            "Peugeot: Boxer; Volkswagen: Crafter; Nissan: NV200; Opel: Vivaro"),
    *_makes("sports_car", "Ferrari: F40, Enzo; Lamborghini: Aventador, Huracan; McLaren: Senna; Bugatti: Chiron; "
            "Pagani: Zonda; Koenigsegg: Jesko; Lotus: Evora; Chevrolet: Corvette"),
    *_makes("coupe", "Audi: TT; BMW: M4; Bentley: Continental GT; Infiniti: Q60; Lexus: RC F"),
    *_makes("roadster", "BMW: Z4; Mazda: MX-5; Porsche: Boxster; Honda: S2000; Fiat: 124 Spider"),
    *_makes("estate_car", "Volvo: V60, V90; Audi: RS6 Avant; Skoda: Octavia Combi; Audi: A4 Avant"),
    *_makes("motorcycle", "Honda: Gold Wing, Africa Twin; Yamaha: R1; Kawasaki: Ninja 400; Suzuki: Hayabusa; "
            "Ducati: Monster, Panigale V4; KTM: Duke 390; Harley-Davidson: Fat Boy; "
            "Triumph: Bonneville; BMW: R 1250 GS"),
    *_makes("bus", "Yutong: ZK6128; Mercedes-Benz: Citaro; Volvo: B8R; Setra: S 515 HD; Toyota: Coaster"),
    *_makes("vintage_car", "Ford: Model T, Model A; Citroen: Traction Avant; Bugatti: Type 35; Packard: Eight"),
]  # fmt: skip

RARE: list[Make] = [
    *_makes("sedan", "Zotye: Z500; Roewe: i6; Hongqi: H9; "
            "Proton: Persona; Perodua: Bezza; Lucid: Air; Genesis: G80; Saab: 9-5; Lancia: Thesis; Denza: Z9; "
            "Avatr: 12; Zeekr: 007; Tofas: Dogan; Iran Khodro: Samand; Hindustan: Ambassador; Holden: Commodore"),
    *_makes("suv", "Tank: 300; Jetour: X70; Exeed: TXL; Lynk & Co: 01; VinFast: VF8; Omoda: C5; SsangYong: Rexton, "
            "Korando; Mahindra: Thar; Force: Gurkha; UAZ: Patriot; Lada: Niva; Rivian: R1S; Fisker: Ocean; Aiways: U5; "
            "Bestune: T77; Jaecoo: J7; Deepal: S7; Voyah: Free; Hummer: H2; Isuzu: MU-X; Ineos: Grenadier; NIO: ES8"),
    *_makes("hatchback", "Perodua: Myvi; Ora: Good Cat; Yugo: Koral; Daihatsu: Sirion; Rover: 25; Daewoo: Matiz; "
            "Wuling: Mini EV; Zastava: 750"),
    *_makes("mpv", "Maxus: G10; Trumpchi: M8; Wuling: Hongguang; Zeekr: 009; Perodua: Alza"),
    *_makes("truck", "Kamaz: 5490; Tatra: 815; Sinotruk: Howo; Foton: Auman; Mack: Anthem; Kenworth: T680; "
            "Peterbilt: 579; Hino: 500; Ural: 4320; Ashok Leyland: Dost; Rivian: R1T; JAC: T8; Dongfeng: Rich"),
    *_makes("van", "LDV: Convoy; Piaggio: Porter; GAZ: Gazelle; Jinbei: Haise; UAZ: Bukhanka"),
    *_makes("sports_car", "Noble: M600; Rimac: Nevera; Hennessey: Venom; Gumpert: Apollo; Spyker: C8; Ariel: Atom; "
            "TVR: Sagaris; De Tomaso: Pantera; Donkervoort: D8; W Motors: Lykan"),
    *_makes("motorcycle", "Royal Enfield: Bullet 350, Himalayan; Moto Guzzi: V7; Benelli: TRK 502; Bajaj: Pulsar; "
            "Husqvarna: Svartpilen; Aprilia: Tuareg; MV Agusta: Brutale; Ural: Ranger; "
            "CFMoto: 650NK; Vespa: Primavera"),
    *_makes("vintage_car", "Trabant: 601; Wartburg: 353; Hudson: Hornet; Tatra: T87"),
    *_makes("bus", "King Long: XMQ6127; Neoplan: Skyliner; Van Hool: Astromega; Solaris: Urbino; Alexander Dennis: "
            "Enviro400; Higer: KLQ6129; Irizar: i8"),
]  # fmt: skip

SPELT: list[Make] = [
    *_makes("sedan", "BMW: three two zero i, seven four zero Li, five three zero d; Audi: A six, A eight L; "
            "Kia: K five; Lexus: E S three zero zero; Infiniti: Q five zero; Volvo: S nine zero; "
            "Chrysler: three zero zero C; Saab: nine five; Peugeot: five zero eight; Mercedes-Benz: C two zero zero"),
    *_makes("hatchback", "Peugeot: two zero eight, three zero eight; Fiat: five zero zero; Citroen: C three; "
            "Hyundai: i three zero; BMW: one one eight i; Audi: A one"),
    *_makes("suv", "Toyota: C H R, R A V four; Honda: C R V, H R V; Peugeot: three zero zero eight; Audi: Q five; "
            "BMW: X five, X three; Volvo: X C nine zero; Mazda: C X five, C X thirty; Lexus: R X three five zero; "
            "Infiniti: Q X eight zero; BAIC: B J four zero"),
    *_makes("sports_car", "Ferrari: four eight eight, F eight Tributo; McLaren: seven two zero S; "
            "Porsche: nine one one Turbo"),
    *_makes("coupe", "BMW: M four; Mercedes-Benz: C L K; Lexus: R C F"),
    *_makes("motorcycle", "Honda: C B R six five zero R, C B five zero zero X; Suzuki: G S X R one zero zero zero; "
            "KTM: three nine zero Duke; Kawasaki: Z nine zero zero; Yamaha: M T zero seven; "
            "BMW: S one zero zero zero R R"),
    *_makes("truck", "Ford: F one five zero; Volvo: F H one six; Dodge: Ram one five zero zero"),
    *_makes("mpv", "Buick: G L eight; Maxus: G one zero"),
    *_makes("estate_car", "Audi: A six Avant; Peugeot: five zero eight S W; Volvo: V nine zero"),
]  # fmt: skip

TYPES = (
    "van", "bus", "sedan", "SUV", "MPV", "truck", "taxi", "car", "pickup", "coach", "minibus", "hatchback", "coupe",
    "motorcycle", "lorry", "limousine", "convertible", "roadster", "sports car", "fire engine", "police car", "tram",
    "ambulance", "scooter", "estate car", "minivan", "tanker", "school bus", "dump truck", "vehicle",
)  # fmt: skip

_PLAIN = (
    "white", "black", "grey", "gray", "silver", "red", "blue", "green", "yellow", "orange", "brown", "beige", "purple",
    "pink", "gold", "bronze",
)  # fmt: skip
COLOURS = (
    *_PLAIN, *_PLAIN, *_PLAIN,
    *(f"{shade} {hue}" for shade in ("dark", "light", "bright", "pale") for hue in ("blue", "green", "red", "grey")),
    "maroon", "turquoise", "navy blue", "burgundy", "ivory", "cream", "champagne", "violet", "magenta", "olive green",
    "lime green", "sky blue", "lemon yellow", "reddish orange", "dark-brown", "rose-bloom", "pearl white", "charcoal",
    "cherry red", "royal blue", "emerald green", "sapphire blue", "apricot", "khaki", "lavender", "teal", "indigo",
    "wine red", "mint green", "peacock blue", "milky white", "jet black", "coffee brown", "grass green",
)  # fmt: skip

PLACES = (
    "top", "bottom", "left", "right", "top left", "top right", "bottom left", "bottom right", "top-left", "top-right",
    "bottom-left", "bottom-right", "left part", "right part", "top part", "bottom part", "upper left", "lower right",
    "center", "middle", "upper-right", "lower-left",
)  # fmt: skip
WAYS = ("left", "right", "away", "this way", "this-way", "left", "right", "away")

SPEED_UNITS = (
    " km/h", "km/h", " kilometers per hour", " kilometers an hour", " kilometres per hour", " kph", " mph", "mph",
    " miles per hour", " miles an hour", " m/s", " kmh", " km per hour", " meters per second",
)  # fmt: skip
LENGTH_UNITS = (" meters", " metres", " m", "m", " feet", " ft", " yards", " meter", " kilometers", " km")
NUMBER_WORDS = (
    "twenty", "thirty five", "forty-two", "fifty", "sixty five", "seventy", "eighty-eight", "ninety", "a hundred",
    "one hundred and ten", "fifteen", "one hundred", "two hundred", "twelve",
)  # fmt: skip
ALL_MAKES: tuple[Make, ...] = tuple(chain(COMMON, RARE, SPELT))
