/**
 * Sentences that no tenant's intent is about, or that any tenant may hear without meaning its intents; of our own writing.
 * They are what the scope detector learns "something else" from.
 */
export const GENERIC_SENTENCES: readonly string[] = `
hello there
hi, anybody home?
good evening to you
how are you doing today
nice to meet you
what is up
thanks a lot
thank you so much for that
that was helpful
great, perfect
okay then
sounds good to me
no problem at all
never mind
forget what I said
I am not sure
let me think about it
see you later
have a nice weekend
goodbye for now
are you a robot
am I talking to a machine
who made you
what is your name
how old are you
do you sleep at night
tell me something about yourself
what can you do
do you like your job
you are funny
you are really slow today
I do not understand what you mean
can you repeat that
what did you just say
that makes no sense
I am bored
I am so tired
I had a terrible day
my head is full of things
I feel lonely
I love this song
I just came back from the beach
my brother has three dogs
my neighbour plays the trumpet all night
we watched the game yesterday
my grandmother bakes the best bread
the children are at school
I lost a bet with my colleague
it is raining again
will it snow tomorrow in the mountains
how warm is it outside
do I need an umbrella today
what a lovely sunny morning
when does the sun set
is there a storm coming this week
what time is it in Tokyo
what day is it today
how many days until Christmas
who won the election
who is the president of France
what is the capital of Australia
how high is the highest mountain
how far away is the moon
why is the sky blue
how do bees make honey
who painted that famous ceiling
when did the second world war end
what is the meaning of life
how many people live on earth
which planet is the largest
how do magnets work
what is the square root of 144
what is 15 percent of 80
convert ten miles to kilometres
how many grams are in an ounce
translate good morning into Italian
how do you spell necessary
what does ubiquitous mean
give me a synonym for happy
write me a poem about autumn
tell me a joke
sing a song for me
tell me a story about a dragon
play some jazz
turn the music down
skip this track
which film should I watch tonight
who played the lead role in that movie
what is a good book for a long flight
when does the next season start
who scored the last goal
what was the result of the match
when is the next marathon
how do I get better at chess
teach me how to juggle
how long do I boil an egg
what can I cook with potatoes and leeks
how do I keep basil alive
how many calories are in a banana
is olive oil good for you
which wine goes with fish
how do I get red wine out of a carpet
how do I remove a wasp nest
how often should I water a cactus
my plant has yellow leaves
how do I train a puppy
why does my cat stare at the wall
what do hedgehogs eat
how do I tie a bow tie
how do I fold a fitted sheet
how do I change a flat tyre
what does the red light on the dashboard mean
how do I fix a dripping tap
which screws do I need for plaster
how do I paint a ceiling without streaks
my computer makes a strange noise
how do I take a screenshot
why is my internet so slow
which phone has the best camera
how do I convert a file to pdf
how do I write a loop in python
what is the fastest sorting algorithm
how do I make a pivot table
set an alarm for six in the morning
wake me up at seven
remind me to call my mother
put milk on my shopping list
what is on my calendar for Friday
start a timer for ten minutes
turn on the lights in the kitchen
lower the blinds please
call my wife
send a text to Peter
read me my messages
take a note
flip a coin
roll two dice
pick a number between one and ten
guess what I am thinking of
which way is north
how do I get to the motorway from here
is there a lot of traffic on the bridge
where is the nearest petrol station
find me a pharmacy that is open
which bus goes to the stadium
how long is the drive to the coast
is it safe to hike there alone
what should I see in Lisbon
do I need a visa for Vietnam
which vaccinations do I need for Kenya
what language do they speak in Brazil
how much should I tip in New York
what voltage do they use in Japan
I have a sore throat
my knee hurts when I run
is this rash dangerous
how do I get rid of hiccups
how much sleep does a person need
what helps against a headache
how do I lose weight
how many push ups should I do
what is a normal blood pressure
when should I see a doctor
how do I write a cover letter
what should I wear to an interview
how do I ask for a raise
how do I file my taxes
what is the minimum wage
how do I start a company
which shares should I buy
what is the price of gold
how are the stock markets today
what is a bitcoin worth
how do mortgages work
is inflation going up
how do I save for retirement
what is compound interest
how do I get a divorce
can my landlord raise the rent
how do I contest a parking ticket
what are my rights as a tenant
how do I vote by mail
where do I renew my passport
who do I call about a pothole
when is the rubbish collected
my neighbours are too loud
the street lamp outside is broken
the train was late again
your competitor is much better
I read about you in the newspaper
this advertisement is everywhere
who owns this company
how many people work for you
do you have a logo I can use
are you listed on the stock exchange
can you sponsor our football team
I am writing an article and have a few questions
I am a student and need help with my essay
would you like to buy advertising space
we offer search engine optimisation
I can get you more visitors for your site
congratulations you have won a prize
click here to claim your reward
I want to sell you something
do you need new office chairs
is this the right number for the city hall
I was looking for the bakery
is this the dentist
I need a plumber
do you repair bicycles
can you cut my hair
do you sell fresh fish
I need a babysitter for tonight
can someone mow my lawn
do you fix watches
where can I have a suit made
I want to adopt a cat
I want to learn the piano
do you teach swimming
can I rent a boat
I am looking for a used car
I want to sell my house
how much is a litre of milk
order me a pizza with mushrooms
get me a taxi
buy two tickets for the opera
find me a flight to Rome
book a table at the Italian place
what is the score
what are you wearing
do you believe in ghosts
do you have children
will you marry me
you are stupid
this is nonsense
shut up
I hate talking to computers
nobody ever listens to me
that is not what I asked
you got that wrong
try again
yes
no
maybe later
I guess so
of course
absolutely not
I already told you
wait a second
hold on
one moment please
hello hello is this thing on
testing one two three
asdf jkl
lorem ipsum dolor sit amet
aaaaaaa
I pressed the wrong button
sorry wrong chat
my keyboard is broken
this is my cat walking over the keys
can you see what I write
do you speak French
I only speak a little English
how do you say this in your language
my friend told me about it
I saw something strange yesterday
let us talk about something else
what do you think about politics
which team do you support
what is your favourite colour
do you like chocolate
what is the best pizza topping
I am allergic to nuts
I do not eat meat
we are having a party on Saturday
it is my birthday today
my daughter starts school next week
my parents are visiting
I moved to a new city
I got a new job
I am learning to drive
I broke my arm
my laptop was stolen on the train
I forgot my umbrella in the bus
someone parked in front of my garage
the lift in our building is out of order
the neighbour's tree fell on our fence
the power went out last night
there is a spider in the bathroom
my sister is getting married in June
I dreamed about you
the coffee here is cold
the movie was too long
that restaurant was overrated
the museum is closed on Mondays
the lecture starts at nine
the library has a new roof
the bridge is being repaired
the elections are next year
the harvest was good this year
the river is very high
a bird flew into the window
the moon is bright tonight
two trains leave the station at noon
the quick brown fox jumps over the lazy dog
what happens if I press this
where did I put my glasses
which of these is older
who invented the zipper
when was the printing press invented
why do cats purr
how does a fridge work
how many strings does a harp have
where do penguins live
what is the tallest building in the world
what rhymes with orange
what comes after a trillion
is a tomato a fruit
can fish sleep
can I see the northern lights from here
should I bring a coat
should I cut my hair short
could you hum a melody
please stop
please be quiet
please do something
give me a minute
let me check with my husband
I will come back to this later
I have another question
can I ask you something
I need some advice
I have a problem
it is urgent
help me
what should I do now
where do I start
how does this work
who is responsible for this
why did this happen
is that true
are you sure about that
how do you know
since when
what else
and then
so what
which one
`
  .trim()
  .split('\n');
