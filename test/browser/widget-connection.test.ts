import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { until } from '@flowforge/testing/until';
import { needsChromium } from './chromium.js';
import { type Hotel, openHotel } from './hotel.js';
import { Visitor } from './visitor.js';

const MESSAGES = '**/v1/chat/conversations/*/messages';
const ANSWER = 'A room is 90 euros.';

let hotel: Hotel;

before(async () => {
  const opened = await openHotel();
  if (opened) hotel = opened;
});
after(() => hotel?.stop());

/** The texts that visitors have written in the newest conversation, as the business reads them. */
async function stored(): Promise<string[]> {
  const list = await hotel.api.get(`/v1/conversations?widget_id=${hotel.widgetId}&limit=1`);
  const [conversation] = itemsOf(list.body);
  const messages = await hotel.api.get(`/v1/conversations/${String(conversation?.['id'])}/messages`);
  return itemsOf(messages.body).flatMap(({ role, text }) => (role === 'visitor' ? [String(text)] : []));
}

function itemsOf(body: Record<string, unknown>): Record<string, unknown>[] {
  const items: unknown = body['items'];
  assert.ok(Array.isArray(items), JSON.stringify(body));
  return items.map((item: object) => ({ ...item }));
}

test(
  'a message that did not reach the API is tried again, by itself and by the visitor',
  needsChromium,
  async () => {
    const visitor = await Visitor.open(hotel.browser, hotel.site.page(hotel.widgetId));
    await visitor.openChat();
    await visitor.page.route(MESSAGES, (route) => route.abort());
    await visitor.say('how much is a room');
    await visitor.see('Sending…');
    await visitor.see('Not sent.');
    await visitor.page.unroute(MESSAGES);
    await visitor.button('Try again').click();
    await visitor.see(ANSWER);
    assert.equal(await visitor.page.getByText('Not sent.').count(), 0);
    assert.deepEqual(await stored(), ['how much is a room']);
    await visitor.leave();
  },
);

test('a message whose answer was lost is stored and shown once', needsChromium, async () => {
  const visitor = await Visitor.open(hotel.browser, hotel.site.page(hotel.widgetId));
  await visitor.openChat();
  let lost = 0;
  await visitor.page.route(MESSAGES, async (route) => {
    if (route.request().method() !== 'POST' || lost > 0) return route.continue();
    lost += 1;
    await route.fetch();
    return route.abort();
  });
  await visitor.say('how much is a room');
  await visitor.see(ANSWER);
  await until('the second answer', () =>
    visitor.page
      .locator('.note', { hasText: 'Sending' })
      .count()
      .then((n) => n === 0),
  );
  assert.equal(lost, 1);
  assert.equal((await visitor.messages()).filter((text) => text === 'how much is a room').length, 1);
  assert.deepEqual(await stored(), ['how much is a room']);
  await visitor.leave();
});

test(
  'offline, the chat says so, keeps what is typed, and goes on when there is a network',
  needsChromium,
  async () => {
    const visitor = await Visitor.open(hotel.browser, hotel.site.page(hotel.widgetId));
    await visitor.openChat();
    await visitor.say('I want to book a room');
    await visitor.field('Name').fill('Ann Lee');
    await visitor.context.setOffline(true);
    await visitor.see('You are offline.');
    await visitor.say('how much is a room');
    await visitor.see('Sent as soon as you are online');
    await visitor.field('E-mail').fill('ann@hotel.example');
    await visitor.button('Submit').click();
    await visitor.see('This could not be sent.');
    await visitor.box.fill('and one more');
    await visitor.context.setOffline(false);
    await visitor.see(ANSWER);
    await visitor.page.getByText('You are offline.').waitFor({ state: 'detached' });
    assert.equal(await visitor.field('Name').inputValue(), 'Ann Lee');
    assert.equal(await visitor.box.inputValue(), 'and one more');
    await visitor.button('Submit').click();
    await visitor.see('Thank you!');
    assert.deepEqual(await stored(), ['I want to book a room', 'how much is a room']);
    await visitor.leave();
  },
);

test('two tabs of a visitor are one conversation', needsChromium, async () => {
  const first = await Visitor.open(hotel.browser, hotel.site.page(hotel.widgetId));
  const second = await Visitor.tab(first.context, first.page.url());
  await Promise.all([first.openChat(), second.openChat()]);
  await first.say('I want to book a room');
  for (const tab of [first, second]) await tab.see('May I have your details?');
  await second.field('Name').fill('Ann Lee');
  await second.field('E-mail').fill('ann@hotel.example');
  await second.button('Submit').click();
  for (const tab of [first, second]) await tab.see('Thank you!');
  await second.say('how much is a room');
  for (const tab of [first, second]) await tab.see(ANSWER);
  assert.deepEqual(await first.messages(), await second.messages());
  await first.button('End chat').click();
  await first.button('End chat').click();
  for (const tab of [first, second]) await tab.see('This chat has ended.');
  await second.button('Start a new chat').click();
  for (const tab of [first, second]) {
    await until('the new chat in both tabs', async () => (await tab.messages()).length === 1);
  }
  assert.deepEqual(second.problems, []);
  await first.leave();
});

test(
  'while the API is away the page works and has no error; the chat comes when the API does',
  needsChromium,
  async () => {
    const visitor = await Visitor.open(hotel.browser, `${hotel.site.url}/site.css`);
    await visitor.page.route('**/v1/**', (route) => route.abort());
    const failure = visitor.page.waitForEvent('requestfailed');
    await visitor.page.goto(hotel.site.page(hotel.widgetId));
    await failure;
    assert.equal(await visitor.page.locator('flowforge-chat').count(), 0);
    await visitor.page.unroute('**/v1/**');
    await visitor.button('Open chat').waitFor();
    // The look of the widget is kept, so on the next page the visitor sees the chat at once.
    await visitor.page.route('**/v1/**', (route) => route.abort());
    await visitor.page.reload();
    await visitor.openChat();
    await visitor.say('how much is a room');
    await visitor.see('No connection to the chat.');
    await visitor.see('Not sent.');
    await visitor.leave();
  },
);

test('a page over plain http has no secure functions, and the chat works there', needsChromium, async () => {
  const address = hotel.site.page(hotel.widgetId).replace('127.0.0.1', 'hotel.example');
  const visitor = await Visitor.open(hotel.browser, address);
  assert.equal(await visitor.page.evaluate(() => window.isSecureContext), false);
  await visitor.openChat();
  await visitor.say('how much is a room');
  await visitor.see(ANSWER);
  const second = await Visitor.tab(visitor.context, address);
  await second.openChat();
  await second.see(ANSWER);
  await visitor.leave();
});
