import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { type SharedStack, sharedStack } from '../stack/stack.js';
import { launchChromium, needsChromium } from './chromium.js';
import { openConsole } from './console.js';

describe('Profile → Members', needsChromium, () => {
  let stack: SharedStack;
  let browser: Browser;
  before(async () => {
    stack = await sharedStack();
    browser = await launchChromium();
  });
  after(async () => {
    await browser.close();
    await stack.stop();
  });

  test('who removes a member sees the API keys of the member and revokes them; the audit log shows it', async () => {
    const { workspaceId } = await stack.workspace('Members in the browser');
    const creator = await stack.user(workspaceId, 'owner');
    const made = await (await creator.api()).post('/v1/api-keys', { name: 'Shop backend' });
    assert.equal(made.status, 201);
    const { page, errors } = await openConsole(browser, stack, workspaceId);
    const button = (name: string) => page.getByRole('button', { name, exact: true });

    await page.goto('/profile/api-keys');
    await page
      .getByRole('row', { name: /Shop backend/ })
      .getByText(creator.email)
      .waitFor();
    await page.goto('/profile/members');
    await page
      .getByRole('row', { name: creator.email })
      .getByRole('button', { name: /^Manage/ })
      .click();
    await button('Remove from the workspace').click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText('Shop backend').waitFor();
    await dialog.getByText('Also revoke these API keys').click();
    await button('Remove').click();
    await page.getByRole('row', { name: creator.email }).waitFor({ state: 'detached' });

    await page.goto('/profile/audit-log');
    await page.getByText(`removed the member ${creator.email}`).waitFor();
    await button('About').click();
    await page.getByRole('menuitemradio', { name: 'API keys' }).click();
    await page.waitForURL(/target_kind=api_key/);
    await page.getByText(`removed the member ${creator.email}`).waitFor({ state: 'detached' });
    await page.getByText('revoked the API key “Shop backend”').waitFor();
    await page.goto('/profile/api-keys');
    await page.getByText('The operator').waitFor();
    assert.equal(await page.getByText('Shop backend').count(), 0);
    assert.deepEqual(errors, []);
  });
});
