"""Templates of the independent scheme benchmark, by group.

``{C1}`` is the colour of vehicle 1, ``{L12}`` a place of vehicles 1 and 2. C colour, V make or type, M make, T type,
L place, O way, S speed, K speed whose unit is no part of it, G speed in one word, R range without its unit,
D range. T*, K, G and R are as FindVehicle annotates its own templates. What stands outside of braces is no keyword.
"""

SEEN = (
    "Find the {T1} located in the {L1} and {L1} whose colors are {C1} and {C1} . As far as I am concerned , they are "
    "{R1} meters away from me .",
    "Please find the {C1} {V1} on the {L1} of the picture and the {C2} {V2} on the {L2}",
    "I need to find out the {V1} that is for util driven in {O1} which is in the {L1} of the image .",
    "All of a sudden , a brand-new {C1} {V1} appears in the {L1} of the screen at a speed of {S1} .",
    "Let the wise man assist me to find out the {C1} {V1} and {C2} {V2} in the {L12} of the image that drive {O12} .",
    "Let the clever boy help find out the {C1} {V1} and {C2} {V2} in the {L12} of the image that driven {O12} .",
    "There is a {C1} {V1} driving {O1} with {G1} and a {C2} {V2} driving {O2} at a speed of {S2} .",
    "There are so many cars on the highway that I cannot recognize but I think there is a {C1} {V1} driving {O1} with "
    "{K1} km/h and a {C2} {V2} driving {O2} at a speed of {S2} .",
)

OTHER = (
    "I want to know where the {C1} {V1} is .",
    "Can you see a {C1} {V1} in the {L1} of the monitor ?",
    "A {C1} {V1} is in the {L1} of the frame and it drives {O1} at {S1} .",
    "My friend told me that a {C1} {V1} drove {O1} yesterday , could you look for it ?",
    "Help me locate the {V1} whose color is {C1} and which is {D1} away from the camera .",
    "The target is a {C1} {M1} , it is located in the {L1} of the video and its speed is {S1} .",
    "Of all that is in view , only the {C1} {V1} in the {L1} is of interest to the officers .",
    "Suddenly the {C1} {V1} in the {L1} of the screen drives {O1} , its velocity reaches {S1} .",
    "The old lady says the {V1} that drives {O1} is {C1} and about {D1} from us .",
    "In the {L1} of the picture there is a {V1} painted {C1} , driving {O1} .",
    "At a distance of {D1} from the camera , a {C1} {V1} is driving {O1} at a speed of {S1} .",
    "Which {C1} {V1} is driving {O1} at {S1} ?",
    "{C1} {V1} , {L1} of the image , driving {O1} , {S1} .",
    "The color of the {V1} I am searching for is {C1} , and it appears in the {L1} of the view .",
    "Our camera caught a {V1} at {S1} , which is {C1} and drives {O1} .",
)

DISTRACTORS = (
    "According to the white paper , the {C1} {V1} is in the {L1} of the picture .",
    "Dr. Gray has lost his {C1} {V1} , please find it in the {L1} of the image .",
    "I put the photo into the top drawer , it shows a {C1} {V1} driving {O1} .",
    "A {C1} {V1} was seen in Orange Street , it drives {O1} at a speed of {S1} .",
    "This is a golden opportunity to catch the {C1} {V1} in the {L1} of the screen .",
    "Mr. Ford said that the {C1} {V1} drives {O1} .",
    "Miss Scarlet from the Blue Bird bakery is waiting for a {C1} {V1} .",
    "The bottom line is that we need the {C1} {V1} driving {O1} right now .",
    "Out of the blue , a {C1} {V1} appears in the {L1} of the image .",
    "By the way , the {C1} {V1} in the {L1} drives {O1} .",
    "Call Mrs. Brown right away and tell her that the {C1} {V1} is {D1} away from us .",
    "A boy with a red balloon and a girl in a yellow dress stand near the {C1} {V1} .",
    "The {C1} {V1} next to a brown fence has the green light .",
    "There is some red tape , but the {C1} {V1} in the {L1} must be found .",
    "Nothing is left in the black bag , says the driver of the {C1} {V1} .",
    "The man from the White House sits in the {C1} {V1} driving {O1} with {S1} .",
    "All right , the top secret file speaks of a {C1} {V1} in the {L1} of the frame .",
    "The reporter of the Lincoln Herald took a picture of a {C1} {V1} near Silver Lake .",
    "Every cloud has a silver lining : the {C1} {V1} is in the {L1} of the screen again .",
    "Professor Plum drinks orange juice in a {C1} {V1} .",
    "Find the {C1} {V1} loaded with green apples and brown sugar .",
    "Human rights are a grey area , but the {C1} {V1} drives {O1} .",
)

HOMONYMS = (
    "The {C1} {V1} touched the top edge of the wall in the {L1} of the image .",
    "Please focus on the {C1} {V1} in the {L1} of the image .",
    "It was a smart decision to follow the {C1} {V1} driving {O1} .",
    "While the goods were in transit , a {C1} {V1} appeared in the {L1} of the screen .",
    "The man in the polo shirt leaves the {C1} {V1} in the {L1} of the picture .",
    "Near the golf course a {C1} {V1} drives {O1} at a speed of {S1} .",
    "The thief tried to ram the {C1} {V1} driving {O1} .",
    "A child sits on the back seat of the {C1} {V1} .",
    "The {C1} {V1} is beside the mini market in the {L1} of the image .",
    "To dodge the traffic , the {C1} {V1} drives {O1} with {S1} .",
    "After the fiesta in the village , we look for a {C1} {V1} .",
    "There is no escape for the {C1} {V1} in the {L1} of the screen .",
    "A swift reaction is needed , the {C1} {V1} drives {O1} .",
    "One spark was enough to burn the {C1} {V1} .",
    "He wrote a note about the {C1} {V1} driving {O1} .",
    "A leaf fell on the {C1} {V1} in the {L1} of the image .",
    "The jazz band plays in front of the {C1} {V1} .",
    "The park ranger watches a {C1} {V1} in the {L1} of the frame .",
    "The pilot and the explorer talk about the {C1} {V1} .",
    "A phone charger lies on the roof of the {C1} {V1} driving {O1} .",
    "Under the lotus flowers the {C1} {V1} cannot be seen .",
    "The express train passes the {C1} {V1} in the {L1} of the picture .",
    "It is no accord with the civic rules that the {C1} {V1} drives {O1} .",
    "I have a sharp eye and a soul , so I found the {C1} {V1} .",
)

UNITS = (
    "All of a sudden , a {C1} {V1} appears in the {L1} of the screen at a speed of {S1} .",
    "The {C1} {V1} drives {O1} with a velocity of {S1} .",
    "A {C1} {V1} is {D1} away from me .",
    "Find the {C1} {V1} that is {D1} from the camera and drives at {S1} .",
    "The {C1} {V1} in the {L1} weighs two tons and drives {O1} at {S1} .",
    "For 20 minutes the {C1} {V1} has been driving at {S1} .",
    "At 9 o'clock a {C1} {V1} with 4 seats was {D1} away from us .",
    "The distance between the camera and the {C1} {V1} is {D1} .",
    "There is a {C1} {V1} with {S1} , {D1} from me .",
    "The speed of the {C1} {V1} is {S1} , it drives {O1} .",
    "The {V1} driving {O1} at {S1} is {C1} and costs 30000 dollars .",
)

SEVERAL = (
    "Find the {C1} {V1} in the {L1} , the {C2} {V2} in the {L2} and the {C3} {V3} in the {L3} of the image .",
    "A {C1} {V1} drives {O1} , a {C2} {V2} drives {O2} and a {C3} {V3} drives {O3} .",
    "I can see a {C1} {V1} driving {O1} and a {C2} {V2} driving {O2} .",
    "The {C1} {V1} and the {C2} {V2} are both in the {L12} of the screen .",
    "There are a {C1} {V1} at {S1} , a {C2} {V2} at {S2} and a {C3} {V3} at {S3} .",
    "Where are the {C1} {V1} and the {C2} {V2} ?",
    "The {C1} {V1} is in the {L1} while the {C2} {V2} is in the {L2} of the picture .",
    "A {C1} {V1} is {D1} away from us and a {C2} {V2} is {D2} away from us .",
    "Track the {C1} {V1} , the {C2} {V2} and the {C3} {V3} .",
    "The {C1} {V1} drives {O1} at a speed of {S1} , but the {C2} {V2} drives {O2} at a speed of {S2} .",
    "In the {L1} there is a {C1} {V1} , in the {L2} there is a {C2} {V2} , and in the {L3} there is a {C3} {V3} .",
)
