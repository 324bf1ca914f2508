/**
 * Everyday businesses of our own writing, for the calibration: five intents each, and sentences that say the same in very
 * different words. Data sets mostly vary one phrasing; visitors do not.
 */
const BUSINESSES: Readonly<Record<string, string>>[] = [
  {
    price:
      'how much is a haircut|what do you charge for a cut|is it expensive to get my hair coloured|what would highlights cost me|do you have a price list|what are your rates|how pricey is a perm|tell me what I have to pay for a trim|what is the fee for a beard trim|I want to know your prices|is a blow dry cheap|cost of a kids cut',
    appointment:
      'I would like an appointment|can you fit me in tomorrow|book me in for Friday|do you have a free slot this afternoon|I need to see a stylist this week|when could I come in|put me down for ten o clock|reserve a time with Anna|any openings on Saturday|can I schedule a cut|I want to come by for a trim, when is possible|make a booking for two people',
    cancel:
      'I have to cancel my appointment|I cannot come tomorrow|please take me off the list for Friday|something came up and I will not make it|call off my visit|can I get out of my booking|I am not able to attend|scrap my appointment please|we need to drop our slot|please remove my reservation|I will not be there on Monday|how do I cancel',
    hours:
      'when are you open|what time do you close|are you open on Sundays|until when can I come in|opening hours please|do you work on public holidays|how late are you there|from what time is the salon open|is anyone there at eight in the evening|what are your business times|are you closed on Monday|when does the shop open in the morning',
    address:
      'where are you|what is your address|how do I find you|which street is the salon in|can I get directions|where is your shop located|is there parking near you|how do I get there by bus|are you close to the station|which part of town are you in|send me your location|on what floor are you',
  },
  {
    delivery:
      'where is my order|my package has not arrived|when will it get here|track my parcel|I am still waiting for my delivery|has my stuff been shipped yet|what is the status of my shipment|how long until my things come|the courier never showed up|I ordered a week ago and got nothing|can you tell me where my box is|is it on its way',
    returns:
      'I want to return this|how do I send it back|the shoes do not fit, what now|can I exchange it for a bigger size|I do not like it, can I bring it back|what is your return policy|how many days do I have to give it back|get a return label|it is too small and I want another one|may I swap the colour|I changed my mind about the purchase|how does sending back work',
    refund:
      'I want my money back|when do I get my refund|you have not paid me back yet|has my reimbursement been processed|please refund me|I sent it back but where is the money|how long does it take until the amount is on my card|give me back what I paid|my account was not credited|I am owed money|can I be compensated|you charged me twice, return the extra amount',
    payment:
      'how can I pay|do you take credit cards|is paypal possible|can I pay when it arrives|do you accept cash|which cards work|may I pay in installments|is bank transfer an option|can I settle by invoice|what are the ways of paying|does apple pay work here|can I split the payment',
    stock:
      'do you have this in blue|is it available|when will it be back|is the jacket sold out|do you carry size 44|have you got any left|can I still get the red one|is the lamp in stock|notify me when it is there again|are there more of these|how many do you still have|which sizes do you have',
  },
  {
    reserve:
      'a table for four please|can I book for tonight|we would like to eat at yours on Friday|do you have space for six|reserve a spot by the window|is there room for a party of ten|I need a reservation|could you keep a table for us|any seats free at eight|can we come at seven with two children|put us down for Sunday lunch|I want to dine at your place tomorrow',
    menu: 'what is on the menu|which dishes do you serve|what food do you have|can I see what you cook|do you do pasta|what is the dish of the day|what are your desserts|send me the card|what kind of cuisine is it|do you have fish|what can one eat there|which starters are there',
    diet: 'do you have vegan food|is anything without gluten|I am allergic to nuts, can I eat with you|what do you have for vegetarians|are there dishes without milk|I do not eat meat, is that a problem|is the food halal|can you cook without dairy|my son has coeliac disease|what is plant based|do you cater to allergies|is there something kosher',
    takeaway:
      'can I take it with me|do you deliver|I want to pick up food|order for collection|bring a pizza to my house|is takeout possible|can I get my meal to go|how long until I can fetch it|do you bring it home|delivery to the old town please|can I order from home|is there a delivery charge',
    event:
      'can we celebrate a birthday at yours|do you have a private room|we plan a wedding for fifty|can I rent the whole place|our company wants a christmas dinner|do you host parties|I am looking for somewhere for an anniversary|do you offer catering for groups|is a buffet for 30 people possible|event for our team|we want to hold a reception|space for a big family celebration',
  },
  {
    login:
      'I cannot log in|my password does not work|I am locked out|how do I reset my password|it will not let me into my account|I forgot my pin|the sign in page rejects me|I do not remember my credentials|access denied, what can I do|my user name is not recognised|the code for signing in does not arrive|how do I get into my profile again',
    bug: 'the app crashes|it does not work|I get an error|the page stays white|nothing happens when I click|your software is broken|it freezes all the time|there is a bug in the export|something went wrong|the site is down|saving fails|it keeps closing by itself',
    plan: 'which plans do you have|what is in the premium package|how do I upgrade|I want a bigger subscription|can I go to a cheaper tier|what does pro include|switch me to the yearly plan|the difference between basic and plus|I would like to downgrade|do you have something for teams|change my membership|is there a free version',
    quit: 'cancel my subscription|I want to end my contract|delete my account|close my profile for good|stop charging me every month|how do I terminate|I no longer want to be a customer|please do not renew|remove all my data and me|get me out of this membership|I wish to leave|how can I unsubscribe',
    demo: 'can I try it|is there a trial|show me how it works|I would like a demo|can someone present it to us|test it before buying|how do I get a free trial|book a presentation|may we see the product first|let me have a look at it for a week|do you offer a test account|I want a walkthrough',
  },
  {
    quote:
      'what would a new roof cost|can you give me an estimate|I need a quote for painting|how much for a bathroom|send me an offer please|what do you ask for a kitchen|rough price for two windows|could you calculate what it will be|I want a proposal|what do I have to reckon with|how expensive is a heat pump|is a visit to estimate free',
    emergency:
      'water is coming through the ceiling|my pipe burst|the heating is off and it is freezing|I need somebody right now|there is a leak in the kitchen|we have no power|come as quickly as possible|the toilet overflows|it is urgent, the cellar is flooded|the boiler is dead|do you have an emergency service|gas smell in the house',
    visit:
      'when can you come|I need a technician|can somebody have a look|send a plumber next week|schedule a visit|is there a date this month|please arrange an appointment at my house|could your man drop by on Tuesday|I want an inspection|when is the next free date|book a craftsman|could you come over and check it',
    job: 'are you hiring|I am looking for work|do you have open positions|can I apply|I want to be an apprentice|do you need people|where do I send my cv|is there a vacancy|I would like to work for you|what do you pay your staff|is an internship possible|career opportunities',
    complaint:
      'I am not happy with the work|your people left a mess|the paint comes off already|this is unacceptable|I want to complain|the job was done badly|nobody showed up|you broke my tiles|I am very disappointed|who is in charge, I have a complaint|the repair did not last a day|that was terrible service',
  },
  {
    doctor:
      'I need to see the doctor|can I come in today|make an appointment for a checkup|is the dentist free this week|my child is ill, may we come|book a consultation|when is the next free time|I would like an examination|do you take new patients|I have to talk to a physician|can I get in on Thursday|set up a visit for my mother',
    prescription:
      'I need a new prescription|can you renew my medicine|my pills have run out|please write me my tablets again|how do I get a refill|the drug I take is finished|send the recipe to the pharmacy|repeat prescription please|I need more insulin|can I pick up my prescription|my blood pressure medication again|is my script ready',
    results:
      'are my results there|what did the blood test say|is the lab done|when do I get the findings|have you got my x ray|I am waiting for my test result|did the biopsy come back|can I have the report|tell me what the scan showed|any news from the laboratory|how do I see my values|is my covid test negative',
    insurance:
      'do you take my insurance|is it covered|does the health plan pay for it|will I have to pay myself|which insurers do you work with|am I insured for this|is a cleaning included in my policy|do I need a referral|what does my coverage include|are you contracted with my provider|how do I claim it|private or public insurance only',
    certificate:
      'I need a sick note|can you certify that I am ill|a paper for my employer please|give me a doctor note|certificate for school|I need a document that I was there|please confirm my visit in writing|could I have a note for work|proof for my boss|fit to travel letter|attestation for the gym|I need something that says I cannot work',
  },
];

/** Intent → sentences, one map for each business. */
export function everydayBusinesses(): Map<string, string[]>[] {
  return BUSINESSES.map(
    (intents) => new Map(Object.entries(intents).map(([id, sentences]) => [id, sentences.split('|')])),
  );
}
