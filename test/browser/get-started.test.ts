import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestEndpoint, startEndpoint } from '@flowforge/testing/endpoint';
import { until } from '@flowforge/testing/until';
import type { Browser } from 'playwright-core';
import { type SharedStack, sharedStack } from '../stack/stack.js';
import { findChromium, launchChromium, needsChromium } from './chromium.js';
import { openPage, signIn } from './console.js';

// “Get started” in a new workspace of a deployed installation, which has no built-in receiver: the user's endpoint gets the webhook.

let stack: SharedStack;
let browser: Browser;
let endpoint: TestEndpoint;

before(async () => {
  if (findChromium() === undefined) return;
  stack = await sharedStack();
  [browser, endpoint] = await Promise.all([launchChromium(), startEndpoint()]);
});
after(async () => {
  await browser?.close();
  await Promise.all([endpoint?.stop(), stack?.stop()]);
});

test(
  'a new workspace gets from nothing to a delivered event on the page “Get started”',
  needsChromium,
  async () => {
    const { workspaceId, api } = await stack.workspace('get-started');
    const { page, errors } = await openPage(browser, stack.url);
    await signIn(page, await stack.user(workspaceId, 'owner'));
    // An empty Overview has a second link with this name.
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Get started' }).click();
    const button = (name: string | RegExp) => page.getByRole('button', { name }).click();
    const step = (title: string) => page.getByRole('listitem').filter({ hasText: title });
    await step('Add a webhook').getByText('Next', { exact: true }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Use the built-in receiver' }).count(), 0);

    await page.getByRole('link', { name: 'Add a Webhook', exact: true }).click();
    await page.getByLabel('Name').fill('CRM');
    await page.getByLabel('Endpoint').fill(`${endpoint.url}/crm`);
    await button('Submit');
    await button('Done');
    await step('Add a webhook').getByText('Done', { exact: true }).waitFor();

    await button('Create an example assistant');
    await step('Create an assistant').getByText('Done', { exact: true }).waitFor();
    await button('Assign CRM to Reception');
    await step('Assign the webhook').getByText('Done', { exact: true }).waitFor();

    await page.getByTitle('Chat with the assistant').scrollIntoViewIfNeeded();
    const chat = page.frameLocator('iframe[title="Chat with the assistant"]');
    await chat.getByRole('textbox', { name: 'Message', exact: true }).fill('How much is it?');
    await chat.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByRole('link', { name: 'captured_intent.created' }).waitFor();
    await step('See an event arrive').getByText('Done', { exact: true }).waitFor();
    const advice = page.getByText('Complete the form that the assistant offers');
    await advice.waitFor();

    // The events of another conversation are not mixed in.
    const { body: widgets } = await api.get('/v1/widgets');
    const { body: started } = await api.post('/v1/chat/conversations', {
      widget_id: Object(widgets).items[0].id,
    });
    const other = `/v1/chat/conversations/${Object(started).conversation_id}`;
    await api.as(Object(started).visitor_token).post(`${other}/close`);
    await until('its event to be delivered', async () => {
      const { body } = await api.get(
        `/v1/deliveries?status=delivered&conversation_id=${Object(started).conversation_id}`,
      );
      return Object(body).items.length === 1;
    });
    await page.reload();
    await page.getByRole('link', { name: 'captured_intent.created' }).waitFor();
    assert.equal(await page.getByRole('link', { name: 'conversation.closed' }).count(), 0);

    // A user who comes back later sees what to do next, and what to say in a new chat.
    await page.evaluate(() => localStorage.clear());
    await page.reload();
    await page.getByRole('link', { name: 'Put the chat on your website' }).waitFor();
    await page.getByRole('button', { name: 'Say it for me' }).waitFor();
    await advice.waitFor();
    assert.deepEqual(errors, []);
  },
);
