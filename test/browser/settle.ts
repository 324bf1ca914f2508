import type { Page } from 'playwright-core';

/** Waits until the page shows what it has asked for: no skeleton, no running animation, fonts loaded. */
export async function settle(page: Page): Promise<void> {
  await page.locator('main').first().waitFor();
  await page.waitForFunction(
    () =>
      document.querySelectorAll('[data-skeleton]').length === 0 &&
      document.fonts.status === 'loaded' &&
      document.getAnimations().every(({ playState }) => playState !== 'running'),
  );
}
