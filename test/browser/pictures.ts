// `npm run pictures`: writes the pictures of the README into docs/pictures.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '@flowforge/testing/until';
import type { Page } from 'playwright-core';
import { openPage, signIn } from './console.js';
import { openHotel } from './hotel.js';
import { toPalettePng } from './palette-png.js';
import { settle } from './settle.js';
import { Visitor } from './visitor.js';

const MOST_BYTES = 60_000;
/** Small enough for the README and for a small file, large enough to read. */
const WINDOW = { viewport: { width: 1_100, height: 700 }, colorScheme: 'light' as const };
/** How the site of the customer looks. */
const SITE_STYLE = `
  body { margin: 0; background: #f6f3ee; color: #2b2620; font: 17px/1.6 Georgia, serif; }
  main { max-width: 32rem; padding: 4.5rem 4rem; }
  h1 { margin: 0 0 1rem; font-size: 2.6rem; font-weight: 400; }
  a { color: #7a4b1e; }`;
const SITE_BODY = `<main><h1>Hotel Alpenblick</h1>
  <p>Twelve rooms above the valley, a wood stove in each of them, and breakfast until noon.</p>
  <p><a href="#rooms">Rooms and prices</a> &middot; <a href="#way">How to find us</a></p></main>`;

const folder = fileURLToPath(new URL('../../../docs/pictures', import.meta.url));
mkdirSync(folder, { recursive: true });

async function take(page: Page, name: string): Promise<void> {
  const path = join(folder, `${name}.png`);
  const png = toPalettePng(await page.screenshot());
  console.log(`${path}: ${png.length} bytes`);
  if (png.length > MOST_BYTES)
    throw new Error(`${name} is too large for the README: at most ${MOST_BYTES} bytes`);
  writeFileSync(path, png);
}

const hotel = await openHotel();
if (hotel === null) throw new Error('The pictures need Chromium.');
try {
  const { api, browser, endpoint, site, stack, workspaceId, assistantId, webhookId, widgetId } = hotel;

  // The first attempt of each event fails, the second one succeeds.
  await api.patch(`/v1/webhooks/${webhookId}`, { schedule: [1, 60] });
  const seen = new Set<string>();
  endpoint.behave(({ id }) => {
    const isFirst = !seen.has(id);
    seen.add(id);
    return isFirst ? 503 : 200;
  });

  const guest = await Visitor.open(
    browser,
    site.page(widgetId, { body: SITE_BODY, attributes: 'data-color="#7a4b1e" data-theme="light"' }),
    { ...WINDOW, bypassCSP: true },
  );
  await guest.page.addStyleTag({ content: SITE_STYLE });
  await guest.openChat();
  await guest.say('How much is a room?');
  await guest.see('A room is 90 euros');
  await take(guest.page, 'widget');
  await guest.say('I want to book a room');
  await guest.see('May I have your details?');

  const { page } = await openPage(browser, stack.url, WINDOW);
  await signIn(page, await stack.user(workspaceId, 'owner'));
  let delivered: { id: string }[] = [];
  await until('two events to be delivered', async () => {
    const { body } = await api.get(`/v1/deliveries?webhook_id=${webhookId}&status=delivered`);
    delivered = Object(body).items;
    return delivered.length === 2;
  });
  await page.goto(`/profile/webhooks/${webhookId}/deliveries/${delivered[0]?.id}`);
  await settle(page);
  await take(page, 'delivery');

  await page.setViewportSize({ width: 1_280, height: 760 });
  await page.goto(`/assistants/${assistantId}/try-it`);
  const chat = page.frameLocator('iframe');
  await chat.getByRole('textbox', { name: 'Message' }).fill('What does a night cost?');
  await chat.getByRole('button', { name: 'Send' }).click();
  await chat.getByText('A room is 90 euros').waitFor();
  await page.getByText('What does a night cost?').waitFor();
  await page.getByText('Delivered', { exact: true }).first().waitFor();
  await settle(page);
  await take(page, 'try-it');
} finally {
  await hotel.stop();
}
