import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { until } from '@flowforge/testing/until';
import { needsChromium } from './chromium.js';
import { type Hotel, openHotel, PRICE } from './hotel.js';
import { Visitor } from './visitor.js';

let hotel: Hotel;

before(async () => {
  const opened = await openHotel();
  if (opened) hotel = opened;
});
after(() => hotel?.stop());

test(
  'a visitor of another site asks, fills in the form wrongly and rightly, and leaves; three webhooks arrive',
  needsChromium,
  async () => {
    const visitor = await Visitor.open(hotel.browser, hotel.site.page(hotel.widgetId));
    await visitor.openChat();
    await visitor.see('Welcome to the hotel!');
    await visitor.say('how much is a room');
    await visitor.see('A room is 90 euros.');
    assert.deepEqual(await visitor.messages(), ['Welcome to the hotel!', 'how much is a room', PRICE]);
    const link = visitor.page.getByRole('link', { name: 'https://hotel.example/prices' });
    assert.equal(await link.getAttribute('rel'), 'noopener noreferrer nofollow');

    await visitor.say('I want to book a room');
    await visitor.button('Submit').click();
    await visitor.see('Please fill in this field.');
    assert.ok(await focused(visitor, 'Name'), 'the first wrong field has the focus');
    await visitor.field('Name').fill('Ann Lee');
    await visitor.field('E-mail').fill('ann@example');
    await visitor.field('Phone').fill('+1 555');
    await visitor.button('Submit').click();
    await visitor.see('Please enter an e-mail address');
    assert.ok(await focused(visitor, 'E-mail'));
    await visitor.field('E-mail').fill('ann@hotel.example');
    await visitor.button('Submit').click();
    // Only the API knows which numbers a country has.
    await visitor.see('Please enter a phone number');
    assert.ok(await focused(visitor, 'Phone'));
    await visitor.field('Phone').fill('+49 30 901820');
    await visitor.field('Arrival').fill('2026-12-24');
    await visitor.field('Guests').fill('2');
    await visitor.field('Room').selectOption('Double');
    await visitor.field('Breakfast').check();
    await visitor.button('Submit').click();
    await visitor.see('Thank you!');
    await visitor.see('Dec 24, 2026');
    assert.equal(await visitor.button('Submit').count(), 0);

    await visitor.button('End chat').click();
    await visitor.button('End chat').click();
    await visitor.see('This chat has ended.');
    const events = await until('three webhooks', () => {
      const bodies = hotel.endpoint.received.map(({ body }): Record<string, unknown> => JSON.parse(body));
      const byEvent = new Map(bodies.map((body) => [body['event'], body['data']]));
      return byEvent.size === 3 && byEvent;
    });
    const form = events.get('captured_form.created');
    assert.ok(typeof form === 'object' && form !== null && 'field_values' in form, JSON.stringify(form));
    assert.deepEqual(form.field_values, {
      name: 'Ann Lee',
      email: 'ann@hotel.example',
      phone: '+49 30 901820',
      arrival: '2026-12-24',
      guests: 2,
      room: 'Double',
      extras: ['Breakfast'],
      news: false,
    });
    assert.ok(events.has('captured_intent.created') && events.has('conversation.closed'));

    await visitor.button('Start a new chat').click();
    assert.deepEqual(await visitor.messages(), ['Welcome to the hotel!']);
    await visitor.say('how much is a room');
    await visitor.see('A room is 90 euros.');
    await visitor.leave();
  },
);

test('the talk, its form and what was typed are there again after a reload', needsChromium, async () => {
  const visitor = await Visitor.open(hotel.browser, hotel.site.page(hotel.widgetId));
  await visitor.openChat();
  await visitor.say('I want to book a room');
  await visitor.field('Name').fill('Ann Lee');
  await visitor.box.fill('half a sent');
  const before = await visitor.messages();
  await visitor.page.reload();
  await visitor.openChat();
  await visitor.see('May I have your details?');
  assert.deepEqual(await visitor.messages(), before);
  assert.equal(await visitor.field('Name').inputValue(), 'Ann Lee');
  assert.equal(await visitor.box.inputValue(), 'half a sent');
  await visitor.field('E-mail').fill('ann@hotel.example');
  await visitor.button('Submit').click();
  await visitor.see('Thank you!');
  await visitor.page.reload();
  await visitor.openChat();
  await visitor.see('ann@hotel.example');
  assert.equal(await visitor.button('Submit').count(), 0, 'a submitted form stays submitted');
  await visitor.leave();
});

test('a token that is not valid any more gives a new chat instead of an error', needsChromium, async () => {
  const visitor = await Visitor.open(hotel.browser, hotel.site.page(hotel.widgetId));
  await visitor.openChat();
  await visitor.say('how much is a room');
  await visitor.see('A room is 90 euros.');
  const address = visitor.page.url();
  // Another page of the site, so that no chat writes at the same time.
  await visitor.page.goto(`${hotel.site.url}/site.css`);
  await visitor.page.evaluate((key) => {
    localStorage.setItem(key, (localStorage.getItem(key) ?? '').replace(/"ffv_[^"]+"/, '"ffv_unknown"'));
  }, `flowforge:${hotel.widgetId}`);
  await visitor.page.goto(address);
  await visitor.openChat();
  assert.deepEqual(await visitor.messages(), ['Welcome to the hotel!']);
  await visitor.say('what does a night cost');
  await visitor.see('A room is 90 euros.');
  await visitor.leave();
});

/** Whether the input with this label has the focus, at once or soon. */
async function focused(visitor: Visitor, label: string): Promise<boolean> {
  const input = visitor.field(label);
  return until(`the focus in ${label}`, () =>
    input.evaluate((element) => {
      const root = element.getRootNode();
      return root instanceof ShadowRoot && root.activeElement === element;
    }),
  );
}
