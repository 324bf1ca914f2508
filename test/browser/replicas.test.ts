import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import { SERVICE_NAMES } from '@flowforge/contracts/words';
import type { ServiceProcess } from '@flowforge/testing/service-process';
import { until } from '@flowforge/testing/until';
import { Api } from '../stack/api.js';
import { type Stack, startStack } from '../stack/stack.js';
import { type Balancer, startBalancer } from './balancer.js';
import { needsChromium } from './chromium.js';
import { openConsole } from './console.js';
import { type Hotel, openHotel, PRICE } from './hotel.js';
import { Visitor } from './visitor.js';

/** Two replicas of each service and of the front door. Each request of a browser goes to the other front door than the one before. */

let stack: Stack;
let balancer: Balancer;
let hotel: Hotel;

before(async () => {
  stack = await startStack({ replicas: 2, frontDoors: 2 });
  balancer = await startBalancer(stack.frontDoors.map(({ url }) => url));
  const opened = await openHotel(() => Promise.resolve({ ...stack, url: balancer.url }));
  if (opened) hotel = opened;
});
after(async () => {
  await hotel?.browser.close();
  await Promise.all([hotel?.site.stop(), hotel?.endpoint.stop(), balancer?.stop()]);
  await stack?.stop();
});

/** What no page may show, not even for a moment. */
const ALARMS = /could not|cannot|not answer|try again|sign in|no connection|not sent|offline|unreachable/i;

/** Records the texts of a page that alarm its reader. @returns reads them */
async function recordAlarms(context: BrowserContext): Promise<(page: Page) => Promise<string[]>> {
  await context.addInitScript((pattern) => {
    const alarms: string[] = [];
    Object.assign(window, { alarms });
    const observer = new MutationObserver((mutations) => {
      for (const { target } of mutations) {
        const text = target.textContent ?? '';
        const alarm = new RegExp(pattern, 'i').exec(text);
        if (alarm) alarms.push(text.slice(Math.max(0, alarm.index - 40), alarm.index + 80));
      }
    });
    const options = { childList: true, characterData: true, subtree: true };
    observer.observe(document, options);
    const { attachShadow } = Element.prototype;
    Element.prototype.attachShadow = function (init) {
      const root = attachShadow.call(this, init);
      observer.observe(root, options);
      return root;
    };
  }, ALARMS.source);
  return (page) => page.evaluate((): string[] => Reflect.get(window, 'alarms'));
}

/** Processes that were killed and not started again. */
let killed: ServiceProcess[] = [];

/** Kills one process of each kind: of the registry, delivery, conversations and the front door. */
async function killOneOfEach(index: number): Promise<void> {
  const all = [...SERVICE_NAMES.map((name) => stack.services[name]), stack.frontDoors];
  killed = all.flatMap((replicas) => replicas.slice(index, index + 1));
  await Promise.all(killed.map((process) => process.kill()));
}

async function restartKilled(): Promise<void> {
  await Promise.all(killed.splice(0).map((process) => process.restart()));
}
beforeEach(restartKilled);

const rows = (page: Page, label: string) => page.getByRole('row').filter({ hasText: label });

const send = (door: string, method: string, path: string, cookie = '', body?: object): Promise<Response> =>
  fetch(`${door}${path}`, {
    method,
    headers: { cookie, origin: door, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });

/** The cookie that an answer sets, as a browser sends it. */
function cookieOf(answer: Response): string {
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  assert.match(cookie, /^flowforge_session=ffs_/, String(answer.status));
  return cookie;
}

const statusAt = async (door: string, cookie: string): Promise<number> =>
  (await send(door, 'GET', '/v1/webhooks', cookie)).status;

test('a session begins, gets another token and ends at both front doors, whichever of them is asked', async () => {
  const { workspaceId } = await stack.workspace('doors');
  const { email, password } = await stack.user(workspaceId, 'owner');
  const [one = '', other = ''] = stack.frontDoors.map(({ url }) => url);
  const first = cookieOf(await send(one, 'POST', '/v1/sessions', '', { email, password }));
  // From now on each of them has an answer about this session that it may use for five seconds.
  assert.deepEqual([await statusAt(one, first), await statusAt(other, first)], [200, 200]);
  const change = { current_password: password, new_password: `${password}!` };
  const next = cookieOf(await send(one, 'POST', '/v1/users/me/change-password', first, change));
  await until('the end of the first token', async () => (await statusAt(other, first)) === 401, 4_000);
  assert.deepEqual([await statusAt(other, next), await statusAt(one, next)], [200, 200]);
  assert.equal((await send(other, 'DELETE', '/v1/sessions/current', next)).status, 204);
  await until('the end of the session', async () => (await statusAt(one, next)) === 401, 4_000);
});

test('sessions go on, and new ones begin, when one process of each kind is killed', async () => {
  const { workspaceId } = await stack.workspace('sessions');
  const { email, password } = await stack.user(workspaceId, 'owner');
  const signIn = async (): Promise<string> =>
    cookieOf(await send(balancer.url, 'POST', '/v1/sessions', '', { email, password }));
  const cookie = await signIn();
  await killOneOfEach(0);
  for (let round = 0; round < 4; round += 1) {
    const another = await signIn();
    for (const one of [cookie, another])
      for (const path of ['/v1/webhooks', '/v1/assistants', '/v1/deliveries'])
        assert.equal((await send(balancer.url, 'GET', path, one)).status, 200, path);
  }
});

test(
  'a chat and two live lists go on while one process of each kind is killed, then the other',
  needsChromium,
  async () => {
    const api = new Api(balancer.url, hotel.api.token);
    const { page, errors } = await openConsole(hotel.browser, hotel.stack, hotel.workspaceId);
    const alarmsIn = await recordAlarms(page.context());
    const conversations = await page.context().newPage();
    const deliveries = await page.context().newPage();
    let loads = 0;
    for (const tab of [conversations, deliveries]) tab.on('load', () => (loads += 1));
    await conversations.goto('/conversations');
    await deliveries.goto(`/profile/webhooks/${hotel.webhookId}/deliveries`);

    const visitor = await Visitor.open(hotel.browser, 'about:blank');
    const alarmsInChat = await recordAlarms(visitor.context);
    await visitor.page.goto(hotel.site.page(hotel.widgetId));
    await visitor.openChat();
    await visitor.say('how much is a room');
    const { id, token } = await visitor.conversation(hotel.widgetId);
    const shown = ['Welcome to the hotel!', 'how much is a room', PRICE];
    const seesAll = (): Promise<unknown> =>
      until(`the message ${shown.at(-1)}`, async () => (await visitor.messages()).length >= shown.length);
    await seesAll();
    await rows(deliveries, 'Delivered').waitFor();

    // The examples alone recognise these, too: a replica that has just been started may not have trained its classifier yet.
    const questions = [
      ['what does a night cost', 'what does a night cost tomorrow'],
      ['your prices please', 'price list please'],
    ] as const;
    for (const [round, [text, another]] of questions.entries()) {
      await restartKilled();
      // The question may be on its way to a process that is killed.
      await Promise.all([visitor.say(text), killOneOfEach(round)]);
      shown.push(text, PRICE);
      await seesAll();
      // Not from this browser, so it comes by the stream.
      const pushed = `price list ${round}`;
      const answer = await api.as(token).post(`/v1/chat/conversations/${id}/messages`, { text: pushed });
      assert.equal(answer.status, 201, JSON.stringify(answer.body));
      shown.push(pushed, PRICE);
      await seesAll();

      const other = await Visitor.open(hotel.browser, hotel.site.page(hotel.widgetId));
      await other.openChat();
      await other.say(another);
      await other.see('A room is 90 euros.');
      await other.leave();
      await rows(conversations, another).waitFor();
      await until('its delivery', async () => (await rows(deliveries, 'Delivered').count()) === 2 + round);
    }
    assert.deepEqual(await visitor.messages(), shown, 'nothing is shown twice');
    assert.equal(await conversations.getByRole('row').count(), 1 + 3, 'the heading and three conversations');
    assert.equal(loads, 2, 'no tab was loaded again');
    assert.deepEqual([await alarmsIn(conversations), await alarmsIn(deliveries)], [[], []]);
    assert.deepEqual(await alarmsInChat(visitor.page), []);
    assert.deepEqual(errors, []);
    await visitor.leave();
    await page.context().close();
  },
);
