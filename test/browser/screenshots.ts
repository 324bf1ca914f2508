// `npm run screenshots [-- part of a name …]`: writes every screen, light and dark, 1440 and 390 px wide, into test/results/screenshots.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startStack } from '../stack/stack.js';
import { launchChromium } from './chromium.js';
import { openConsole, openPage } from './console.js';
import { openDemoWorkspace } from './demo-workspace.js';
import { DOORS, SCREENS } from './screens.js';
import { settle } from './settle.js';

const folder = join(fileURLToPath(new URL('../../results/screenshots', import.meta.url)));
mkdirSync(folder, { recursive: true });
const parts = process.argv.slice(2);
const isWanted = ({ name }: { name: string }): boolean =>
  parts.length === 0 || parts.some((part) => name.includes(part));

const VARIANTS = (['light', 'dark'] as const).flatMap((theme) =>
  [1440, 390].map((width) => ({ theme, width })),
);

const failures: string[] = [];
const stack = await startStack();
const browser = await launchChromium();
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
        try {
          await page.goto(path(demo));
          await settle(page);
          await act?.(page);
          await settle(page);
        } catch (error) {
          // The picture shows what the page looked like instead. The other screens are still written.
          failures.push(`${name} ${theme} ${width}: ${String(error)}`);
        }
        await page.screenshot({ path: join(folder, `${name}-${theme}-${width}.png`) });
      }
    }
    for (const { page, errors } of [inside, outside]) {
      for (const error of errors) console.error(`${theme} ${width}: ${error}`);
      await page.context().close();
    }
    console.log(`${theme} ${width}: done`);
  }
} finally {
  await browser.close();
  await demo.stop();
  await stack.stop();
}
console.log(`written to ${folder}`);
for (const failure of failures) console.error(failure);
process.exitCode = failures.length > 0 ? 1 : 0;
