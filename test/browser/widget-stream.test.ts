import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { BrowserContext } from 'playwright-core';
import { until } from '@flowforge/testing/until';
import type { Api } from '../stack/api.js';
import { needsChromium } from './chromium.js';
import { startCustomerSite } from './customer-page.js';
import { type Hotel, openHotel } from './hotel.js';
import { startLine } from './line.js';
import { Visitor } from './visitor.js';

let hotel: Hotel;

before(async () => {
  const opened = await openHotel();
  if (opened) hotel = opened;
});
after(() => hotel?.stop());

/** The API with the token of the conversation in this browser, and the path of the conversation. */
async function conversationOf(visitor: Visitor): Promise<{ api: Api; path: string; id: string }> {
  const { id, token } = await visitor.conversation(hotel.widgetId);
  return { api: hotel.api.as(token), path: `/v1/chat/conversations/${id}`, id };
}

/** Counts the event streams that are open in a browser. */
function countStreams(context: BrowserContext): () => number {
  const open = new Set<unknown>();
  context.on('request', (request) => request.url().endsWith('/stream') && open.add(request));
  context.on('requestfinished', (request) => open.delete(request));
  context.on('requestfailed', (request) => open.delete(request));
  return () => open.size;
}

test(
  'what others write arrives without a reload, and shows as unread while the chat is closed',
  needsChromium,
  async () => {
    const visitor = await Visitor.open(hotel.browser, hotel.site.page(hotel.widgetId));
    await visitor.openChat();
    await visitor.say('what do I pay');
    await visitor.see('A room is 90 euros.');
    const { api, path, id } = await conversationOf(visitor);
    await visitor.button('Close chat').click();
    await api.post(`${path}/messages`, { text: 'your prices please' });
    await visitor.page.locator('flowforge-chat .badge').waitFor();
    await visitor.see('New messages: 1');
    await visitor.openChat();
    await visitor.see('your prices please');
    await visitor.button('Close chat').click();
    assert.equal(await visitor.page.locator('flowforge-chat .badge').count(), 0);
    await visitor.openChat();
    await hotel.api.post(`/v1/conversations/${id}/close`);
    await visitor.see('This chat has ended.');
    await visitor.leave();
  },
);

test(
  'ten tabs share one stream, and another tab takes it when its tab is closed',
  needsChromium,
  async () => {
    const first = await Visitor.open(hotel.browser, hotel.site.page(hotel.widgetId));
    const streams = countStreams(first.context);
    await first.openChat();
    await first.say('what do I pay');
    await first.see('A room is 90 euros.');
    const { api, path } = await conversationOf(first);
    // What is read in one tab is read in all of them.
    await first.button('Close chat').click();
    const tabs = [first];
    while (tabs.length < 10) tabs.push(await Visitor.tab(first.context, first.page.url()));
    await until('one stream', () => streams() === 1);
    await api.post(`${path}/messages`, { text: 'your prices please' });
    for (const tab of tabs.slice(1)) await tab.page.locator('flowforge-chat .badge').waitFor();
    assert.equal(streams(), 1);
    await first.page.close();
    await until('one stream again', () => streams() === 1);
    await api.post(`${path}/messages`, { text: 'price list' });
    for (const tab of tabs.slice(1)) {
      await tab.openChat();
      await tab.see('price list');
      assert.deepEqual(tab.problems, []);
    }
    await first.leave();
  },
);

test('where streams do not get through, messages arrive by polls', needsChromium, async () => {
  const visitor = await Visitor.open(hotel.browser, hotel.site.page(hotel.widgetId));
  await visitor.page.route('**/stream', (route) =>
    route.fulfill({ status: 404, json: { code: 'route_not_found' } }),
  );
  await visitor.openChat();
  await visitor.say('what do I pay');
  await visitor.see('A room is 90 euros.');
  const { api, path } = await conversationOf(visitor);
  await api.post(`${path}/messages`, { text: 'your prices please' });
  await visitor.see('your prices please');
  await visitor.leave();
});

test('after a cut the stream goes on with what was missed', needsChromium, async () => {
  const line = await startLine(hotel.stack.url);
  const site = await startCustomerSite(line.url);
  const visitor = await Visitor.open(hotel.browser, site.page(hotel.widgetId));
  const streams = countStreams(visitor.context);
  await visitor.openChat();
  await visitor.say('what do I pay');
  await visitor.see('A room is 90 euros.');
  const { api, path } = await conversationOf(visitor);
  await until('the stream', () => streams() === 1);
  line.cut();
  await visitor.see('No connection to the chat.');
  await api.post(`${path}/messages`, { text: 'your prices please' });
  line.mend();
  await visitor.see('your prices please');
  await visitor.page.getByText('No connection to the chat.').waitFor({ state: 'detached' });
  assert.equal((await visitor.messages()).length, 5, 'the greeting, and twice a question and its answer');
  await visitor.leave();
  await Promise.all([site.stop(), line.stop()]);
});
