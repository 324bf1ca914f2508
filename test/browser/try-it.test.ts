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
    const formId = await create('/v1/forms', {
      name: 'Leads',
      fields: [{ name: 'email', label: 'E-mail', type: 'email', required: true }],
    });
    const intentId = await create('/v1/intents', {
      name: 'SALES',
      form_id: formId,
      utterances: ['how much is a room', 'what does a night cost', 'your prices please'],
    });
    const assistantId = await create('/v1/assistants', { name: 'Reception', intent_ids: [intentId] });
    const webhookId = await create('/v1/webhooks', {
      name: 'CRM',
      endpoint: 'http://127.0.0.1:9/hooks',
      enabled: false,
    });

    const { page, errors } = await openConsole(browser, stack, workspaceId);
    await page.goto(`/assistants/${assistantId}/settings`);
    await page.getByRole('link', { name: 'Try it', exact: true }).click();
    await page.getByRole('button', { name: 'Create a chat widget', exact: true }).click();
    const chat = page.frameLocator('iframe[title="Chat"]');
    await page.getByText('Say something in the chat.').waitFor();

    // What would keep the events from arriving stands beside the chat, and goes without a reload.
    const link = (name: string) => page.getByRole('link', { name, exact: true });
    const unassigned = page.getByText('No webhook is assigned to this assistant');
    const ofForm = page.getByText('No webhook is assigned to the form “Leads”');
    const disabled = page.getByText('The webhook “CRM” is disabled');
    await ofForm.waitFor();
    assert.deepEqual(
      await link('Assign Webhook').evaluateAll((links) => links.map((one) => one.getAttribute('href'))),
      [`/assistants/${assistantId}/operations?assign=true`, `/forms/${formId}/webhook`],
    );
    await create('/v1/assignments', { webhook_id: webhookId, assistant_id: assistantId });
    await disabled.waitFor();
    await unassigned.waitFor({ state: 'detached' });
    assert.equal(await link('Enable it').getAttribute('href'), `/profile/webhooks/${webhookId}/settings`);
    await create('/v1/assignments', { webhook_id: webhookId, form_id: formId });
    await ofForm.waitFor({ state: 'detached' });
    assert.equal((await api.patch(`/v1/webhooks/${webhookId}`, { enabled: true })).status, 200);
    await disabled.waitFor({ state: 'detached' });

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

test(
  'what could not be read beside the chat says so, and is read again by “Try again”',
  needsChromium,
  async () => {
    const { workspaceId, api } = await stack.workspace('try it with a failure');
    const assistantId = textIn(await api.post('/v1/assistants', { name: 'Reception' }), 'id');
    await api.post('/v1/widgets', { assistant_id: assistantId, channel: 'chat' });
    const { page } = await openConsole(browser, stack, workspaceId);
    await page.route('**/v1/assignments?*', (route) => route.abort());
    await page.goto(`/assistants/${assistantId}/try-it`);
    await page.getByText('What receives these events could not be loaded.').waitFor();
    const conversation = await page.getByText('Say something in the chat.').elementHandle();
    // It is read again every few seconds. What stands beside it stays meanwhile.
    for (let polls = 0; polls < 2; polls += 1) await page.waitForRequest('**/v1/assignments?*');
    assert.ok(await conversation?.evaluate((shown) => shown.isConnected));
    await page.unroute('**/v1/assignments?*');
    await page.getByRole('button', { name: 'Try again', exact: true }).click();
    await page.getByText('No webhook is assigned to this assistant').waitFor();
    await page.context().close();
  },
);
