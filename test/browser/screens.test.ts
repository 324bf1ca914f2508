import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { until } from '@flowforge/testing/until';
import type { Browser, Page } from 'playwright-core';
import { type SharedStack, sharedStack } from '../stack/stack.js';
import { axeViolations } from './axe.js';
import { launchChromium, needsChromium } from './chromium.js';
import { type ConsolePage, openConsole, openPage } from './console.js';
import { type DemoWorkspace, openDemoWorkspace } from './demo-workspace.js';
import { layoutShift } from './layout-shift.js';
import { DOORS, SCREENS } from './screens.js';
import { settle } from './settle.js';

/** Below this nobody notices it; 0.1 is what the field calls good. */
const MOST_SHIFT = 0.02;

describe(
  'a screen is right for axe in both themes, fits a phone, does not jump, runs no foreign markup and keeps the content security policy',
  needsChromium,
  () => {
    let stack: SharedStack;
    let browser: Browser;
    let demo: DemoWorkspace;
    let inside: ConsolePage;
    let outside: ConsolePage;
    before(async () => {
      stack = await sharedStack();
      browser = await launchChromium();
      demo = await openDemoWorkspace(stack);
      inside = await openConsole(browser, stack, demo.workspaceId);
      outside = await openPage(browser, stack.url);
    });
    after(async () => {
      await browser.close();
      await demo.stop();
      await stack.stop();
    });

    test('a page stands in its frame while the session is still being read', async () => {
      const { page } = inside;
      let goOn = (): void => undefined;
      const gate = new Promise<void>((resolve) => (goOn = resolve));
      await page.route('**/v1/sessions/current', async (route) => {
        await gate;
        await route.continue();
      });
      await page.goto('/overview');
      await page.locator('.boot').waitFor();
      goOn();
      await page.getByRole('navigation', { name: 'Main' }).waitFor();
      assert.equal(await page.locator('.boot').isVisible(), false);
      await page.unroute('**/v1/sessions/current');
    });

    test('nothing moves when the choices of a drop-down arrive last', async () => {
      const { page } = inside;
      let goOn = (): void => undefined;
      const gate = new Promise<void>((resolve) => (goOn = resolve));
      await page.route('**/v1/webhooks?*', async (route) => {
        await gate;
        await route.continue();
      });
      await page.goto(`/forms/${demo.formId}/webhook`);
      await page.getByRole('button', { name: 'Unassign' }).first().waitFor();
      goOn();
      await page.getByRole('combobox', { name: 'Webhook' }).waitFor();
      await settle(page);
      const { total, moved } = await layoutShift(page);
      // The columns of the table below find their widths: 0.001.
      assert.ok(total < 0.003, moved.join('\n'));
      await page.unroute('**/v1/webhooks?*');
    });

    test('the full-page chat has an icon that exists', async () => {
      const { page } = outside;
      await page.goto(`/chat/${demo.widgetId}`);
      const icon = await page.locator('link[rel=icon]').getAttribute('href');
      const answer = await page.request.get(icon ?? '/favicon.ico');
      assert.deepEqual([answer.status(), answer.headers()['content-type']], [200, 'image/svg+xml']);
    });

    for (const [screens, opened] of [
      [SCREENS, () => inside],
      [DOORS, () => outside],
    ] as const) {
      for (const { name, path, act, hasOpenList = false } of screens) {
        test(name, async () => {
          const { page, errors } = opened();
          await page.goto(path(demo));
          await settle(page);
          const { total, moved } = await layoutShift(page);
          assert.ok(total <= MOST_SHIFT, `the layout jumps while the page is loaded:\n${moved.join('\n')}`);
          await act?.(page);
          for (const colorScheme of ['light', 'dark'] as const) {
            await page.emulateMedia({ colorScheme });
            await settle(page);
            assert.deepEqual(await axeViolations(page, { hasOpenList }), [], colorScheme);
          }
          assert.deepEqual(errors, []);
          assert.match(await page.title(), / · Flowforge$/);
          await page.setViewportSize({ width: 390, height: 844 });
          await settle(page);
          assert.equal(await settledOverflow(page), 0, 'the page is wider than a phone, in px');
          await page.setViewportSize({ width: 1440, height: 900 });
        });
      }
    }

    test('the lists of webhooks and of deliveries show a failure on a phone, too', async () => {
      // The services store their figures every 10 seconds, and a page asks for them anew every 30.
      await until('the failure is counted', async () => {
        const { body } = await demo.api.get('/v1/statistics?group_by=webhook_id');
        const webhooks: { webhook_id: string; attempts: Record<string, number> }[] = Object(body).webhooks;
        return webhooks.some(
          ({ webhook_id, attempts }) =>
            webhook_id === demo.failing.id && (attempts['endpoint_error'] ?? 0) > 0,
        );
      });
      const { page } = inside;
      await page.setViewportSize({ width: 390, height: 844 });
      for (const path of ['/profile/webhooks', `/profile/webhooks/${demo.failing.id}/deliveries`]) {
        await page.goto(path);
        await page
          .getByText(/Endpoint answered (an error|\d{3})/)
          .filter({ visible: true })
          .first()
          .waitFor();
      }
      await page.setViewportSize({ width: 1440, height: 900 });
    });
  },
);

/**
 * By how much the page can be scrolled sideways, in px. An open list moves only after the browser has told it the new width, so a
 * page that is too wide gets time to become narrow.
 */
async function settledOverflow(page: Page): Promise<number> {
  const overflow = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
  const fits = () => document.documentElement.scrollWidth === document.documentElement.clientWidth;
  await page.waitForFunction(fits, undefined, { timeout: 5_000 }).catch(() => undefined);
  return page.evaluate(overflow);
}
