import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { until } from '@flowforge/testing/until';
import { needsChromium } from './chromium.js';
import { type Hotel, openHotel } from './hotel.js';
import { Visitor } from './visitor.js';

// Without motion: a moving panel has no size yet.
const PHONE = { viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' } as const;

let hotel: Hotel;

before(async () => {
  const opened = await openHotel();
  if (opened) hotel = opened;
});
after(() => hotel?.stop());

/** Name of what has the focus, in the page or in the chat. */
function focused(visitor: Visitor): Promise<string> {
  return visitor.page.evaluate(() => {
    const element = document.activeElement?.shadowRoot?.activeElement ?? document.activeElement;
    const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : null;
    return element?.getAttribute('aria-label') ?? label ?? element?.textContent ?? '';
  });
}

/** Presses a key until something has the focus. */
async function press(visitor: Visitor, key: string, name: string): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    await visitor.page.keyboard.press(key);
    if ((await focused(visitor)) === name) return;
  }
  assert.fail(`${key} does not lead to ${name}, the focus is on ${await focused(visitor)}`);
}

test('the keyboard alone is enough, and the focus goes in and comes back', needsChromium, async () => {
  const visitor = await Visitor.open(hotel.browser, hotel.site.page(hotel.widgetId));
  const { keyboard } = visitor.page;
  await visitor.button('Open chat').waitFor();
  await press(visitor, 'Tab', 'Open chat');
  await keyboard.press('Enter');
  await until('the focus in the text box', async () => (await focused(visitor)) === 'Message');
  await keyboard.type('I want to book a room');
  await keyboard.press('Enter');
  await visitor.button('Submit').waitFor();
  await press(visitor, 'Shift+Tab', 'Name');
  await keyboard.type('Ann Lee');
  await press(visitor, 'Tab', 'E-mail');
  await keyboard.type('ann@hotel');
  await keyboard.press('Enter');
  await visitor.see('Please enter an e-mail address');
  await until('the focus at the error', async () => (await focused(visitor)) === 'E-mail');
  await keyboard.type('.example');
  await press(visitor, 'Tab', 'Submit');
  await keyboard.press('Enter');
  await visitor.see('Thank you!');
  await keyboard.press('Escape');
  await visitor.page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.equal(await focused(visitor), 'Open chat');
  await visitor.leave();
});

test('the focus stays in the chat when the button that had it goes', needsChromium, async () => {
  const visitor = await Visitor.open(hotel.browser, hotel.site.page(hotel.widgetId), PHONE);
  const { keyboard } = visitor.page;
  const isFocused = (name: string) =>
    until(`the focus on ${name}`, async () => (await focused(visitor)) === name);
  await visitor.openChat();
  await visitor.say('how much is a room');
  await visitor.see('A room is 90 euros.');
  await visitor.button('End chat').press('Enter');
  await visitor.button('Keep chatting').press('Enter');
  await isFocused('End chat');
  // Escape answers the question, and does not close the chat.
  await keyboard.press('Enter');
  await visitor.button('Keep chatting').waitFor();
  await keyboard.press('Escape');
  await isFocused('End chat');
  assert.equal(await visitor.page.getByRole('dialog').count(), 1);
  await visitor.page.route('**/v1/chat/conversations/*/messages', (route) => route.abort());
  await visitor.say('what do I pay');
  await visitor.button('Try again').press('Enter');
  await isFocused('Conversation');
  await visitor.leave();
});

for (const [size, options] of [
  ['a desktop', {}],
  ['a phone', PHONE],
] as const) {
  test(`axe finds nothing in any state on ${size}, light and dark`, needsChromium, async () => {
    const visitor = await Visitor.open(hotel.browser, hotel.site.page(hotel.widgetId), {
      ...options,
      // axe reads colours, and an animation has others.
      reducedMotion: 'reduce',
    });
    const check = async (state: string): Promise<void> => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await visitor.page.emulateMedia({ colorScheme });
        // The chat changes its theme at the next frame.
        await visitor.page.locator(`[data-theme='${colorScheme}']`).waitFor({ state: 'attached' });
        assert.deepEqual(await visitor.violations(), [], `${state}, ${colorScheme}`);
      }
    };
    await visitor.button('Open chat').waitFor();
    await check('closed');
    await visitor.openChat();
    await check('open');
    await visitor.say('how much is a room');
    await visitor.see('A room is 90 euros.');
    await visitor.say('I want to book a room');
    await visitor.button('Submit').click();
    await visitor.see('Please fill in this field.');
    await check('a form with errors');
    await visitor.field('Name').fill('Ann Lee');
    await visitor.field('E-mail').fill('ann@hotel.example');
    await visitor.button('Submit').click();
    await visitor.see('Thank you!');
    await check('a submitted form');
    await visitor.context.setOffline(true);
    await visitor.say('and now?');
    await visitor.see('Sent as soon as you are online');
    await check('offline');
    await visitor.context.setOffline(false);
    await visitor.page.getByText('You are offline.').waitFor({ state: 'detached' });
    await visitor.button('End chat').click();
    await check('the question');
    await visitor.button('End chat').click();
    await visitor.see('This chat has ended.');
    await check('ended');
    await visitor.leave();
  });
}

test('texts on any brand colour can be read', needsChromium, async () => {
  for (const color of ['#ffffff', '#ffd400', '#777777', '#000000']) {
    const page = hotel.site.page(hotel.widgetId, {
      attributes: `data-color="${color}" data-launcher-text="Ask us"`,
    });
    const visitor = await Visitor.open(hotel.browser, page, { reducedMotion: 'reduce' });
    await visitor.button('Open chat').waitFor();
    assert.deepEqual(await visitor.violations(), [], color);
    await visitor.openChat();
    await visitor.say('how much is a room');
    await visitor.see('A room is 90 euros.');
    assert.deepEqual(await visitor.violations(), [], color);
    await visitor.leave();
  }
});

test(
  'on a phone the chat fills the screen, and the page behind it cannot be used',
  needsChromium,
  async () => {
    const visitor = await Visitor.open(hotel.browser, hotel.site.page(hotel.widgetId), PHONE);
    await visitor.openChat();
    const dialog = visitor.page.getByRole('dialog', { name: 'Chat with Reception' });
    assert.deepEqual(await dialog.boundingBox(), { x: 0, y: 0, ...PHONE.viewport });
    assert.ok(await dialog.evaluate((element) => element.matches(':modal')));
    for (let presses = 0; presses < 8; presses += 1) {
      await visitor.page.keyboard.press('Tab');
      assert.notEqual(await focused(visitor), 'Rooms');
    }
    assert.equal(await visitor.page.evaluate(() => document.documentElement.style.overflow), 'hidden');
    await visitor.page.keyboard.press('Escape');
    await visitor.button('Open chat').waitFor();
    assert.equal(await visitor.page.evaluate(() => document.documentElement.style.overflow), '');
    await visitor.leave();
  },
);

/**
 * What a phone does when its keyboard opens: the page keeps its size, and less of it can be seen. Chromium without a screen has no such
 * keyboard.
 */
async function show(
  visitor: Visitor,
  part: { height: number; offsetTop?: number; scale?: number },
): Promise<void> {
  await visitor.page.evaluate((seen) => {
    Object.assign(window.visualViewport ?? {}, { offsetTop: 0, scale: 1, ...seen });
    window.visualViewport?.dispatchEvent(new Event('resize'));
  }, part);
}

/** Replaces what a script reads about the visible part of a page. */
async function canShowParts(visitor: Visitor): Promise<void> {
  await visitor.page.addInitScript(() => {
    const seen = Object.assign(new EventTarget(), { height: innerHeight, offsetTop: 0, scale: 1 });
    Object.defineProperty(window, 'visualViewport', { value: seen });
  });
}

for (const [place, address] of [
  ['in a page', () => hotel.site.page(hotel.widgetId)],
  ['of the full page', () => `${hotel.stack.url}/chat/${hotel.widgetId}`],
] as const) {
  test(
    `the keyboard of a phone hides neither the text box nor the last message of a chat ${place}`,
    needsChromium,
    async () => {
      const visitor = await Visitor.open(hotel.browser, 'about:blank', PHONE);
      await canShowParts(visitor);
      await visitor.page.goto(address());
      if (place === 'in a page') await visitor.openChat();
      for (const text of ['how much is a room', 'price list', 'what do I pay']) {
        await visitor.say(text);
        await visitor.page.locator('.note', { hasText: 'Sending' }).waitFor({ state: 'detached' });
      }
      await until('the last answer', async () => (await visitor.messages()).length === 7);
      const panel = visitor.page.locator('flowforge-chat .panel');
      const last = visitor.page.locator('flowforge-chat .bubble').last();
      for (const [offsetTop, height] of [
        [0, 400],
        [120, 400],
        [0, 844],
      ] as const) {
        await show(visitor, { height, offsetTop });
        await until('the panel to fit', async () => {
          const [box, seen, message] = await Promise.all(
            [panel, visitor.box, last].map((one) => one.boundingBox()),
          );
          return (
            box?.y === offsetTop &&
            box.height === height &&
            seen &&
            seen.y + seen.height <= offsetTop + height &&
            message &&
            message.y + message.height <= seen.y
          );
        });
      }
      // Zooming in with two fingers makes the visible part smaller, too, and the chat must stay as it is.
      await show(visitor, { height: 422, offsetTop: 200, scale: 2 });
      await until('the panel of before', async () => (await panel.boundingBox())?.height === 844);
      assert.equal((await panel.boundingBox())?.y, 0);
      await visitor.leave();
    },
  );
}

test('every control is at least 44 pixels high', needsChromium, async () => {
  const visitor = await Visitor.open(hotel.browser, hotel.site.page(hotel.widgetId), PHONE);
  await visitor.openChat();
  await visitor.say('I want to book a room');
  await visitor.button('Submit').waitFor();
  const controls = visitor.page
    .locator('flowforge-chat')
    .locator('button, input:not([type=checkbox]), select, textarea, label.choice');
  const heights = await controls.evaluateAll((elements) =>
    elements.map((one) => one.getBoundingClientRect().height),
  );
  assert.ok(heights.length > 10 && heights.every((height) => height >= 44), heights.join(' '));
  await visitor.leave();
});

test('the chat speaks the language of the page and runs in its direction', needsChromium, async () => {
  const visitor = await Visitor.open(
    hotel.browser,
    hotel.site.page(hotel.widgetId, { html: 'lang="ar" dir="rtl"' }),
  );
  await visitor.button('فتح المحادثة').click();
  const box = visitor.page.getByRole('textbox', { name: 'الرسالة' });
  const [close, send, text] = await Promise.all([
    visitor.button('إغلاق المحادثة').boundingBox(),
    visitor.button('إرسال').boundingBox(),
    box.boundingBox(),
  ]);
  assert.ok(close && send && text && send.x < text.x && close.x < text.x + 60, 'the end of a line is left');
  assert.deepEqual(await visitor.violations(), []);
  await visitor.leave();

  const german = await Visitor.open(
    hotel.browser,
    hotel.site.page(hotel.widgetId, { attributes: 'data-locale="de" data-position="left"' }),
  );
  const launcher = await german.button('Chat öffnen').boundingBox();
  assert.ok(launcher && launcher.x === 16, 'the launcher stands where the attribute says');
  await german.leave();
});
