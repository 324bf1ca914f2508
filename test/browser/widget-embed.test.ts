import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { until } from '@flowforge/testing/until';
import { needsChromium } from './chromium.js';
import { type Hotel, openHotel } from './hotel.js';
import { Visitor } from './visitor.js';

const WIDGET = 'flowforge-chat';

let hotel: Hotel;

before(async () => {
  const opened = await openHotel();
  if (opened) hotel = opened;
});
after(() => hotel?.stop());

declare global {
  interface Window {
    Flowforge?: {
      [name in 'open' | 'close' | 'toggle' | 'show' | 'hide' | 'destroy']: () => void;
    } & {
      push: (...calls: unknown[]) => void;
      ready: Promise<void>;
      on: (type: string, handler: (detail: object) => void) => void;
    };
    heard: string[];
  }
}

test(
  'the page can open, close, show, hide and listen, before the script is there too',
  needsChromium,
  async () => {
    const context = await hotel.browser.newContext();
    await context.addInitScript(() => {
      window.heard = [];
      const gone = (): unknown => window.heard.push('taken off');
      const early: unknown[] = [
        ['on', 'open', () => window.heard.push('early open')],
        ['open'],
        null,
        'open',
      ];
      early.push(['on', 'open', gone], ['off', 'open', gone]);
      Object.assign(window, { Flowforge: early });
    });
    const visitor = await Visitor.tab(
      context,
      hotel.site.page(hotel.widgetId, { attributes: 'data-hidden' }),
    );
    const { page } = visitor;
    await page.getByRole('dialog').waitFor();
    await page.evaluate(async () => {
      await window.Flowforge?.ready;
      for (const type of ['open', 'close', 'start', 'message', 'unread']) {
        window.Flowforge?.on(type, (detail) => window.heard.push(`${type} ${JSON.stringify(detail)}`));
      }
      window.Flowforge?.close();
    });
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.equal(await visitor.button('Open chat').count(), 0, 'hidden');
    await page.evaluate(() => window.Flowforge?.push(['show']));
    await visitor.button('Open chat').waitFor();
    await page.evaluate(() => window.Flowforge?.toggle());
    await visitor.say('what do I pay');
    await visitor.see('A room is 90 euros.');
    const heard = (await page.evaluate(() => window.heard)).join('\n');
    assert.match(heard, /^early open\nclose \{\}\nearly open\nopen \{\}\n/);
    assert.match(heard, /start \{"conversation_id":"[-0-9a-f]{36}"\}/);
    assert.match(heard, /message \{"role":"assistant","text":"A room is 90 euros/);
    assert.doesNotMatch(heard, /ffv_/, 'a page never gets the token');
    await visitor.leave();
  },
);

test(
  'destroy leaves nothing behind, and a second tag of the script changes nothing',
  needsChromium,
  async () => {
    const visitor = await Visitor.open(hotel.browser, hotel.site.page(hotel.widgetId, { tags: 2 }));
    const { page } = visitor;
    await visitor.openChat();
    assert.equal(await page.locator(WIDGET).count(), 1);
    await visitor.say('what do I pay');
    await visitor.see('A room is 90 euros.');
    const streamEnds = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/stream'));
    await page.evaluate(() => window.Flowforge?.destroy());
    await streamEnds;
    assert.equal(await page.locator(WIDGET).count(), 0);
    assert.equal(await page.evaluate(() => 'Flowforge' in window), false);
    await visitor.leave();
  },
);

test(
  'each reason why the chat does not show is one line in the console of the browser',
  needsChromium,
  async () => {
    const { site, api, assistantId, widgetId } = hotel;
    const elsewhere = await api.post('/v1/widgets', {
      assistant_id: assistantId,
      channel: 'chat',
      allowed_origins: ['https://shop.example'],
    });
    const closed = String(elsewhere.body['id']);
    const unknown = '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a';
    const policy = `<meta http-equiv="Content-Security-Policy" content="connect-src 'none'">`;
    const unknownWidgets = [site.page(unknown), site.page('YOUR-ID')];
    const cases: [string, RegExp][] = [
      [site.page(unknown), new RegExp(`no chat widget has the id "${unknown}"`)],
      [site.page('YOUR-ID'), /no chat widget has the id "YOUR-ID"/],
      [
        site.page(closed),
        new RegExp(`may not be used by pages of ${site.url}. Add ${site.url} to its "Allowed origins"`),
      ],
      [
        site.page(widgetId, { head: policy }),
        new RegExp(`policy of this page.* Add ${hotel.stack.url} to its connect-src`),
      ],
      [site.page(' '), /needs the attribute data-widget-id/],
      [site.page(widgetId, { tags: 2 }), /has a chat already/],
    ];
    const page = await hotel.browser.newPage();
    const lines: string[] = [];
    page.on('console', (message) => message.type() === 'warning' && lines.push(message.text()));
    for (const [address, line] of cases) {
      lines.length = 0;
      await page.goto(address);
      await until(`the line ${line}`, () => lines.some((text) => line.test(text)));
      assert.equal(lines.length, 1, lines.join('\n'));
      if (unknownWidgets.includes(address)) assert.equal(await page.locator(WIDGET).count(), 0);
    }
    // A request that only asks whether there is an answer is not a CORS request, so it has no origin.
    const requests = { tries: 0, asks: 0 };
    await page.route('**/v1/**', (route) => {
      requests[route.request().headers()['origin'] === undefined ? 'asks' : 'tries'] += 1;
      return route.abort();
    });
    lines.length = 0;
    await page.clock.install();
    await page.goto(site.page(widgetId));
    await until('the line', () =>
      lines.some((text) => text.includes(`${hotel.stack.url} cannot be reached`)),
    );
    await until('two more tries', () => requests.tries >= 3);
    assert.deepEqual([lines.length, requests.asks], [1, 1], lines.join('\n'));
    // A minute later it asks again, and says nothing twice.
    await until('a second question', async () => {
      await page.clock.runFor(10_000);
      return requests.asks === 2;
    });
    assert.equal(lines.length, 1, lines.join('\n'));
    await page.close();
  },
);

test('no style goes in or out', needsChromium, async () => {
  const loud = `* { color: rgb(255, 0, 0) !important; font-size: 40px !important; letter-spacing: 9px !important;
    position: static !important; background: rgb(0, 255, 0) !important; visibility: hidden; transition: all 9s; }
    ${WIDGET} { opacity: 0.1 !important; transform: scale(3); }`;
  const plain = await lookOf('');
  const styled = await lookOf(loud);
  assert.deepEqual(styled.chat, plain.chat);
  assert.deepEqual(plain.page, await lookOf('', 0).then(({ page }) => page));
});

/** How texts of the chat and of the page look on a page with a style sheet. */
async function lookOf(css: string, tags = 1): Promise<{ chat: string[]; page: string[] }> {
  const visitor = await Visitor.open(hotel.browser, hotel.site.page(hotel.widgetId, { tags }), {
    reducedMotion: 'reduce',
  });
  const { page } = visitor;
  // As the site's own style sheet, which its policy allows.
  await page.evaluate((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    document.adoptedStyleSheets = [sheet];
  }, css);
  const chat: string[] = [];
  const describe = (selector: string): Promise<string> =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => {
        const { color, fontSize, letterSpacing, position, backgroundColor, visibility } =
          getComputedStyle(element);
        const { x, y, width, height } = element.getBoundingClientRect();
        return [
          color,
          fontSize,
          letterSpacing,
          position,
          backgroundColor,
          visibility,
          x,
          y,
          width,
          height,
        ].join(' ');
      });
  if (tags > 0) {
    await page.locator(`${WIDGET} .launcher-button`).waitFor();
    chat.push(await describe(`${WIDGET} .launcher-button`));
    await page.evaluate(() => window.Flowforge?.open());
    await page.locator(`${WIDGET} .bubble`).waitFor();
    for (const part of ['.panel', '.title', '.bubble', '.composer-text'])
      chat.push(await describe(`${WIDGET} ${part}`));
  }
  const own = [await describe('h1'), await describe('p'), await describe('a')];
  await visitor.leave();
  return { chat, page: own };
}

test('while the chat is closed it covers nothing but its launcher', needsChromium, async () => {
  const visitor = await Visitor.open(hotel.browser, hotel.site.page(hotel.widgetId));
  const box = await visitor.button('Open chat').boundingBox();
  assert.ok(box);
  const covered = await visitor.page.evaluate((name) => {
    const points: [number, number][] = [];
    for (let x = 4; x < innerWidth; x += 8) for (let y = 4; y < innerHeight; y += 8) points.push([x, y]);
    return points.filter(([x, y]) => document.elementFromPoint(x, y)?.localName === name);
  }, WIDGET);
  assert.ok(covered.length > 0);
  for (const [x, y] of covered) {
    assert.ok(x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height, `${x}, ${y}`);
  }
  await visitor.leave();
});

test("what is typed in the chat does not reach the page's shortcuts", needsChromium, async () => {
  const visitor = await Visitor.open(hotel.browser, hotel.site.page(hotel.widgetId));
  await visitor.openChat();
  await visitor.page.evaluate(() => {
    window.heard = [];
    for (const type of ['keydown', 'keyup', 'keypress'])
      document.addEventListener(type, () => window.heard.push(type));
  });
  await visitor.box.press('k');
  assert.deepEqual(await visitor.page.evaluate(() => window.heard), []);
  await visitor.leave();
});

test('markup in a name, a message or an answer stays text', needsChromium, async () => {
  const markup = '<img src=x onerror="document.title=1"><b>bold</b>';
  const assistant = await hotel.api.post('/v1/assistants', {
    name: markup,
    greeting: markup,
    fallback_reply: markup,
  });
  const widget = await hotel.api.post('/v1/widgets', { assistant_id: assistant.body['id'], channel: 'chat' });
  const visitor = await Visitor.open(hotel.browser, hotel.site.page(String(widget.body['id'])));
  await visitor.openChat();
  await visitor.say(`${markup} javascript:alert(1)`);
  await until('the answer', async () => (await visitor.messages()).length === 3);
  assert.equal(await visitor.page.locator(`${WIDGET} img, ${WIDGET} b, ${WIDGET} .bubble a`).count(), 0);
  assert.equal(await visitor.page.title(), 'Hotel');
  await visitor.leave();
});

test(
  'the full-page chat is the same chat on a page of its own, and a site can frame it',
  needsChromium,
  async () => {
    const address = `${hotel.stack.url}/chat/${hotel.widgetId}`;
    const visitor = await Visitor.open(hotel.browser, address, { reducedMotion: 'reduce' });
    await visitor.see('Welcome to the hotel!');
    assert.equal(await visitor.page.title(), 'Reception');
    assert.equal(await visitor.button('Close chat').count(), 0);
    await visitor.say('what do I pay');
    await visitor.see('A room is 90 euros.');
    assert.deepEqual(await visitor.violations(), []);
    await visitor.page.goto(
      hotel.site.page(hotel.widgetId, { tags: 0, body: `<iframe title="Chat" src="${address}"></iframe>` }),
    );
    await visitor.page.frameLocator('iframe').getByText('Welcome to the hotel!').waitFor();
    await visitor.leave();
  },
);

test('a widget for one site has its full-page chat, in frames of that site too', needsChromium, async () => {
  const widget = await hotel.api.get(`/v1/widgets/${hotel.widgetId}`);
  const created = await hotel.api.post('/v1/widgets', {
    assistant_id: widget.body['assistant_id'],
    channel: 'chat',
    allowed_origins: [hotel.site.url],
  });
  const id = String(created.body['id']);
  const address = `${hotel.stack.url}/chat/${id}`;
  const visitor = await Visitor.open(hotel.browser, address);
  await visitor.say('what do I pay');
  await visitor.see('A room is 90 euros.');
  await visitor.page.goto(
    hotel.site.page(id, { tags: 0, body: `<iframe title="Chat" src="${address}"></iframe>` }),
  );
  await visitor.page.frameLocator('iframe').getByText('Welcome to the hotel!').waitFor();
  await visitor.leave();
});

test('in a sandboxed frame, without storage and locks, the chat works', needsChromium, async () => {
  const address = `${hotel.stack.url}/chat/${hotel.widgetId}`;
  const body = `<iframe title="Chat" sandbox="allow-scripts allow-forms" src="${address}"></iframe>`;
  const visitor = await Visitor.open(hotel.browser, hotel.site.page(hotel.widgetId, { tags: 0, body }));
  const frame = visitor.page.frameLocator('iframe');
  await frame.getByRole('textbox', { name: 'Message' }).fill('what do I pay');
  await frame.getByRole('button', { name: 'Send' }).click();
  await frame.getByText('A room is 90 euros.').waitFor();
  await visitor.leave();
});
