import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { textIn } from '../stack/api.js';
import { type SharedStack, sharedStack } from '../stack/stack.js';
import { findChromium, launchChromium, needsChromium } from './chromium.js';
import { openConsole } from './console.js';

let stack: SharedStack;
let browser: Browser;

before(async () => {
  if (findChromium() === undefined) return;
  [stack, browser] = await Promise.all([sharedStack(), launchChromium()]);
});
after(async () => {
  await browser?.close();
  await stack?.stop();
});

test(
  '“Try it” makes the chat of an assistant, and shows beside it what was captured and delivered',
  needsChromium,
  async () => {
    const { workspaceId, api } = await stack.workspace('try it');
    const create = async (path: string, body: object): Promise<string> =>
      textIn(await api.post(path, body), 'id');
    const intentId = await create('/v1/intents', {
      name: 'SALES',
      utterances: ['how much is a room', 'what does a night cost', 'your prices please'],
    });
    const assistantId = await create('/v1/assistants', { name: 'Reception', intent_ids: [intentId] });
    const webhookId = await create('/v1/webhooks', { name: 'CRM', endpoint: 'http://127.0.0.1:9/hooks' });
    await create('/v1/assignments', { webhook_id: webhookId, assistant_id: assistantId });

    const { page, errors } = await openConsole(browser, stack, workspaceId);
    await page.goto(`/assistants/${assistantId}/settings`);
    await page.getByRole('link', { name: 'Try it', exact: true }).click();
    await page.getByRole('button', { name: 'Create a chat widget', exact: true }).click();
    const chat = page.frameLocator('iframe[title="Chat"]');
    await page.getByText('Say something in the chat.').waitFor();
    await chat.getByRole('textbox', { name: 'Message', exact: true }).fill('how much is a room');
    await chat.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByRole('listitem').filter({ hasText: 'Intent SALES' }).waitFor();
    await page.getByRole('link', { name: 'captured_intent.created', exact: true }).waitFor();
    await page.getByRole('link', { name: 'Newest conversation', exact: true }).click();
    await page.getByRole('heading', { name: 'how much is a room', level: 1 }).waitFor();
    assert.deepEqual(errors, []);
    await page.context().close();
  },
);
