/**
 * Everyday English words that mean nearly the same, of our own writing: one concept a line, `_` joins the words of a
 * phrase. A word may stand in several lines. Words are compared by their stem.
 */
export const LEXICON = `
price prices pricing cost costs charge charges rate rates fee fees tariff fare quote quotation expensive cheap affordable how_much price_list worth bill_for price_range pricey rates
cheap affordable low_cost budget inexpensive economical bargain good_deal save_money
expensive pricey costly overpriced dear too_much
pay payment payments paying settle paid transaction checkout prepay
pay_method card credit debit cash paypal visa mastercard amex apple_pay google_pay cheque check bank_transfer wire installments
invoice bill receipt statement billing invoices vat
money funds cash dollars euros pounds cent bucks usd eur gbp amount balance
free gratis no_charge complimentary for_free free_of_charge included without_paying
discount coupon voucher promo promotion deal deals offer offers special specials sale reduction promo_code rebate
refund reimburse reimbursement money_back repay give_back compensated compensation chargeback
return send_back give_back bring_back returning returns take_back
exchange swap replace replacement trade switch_for different_size
cancel cancellation cancelling call_off scrap abort annul terminate drop undo revoke void
stop quit end halt cease discontinue finish terminate
unsubscribe opt_out stop_sending remove_me mailing_list no_more_emails
subscribe subscription membership sign_up_for plan plans package tier
book booking reserve reservation schedule make_an_appointment appointment slot arrange set_up make_a_reservation book_in
reschedule postpone move shift push_back delay another_day different_time change_the_date rebook bring_forward later_date
available availability vacancy vacancies free_rooms free_slot open_slot any_left vacant in_stock spare
stock in_stock out_of_stock sold_out available carry sell supply inventory
room rooms suite accommodation bedroom double_room single_room stay lodging
hotel inn hostel guesthouse motel resort bed_and_breakfast accommodation
night nights overnight stay
checkin check_in arrive arrival checking_in
checkout check_out leave departure vacate
table seat seats seating dinner_for party_of
restaurant diner bistro cafe eatery dining place_to_eat
food meal meals dish dishes cuisine eat dining lunch dinner breakfast brunch supper snack
breakfast brunch morning_meal buffet
menu dishes card_of_dishes what_do_you_serve food_list
vegetarian vegan plant_based meatless gluten_free halal kosher dietary allergies allergy allergic
drink drinks beverage wine beer coffee tea cocktail juice
order orders ordered purchase buy bought purchasing get_me
buy purchase acquire order shop shopping get_one
sell selling resell sale
track tracking where_is whereabouts locate status follow trace shipped progress
package parcel order shipment delivery goods item box
deliver delivery ship shipping shipped dispatch dispatched send courier mail post postal arrive arrives
late delayed delay overdue behind_schedule still_waiting not_arrived has_not_come running_late slow
missing lost gone disappeared misplaced never_arrived cannot_find vanished
stolen theft robbed thief stole
broken damaged defective faulty cracked not_working does_not_work malfunction malfunctioning dead torn smashed out_of_order broke
problem issue trouble difficulty error bug fault wrong problems glitch failure failing crash crashes
repair fix mend service maintenance repaired repairing restore
wrong incorrect mistake mistaken error inaccurate not_right erroneous
complaint complain unhappy dissatisfied disappointed unacceptable terrible awful bad_service feedback upset angry
help assist assistance support help_me aid hand
human agent person representative operator someone somebody real_person staff employee advisor speak_to_someone talk_to_someone live_agent consultant
talk speak chat call contact reach get_in_touch connect converse phone_you
phone telephone call number ring mobile cell hotline phone_number
email mail e_mail address inbox message
sales salesperson seller sales_team sales_rep
hours opening open opens opened closing close closes closed business_hours what_time when_do_you until_when
open opening opened opens
close closing closed shut
location located address where directions find_you where_are_you street map how_do_i_get how_to_reach located_at get_there situated
near nearby close_to around nearest closest vicinity next_to
city town place village area region downtown
parking park car_park garage parking_lot parking_space
wifi wi_fi internet wireless broadband network connection online_access
pool swimming swim spa sauna jacuzzi gym fitness
pet pets dog dogs cat cats animal animals puppy kitten
child children kid kids baby toddler infant son daughter family
smoke smoking cigarette smoker vape
accessible wheelchair disabled disability elevator lift step_free ramp
car vehicle automobile auto truck van suv
rent rental hire lease renting
drive driving driver ride
taxi cab uber lyft ride shuttle transfer pickup
bus train subway metro tram public_transport transit
flight flights plane airline fly flying airplane aircraft boarding
airport terminal gate
travel trip journey vacation holiday holidays tour tourism visit
luggage baggage suitcase bag bags carry_on
passport visa immigration id_card
ticket tickets entry admission pass
event concert show performance festival exhibition
today tonight this_evening this_morning right_now
tomorrow next_day
now immediately right_away asap at_once straight_away urgent urgently quickly soon emergency
weekend saturday sunday
weekday monday tuesday wednesday thursday friday
time hour hours minute minutes clock o_clock
date day calendar
week month year
long duration take_long how_long length wait
wait waiting queue hold
when what_time what_day how_soon
account profile user_account membership
login log_in sign_in signin logon log_on access get_into enter
logout log_out sign_out
register registration sign_up signup enroll enrol enrolment join create_an_account open_an_account new_account
password passcode pin passphrase credentials pin_code
forgot forgotten forget lost do_not_remember cannot_remember do_not_know_my reset recover
reset change restore renew new_password
locked blocked frozen suspended locked_out disabled denied
unlock unblock activate enable reactivate unfreeze
activate activation turn_on enable start switch_on begin
deactivate turn_off disable switch_off
delete remove erase close_my_account get_rid_of wipe deletion eliminate clear
change update modify edit alter adjust amend switch correct
add include insert put attach
create make set_up build generate produce new
show display view see list tell_me give_me
information info details explain know more_about tell_me_about description learn
personal_data privacy gdpr data_protection private my_data
security safe secure safety protection
fraud scam unauthorized suspicious fraudulent did_not_make not_recognise unknown_charge hacked compromised
verify verification confirm prove identity authenticate validate verified identification
document documents paperwork papers form certificate contract
contract agreement terms conditions policy policies rules
warranty guarantee guaranteed coverage
insurance insure insured cover policy claim
loan mortgage credit borrow lend financing finance
interest apr percentage rate
bank banking account branch
card cards debit_card credit_card plastic
transfer send wire move remit
deposit top_up topup add_money load pay_in
withdraw withdrawal take_out cash_out atm cash_machine
currency exchange_rate foreign convert conversion
tax taxes vat duty
salary wage wages income paycheck pay_slip earnings
job jobs vacancy career careers hiring position employment work_for_you apply opening recruit
apply application applying applicant
interview cv resume
employee employees staff worker team colleague
boss manager supervisor management
vacation_days pto time_off days_off leave
doctor physician gp dentist specialist nurse medic
hospital clinic practice surgery
sick ill unwell fever disease illness symptoms
pain hurt hurts ache aching sore headache toothache
medicine medication prescription pills drug drugs tablets
vaccine vaccination shot shots jab immunization
health healthy medical wellness
haircut hair hairdresser barber stylist salon trim
massage facial manicure nails beauty
class classes course courses lesson lessons training workshop
teach teacher instructor trainer tutor coach
school university college education student
study learn learning
test exam quiz assessment
trial try demo try_out free_trial sample test_it
upgrade better_plan premium higher pro
downgrade lower cheaper_plan smaller_plan
renew renewal extend extension prolong
expire expiration expires expired run_out valid validity
size sizes fit measurement dimension dimensions fitting large small medium
colour color colours colors
quality material made_of fabric
brand model make type kind
compare comparison difference versus better
recommend recommendation suggest suggestion advice best suitable ideas
gift present gift_card gift_certificate voucher
wedding birthday party celebration anniversary
group groups company corporate team large_party
business company firm enterprise organisation
partner partnership reseller affiliate collaborate collaboration
website site web_page webpage page online
app application mobile_app
software program system tool
computer laptop pc desktop device
phone_device smartphone iphone android handset mobile
screen monitor display
battery charge charger charging power
connect connecting pair bluetooth link hook_up
integrate integration api plugin connector webhook
install installation setup set_up download
configure configuration settings setting preferences
slow lag lagging sluggish takes_ages
signal reception coverage
outage down not_available offline service_down interruption
light lights lamp bulb
electricity power energy gas utility utilities
water plumbing leak leaking pipe drain
heating heater boiler radiator
cold air_conditioning aircon ac cooling
clean cleaning cleaner housekeeping laundry wash
dirty filthy unclean stain
noise noisy loud quiet
house home apartment flat property real_estate
garden yard lawn outdoor
furniture sofa chair bed desk
kitchen oven stove fridge
clothes clothing shirt dress shoes trousers
music song songs track playlist play
volume louder quieter sound
movie film cinema
book_noun novel read reading author
game games play gaming
sport sports football soccer basketball
weather rain snow sunny forecast temperature hot cold umbrella
news headlines
joke funny laugh make_me_laugh
alarm wake_me wake_up timer
remind reminder remember_to do_not_forget
list lists to_do todo
meeting meetings conference appointment
translate translation how_do_you_say
language speak_english german french spanish english
spell spelling
meaning mean definition define
calculate math compute
measure measurement convert how_many
name names called
age old how_old birthday
hello hi hey greetings good_morning good_afternoon good_evening
bye goodbye see_you farewell good_night
thanks thank thank_you appreciate cheers grateful
yes yeah yep sure correct right agreed affirmative
no nope nah negative
maybe perhaps not_sure possibly might unsure
repeat again once_more say_again pardon
good great excellent fine nice wonderful
bad terrible awful horrible poor
fast quick speedy express rapid
same_day express next_day_delivery overnight_shipping
abroad international overseas foreign worldwide another_country
pick_up collect collection pickup click_and_collect fetch
drop_off bring leave_it hand_in
lost_item left_behind forgot_my lost_property lost_and_found left_my
key keys keycard
photo picture image pictures photos
video camera
file files upload attachment
print printer copy scan
limit maximum max minimum restriction
number quantity amount count how_many
eligible qualify qualification requirement requirements need_to_have criteria
require required necessary need_to must have_to mandatory
allowed permitted permission allow may_i can_i_bring okay_to
possible able could_i feasible
want would_like wish like_to looking_to need hope
interested interest keen considering thinking_about
start begin starting commence launch
finish complete done completed
approve approved approval accept accepted accepting
reject rejected declined decline denied refused failed
pending processing in_progress waiting on_hold not_yet
receive received get got arrive
owe debt due outstanding
increase raise higher more
decrease reduce lower less
spend spending spent expenses expenditure
score rating
reward rewards points loyalty bonus miles
charity donate donation
legal lawyer attorney law solicitor
police crime report emergency
environment eco sustainable green recycling
plant plants flowers flower tree
recipe cook cooking bake ingredients
calories nutrition diet
route way directions navigate gps
traffic jam congestion
distance far how_far miles kilometers
fuel petrol gas diesel gasoline
tire tires tyre tyres wheel
oil oil_change mechanic garage
who_are_you are_you_a_bot robot human_or_machine bot
where_are_you_from origin
hobby hobbies free_time
quote estimate proposal estimation
fees surcharge hidden_costs extra additional extra_charge
per_night nightly
per_month monthly
per_year yearly annual annually
deposit security_deposit down_payment advance
tip gratuity tipping
owner host landlord proprietor
guest guests visitor visitors customer customers client
review reviews rating ratings testimonials feedback
newsletter mailing updates
address move moved moving relocate relocated new_address
cancel cancellation annul call_off drop withdraw scrap revoke get_out_of not_coming can_not_come can_not_make_it will_not_make_it something_came_up not_able_to_attend take_me_off no_longer_need do_not_need changed_my_mind unable_to_come will_not_be_there terminate end_my not_be_coming back_out
price cost charge fee rate pay expensive pricey cheap afford how_much owe ask_for set_me_back come_to run_me worth spend
hours open close opening_times until_when from_what_time at_what_time how_late how_early are_you_there business_times public_holidays holidays weekend weekends sunday come_by staffed closed still_open
talk speak chat word call ring phone connect reach put_me_through get_hold_of get_through hand_me_over transfer_me contact hear_from conversation
human person people someone somebody anyone agent employee staff representative operator colleague advisor manager team_member real_person living_person customer_service consultant
room accommodation suite space place_to_stay vacancy vacancies stay_with_you lodging somewhere_to_sleep put_up bed sleep overnight
reserve reservation book booking hold keep put_me_down put_us_down schedule arrange fit_me_in fit_us_in sign_me_up save_me_a secure pencil_me_in slot spot appointment squeeze_me_in come_in
where address location street find_you get_there directions located situated part_of_town which_street on_the_map way_to_you come_to_you based
delivery arrive arrived ship shipped package parcel courier on_its_way get_here not_here_yet still_waiting when_will_it_come showed_up receive dispatched
refund money_back reimburse credited pay_me_back owed return_the_money compensation charged_twice get_back_my
return send_back bring_back give_back take_back exchange swap does_not_fit wrong_size do_not_like_it another_size
broken does_not_work not_working stopped_working defective crash crashes error bug freeze freezes frozen down went_wrong nothing_happens fails failure stuck out_of_order dead
login log_in sign_in password locked_out access pin credentials get_into let_me_in forgot user_name reset_my
problem issue trouble complaint unhappy disappointed unacceptable bad terrible awful poor mess rude not_satisfied not_happy badly
invoice bill receipt statement paper_for_taxes proof_of_payment vat billing
pay payment card cash paypal transfer installments settle apple_pay google_pay bank_transfer ways_to_pay methods accept take_cards
wifi wi_fi internet wireless network online connection hotspot surf
parking park garage car_park leave_my_car parking_lot parking_space somewhere_to_park
breakfast morning_meal buffet eat_in_the_morning brunch
pet pets dog dogs cat animal animals puppy four_legged furry_friend
child children kid kids baby toddler cot crib family little_ones highchair
available availability in_stock stock sold_out left any_left free have_got carry still_get back_in_stock
size fit measure big small large medium width length how_big how_large dimensions
trial try test demo try_out have_a_look free_version walkthrough presentation see_it_first
upgrade bigger better premium pro higher_plan more_features
subscription membership plan contract package tier abonnement
job work hiring vacancy career apply position employment internship apprentice cv join_your_team openings
urgent emergency now immediately right_away asap quickly at_once as_soon_as_possible hurry
late delay delayed overdue behind slow taking_so_long still_not
checkin check_in arrive arrival get_in when_can_we_come get_the_key
checkout check_out leave departure vacate stay_longer
shuttle pick_up_from airport_transfer collect_us bring_us transport ride taxi
discount coupon voucher promo deal offer cheaper special reduction lower_price student_price
gift present gift_card voucher certificate surprise
warranty guarantee broken_within covered repair_for_free
sick ill unwell doctor_note sick_note certificate
medicine pills tablets prescription drug medication refill script
results findings test_results lab report values
insurance insured cover covered coverage policy health_plan insurer
menu dishes food card what_can_one_eat serve cook cuisine kitchen
vegan vegetarian gluten allergy allergic meat dairy nuts halal kosher lactose diet
takeaway take_away takeout to_go pick_up collect collection fetch take_it_with_me
party celebrate celebration birthday wedding event anniversary group reception
luggage bags suitcase leave_my_bags store_my_bags baggage storage
change modify alter move reschedule another_day different_day other_date later earlier shift postpone put_off
update edit change_my correct new_address moved data details
newsletter emails stop_sending unsubscribe mailing spam
lost left_behind forgot_my left_my find_my lost_property
language speak english german french spanish
accessible wheelchair disabled step_free lift elevator ramp
`;
