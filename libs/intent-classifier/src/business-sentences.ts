/**
 * What visitors ask of many businesses, of our own writing. An assistant without an intent for such a question must take it for
 * none. Training leaves out the sentences that are like an example of the assistant.
 */
export const BUSINESS_SENTENCES: readonly string[] = `
where can I park my car
is there parking in front of the building
how much is the car park
where are you located
what is your address
how do I find you
which bus stops near you
is it far from the railway station
can I reach you by tram
when are you open
are you closed on public holidays
do you work on Sundays
is somebody there at lunch time
what is your telephone number
can I call you
what is your email address
are you on social media
do you have a newsletter
your website does not load
the app keeps crashing
the link in your email is dead
I cannot open the attachment
I forgot my password
my account is locked
how do I change my email address
please delete my data
what do you do with my personal data
I moved and have a new address
my name is spelled wrong
do you have wifi
what is the wifi password
can I charge my phone there
is there a toilet
is there a lift
are you accessible with a wheelchair
do you have a changing table
is there a play corner for the kids
may I bring my dog
are pets allowed
can I bring a friend
can I bring my own food
is smoking allowed
can I drink coffee while I wait
how long is the waiting time
do you have air conditioning
it is very cold in your rooms
the music is too loud
the place was dirty
your staff was rude
I want to complain about an employee
I am unhappy with the service
I want to speak to the manager
can I talk to a human
please connect me with a colleague
who is in charge there
may I speak to the owner
how long have you been in business
who founded your company
how many branches do you have
will you open a branch in my town
are you hiring
I want to apply for a job
do you take trainees
can my son do an internship with you
I sent my application last week
what do you pay your staff
do you donate to charities
can you support our school fair
we are looking for partners
I am a journalist and would like an interview
may I take photos of your building
can I film inside
I have lost my umbrella at your place
did anybody find a black wallet
I left my jacket with you yesterday
I found a set of keys outside
someone stole my bicycle in front of your door
do you sell gift cards
can I redeem a voucher
do you have a loyalty programme
how do I collect points
is there a discount for students
do seniors pay less
do children pay the full price
how much does it cost
can I pay by card
do you take cash
can I pay in instalments
do you accept foreign currency
I need a receipt
the bill is wrong
I was charged twice
please send me an invoice
where is my refund
I want my money back
can I cancel
I want to change the date
I am running late
can I come earlier
do I need an appointment
I want to make a booking
is there anything free tomorrow
I have not received a confirmation
how long does it take
how long does it last
how old do you have to be
do I need to bring my passport
what should I wear
what do I have to bring
is there a dress code
do you deliver
where is my parcel
the parcel was damaged
how do I send something back
do you ship abroad
do you have this in another colour
is it in stock
is it made of leather
where are your products made
is it vegan
is it organic
does it contain nuts
is it environmentally friendly
do you recycle
is there a guarantee
it stopped working after a week
can you repair it
do you have spare parts
do you have a manual for it
how do I clean it
how do I set it up
do you offer courses
do you offer training for beginners
can you come to my house
do you do home visits
can I rent a room for a party
do you host weddings
can you cater for fifty people
do you have vegetarian food
is there a bar
what is for lunch
do you serve breakfast
is breakfast included
do you have a sauna
is there a swimming pool
is there a gym
can I get a massage
can you order a taxi for me
do you rent out bicycles
can you recommend a restaurant nearby
what is there to see in town
are there events this weekend
can you get me tickets
can I store my luggage
what is the weather like over there
is there a supermarket nearby
is there a cash machine around
where is the nearest hospital
is there a doctor on call
I do not feel well
I am pregnant
I am allergic to dust
I have a disability
do you speak German
does anybody speak Spanish
can you translate this for me
do I have to sign a contract
how long does the contract run
where do I find your terms
what is your tax number
do you have insurance
who is liable if something breaks
I want to talk to your lawyer
your van is blocking my driveway
your building site is very noisy
there is a leak in your roof
the fire alarm went off
one of your lights is broken
the door does not close properly
the vending machine took my coin
the lock is jammed
what do the reviews say about you
I want to leave a review
how do I rate you
are you better than the others
what makes you special
why should I choose you
can you send me a brochure
do you have a catalogue
can I see some pictures
may I have a look around first
can I try it first
do you have samples
can I exchange it for something else
can I give it to somebody else
can my wife come instead
can I pick something up for my mother
do you buy used things
do you take old ones back
do you lend out tools
can I borrow a pen
my child is afraid
my husband forgot his glasses at your place
is it quiet there
is it crowded on Saturdays
is there a shop inside
is there a terrace
can we sit outside
do you have a garden
do you have high chairs
can I watch the match there
is there a television
which radio station do you play
`
  .trim()
  .split('\n');
