// `npm run screenshots [-- part of a name …]`: writes every screen, light and dark, 1440 and 390 px wide, into test/results/screenshots.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { startStack } from '../stack/stack.js';
import { openConsole, openPage } from './console.js';
import { openDemoWorkspace } from './demo-workspace.js';
import { openHotel } from './hotel.js';
import { DOORS, SCREENS } from './screens.js';
import { settle } from './settle.js';
import { Visitor } from './visitor.js';
import { WIDGET_SCREENS } from './widget-screens.js';

const folder = join(fileURLToPath(new URL('../../results/screenshots', import.meta.url)));
mkdirSync(folder, { recursive: true });
const parts = process.argv.slice(2);
const isWanted = ({ name }: { name: string }): boolean =>
  parts.length === 0 || parts.some((part) => name.includes(part));

const VARIANTS = (['light', 'dark'] as const).flatMap((theme) =>
  [1440, 390].map((width) => ({ theme, width })),
);

const failures: string[] = [];

/** Takes a picture after `prepare`. When that fails, the picture shows what the page looked like instead, and the run goes on. */
async function take(page: Page, name: string, prepare: () => Promise<void>): Promise<void> {
  await prepare().catch((error: unknown) => failures.push(`${name}: ${String(error)}`));
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

const hotel = await openHotel(startStack);
if (hotel === null) throw new Error('The screenshots need Chromium.');
const { browser, stack } = hotel;
const demo = await openDemoWorkspace(stack);
try {
  for (const { theme, width } of VARIANTS) {
    const options = { colorScheme: theme, viewport: { width, height: width === 390 ? 844 : 900 } };
    const inside = await openConsole(browser, stack, demo.workspaceId, options);
    const outside = await openPage(browser, stack.url, options);
    for (const [{ page }, screens] of [
      [inside, SCREENS],
      [outside, DOORS],
    ] as const) {
      for (const { name, path, act } of screens.filter(isWanted)) {
        await take(page, `${name}-${theme}-${width}`, async () => {
          await page.goto(path(demo));
          await settle(page);
          await act?.(page);
          await settle(page);
        });
      }
    }
    if (WIDGET_SCREENS.some(isWanted)) {
      const visitor = await Visitor.open(browser, hotel.site.page(hotel.widgetId), {
        ...options,
        reducedMotion: 'reduce',
      });
      for (const { name, act } of WIDGET_SCREENS)
        await take(visitor.page, `${name}-${theme}-${width}`, () => act(visitor));
      await visitor.context.close();
    }
    for (const { page, errors } of [inside, outside]) {
      for (const error of errors) console.error(`${theme} ${width}: ${error}`);
      await page.context().close();
    }
    console.log(`${theme} ${width}: done`);
  }
} finally {
  await demo.stop();
  await hotel.stop();
}
console.log(`written to ${folder}`);
for (const failure of failures) console.error(failure);
process.exitCode = failures.length > 0 ? 1 : 0;
