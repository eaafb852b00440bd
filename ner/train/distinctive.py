"""Tells which models are known by their name alone: "an old Corsa", but no lone "Note" or "Sierra"."""

import re
from functools import cache

from ner.lexicon import VehicleModel, vehicle_models
from ner.train.wordings import brands

EVERYDAY = """
accent access across adam address adventure africa agility alaskan alpha alter amaze amazon ambassador anthem apache
aqua aria armada ascent aspen aspire atlas aura aurora austral avalanche avenger aviator azure ballet bandit bantam
beat beta beverly bighorn blower bluebird bolide bolt bongo born boss boulevard boxer bravo breakout breeze bullet
caddy caliber california cambridge cannon canter canyon cappuccino captain caravan cargo caribbean carina carnival
carry carrying casper century chairman champion cherry chief cirrus city civilian classic club coaster cobalt cobra
colorado colt columbia combi combo comet commander commando compass concours condor constellation continental
contour convoy corona coronet cosmo cougar county coupe crossfire crossway crown cube curved custom daily dakota
dart dashing dawn deliver delta destroyer discover dispatch dolphin dominator downtown dragster dream duke echo
eclipse edge element elevate eliminator elite encore endeavor enjoy entourage envision envoy era escape escort
esteem europa every excursion expedition expert express fashion fiddle fighter five fleetwood flex flying forte free
freed frontier funky fury fusion gallop gear gemini genesis ghost giga glamour glory gold golden good granite
gravity groove guerrilla gypsy hector herald heritage hornet hover hunter hustler icon idea imperial indigo insight
intrigue iron jest jimmy john journey jumper junior jupiter justy karl kent kicks king kiwi lambda latitude laura
leaf legacy legend leon liberty lightning lonestar lucerne lynx maestro magna magnum manta mantis march marina
mariner mark marvel master matrix maverick maxi medley mega meridian meteor metro metropolis metropolitan midget
mighty milan mini minor mocha model mojo monkey mono monster montana monte montreal morning mountaineer nano
national navigator nemesis neon newport night nitro noah note nova ocean olympian omega omni orion orlando outlook
oxford oyster pacer palisade panther park pars partner passion passport patriot patrol persona phantom phoenix
piccolo pilot pinnacle pinto pleasure plus pony porter preface prelude premier premium president pride prima probe
proceed prologue protege prowler pulse punch quartermaster quest rabbit raider rampage rapid rascal rebel refine
regal regent relay rendezvous renegade rich riviera road roadmaster roadster robin rocket rocky rodeo rogue roma
rosa ruckus rush sable saga sail samurai santana scala scout scrambler seagull seal semi senator series seven shadow
shark shiver shotgun sierra silhouette silver skyline slingshot solo solstice song sonic soul space spark spectre
speed spider spin splash splendor spring springfield sprint sprite stag star stargazer starlight statesman steed
stile stream street streetfighter sultan sunny sunray sunshine super superb supersport symbol symphony talisman tang
tempo terra terrain territory thema thesis thing three tiger titan torrent touring town tracker traction trans
transporter traveller traverse tribute trident triumph turbo tuscan twelve type typhoon ultra unicorn universe urban
utopia valiant venture venue victor victoria view viking village villager viper vision voyage voyager vulcan wagon
wagoneer wasp wave wildcat wind windsor winger wish yacht yuan zephyr zest
"""
"""Words of everyday speech, so that a model of that name is not told by it alone."""


@cache
def distinctive() -> tuple[VehicleModel, ...]:
    """Return the models whose name tells them without their brand."""
    firsts = ((vehicle, vehicle.model.split()[0].lower()) for vehicle in vehicle_models())
    return tuple(v for v, word in firsts if re.fullmatch("[a-z]{4,}", word) and word not in _ambiguous())


@cache
def _ambiguous() -> frozenset[str]:
    return frozenset(EVERYDAY.split()) | {brand.lower() for brand in brands()}


def pluralised(name: str) -> str:
    """Return the plural of a name."""
    return name + ("es" if name.endswith(("ch", "sh")) else "s")
