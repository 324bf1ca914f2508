import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { type TestEndpoint, startEndpoint } from '@flowforge/testing/endpoint';
import { until } from '@flowforge/testing/until';
import { Webhook } from 'standardwebhooks';
import { type Api, textIn } from '../stack/api.js';
import { type SharedStack, sharedStack } from '../stack/stack.js';
import { findChromium, launchChromium, needsChromium } from './chromium.js';
import { openPage, signIn } from './console.js';
import { type CustomerSite, startCustomerSite } from './customer-page.js';
import { Visitor } from './visitor.js';

// The user's guide, sentence by sentence: in the console by the names that the guide gives, then as a visitor of the business's site.

let stack: SharedStack;
let browser: Browser;
let endpoint: TestEndpoint;
let site: CustomerSite;

before(async () => {
  if (findChromium() === undefined) return;
  stack = await sharedStack();
  [browser, endpoint, site] = await Promise.all([
    launchChromium(),
    startEndpoint(),
    startCustomerSite(stack.url),
  ]);
});
after(async () => {
  await browser?.close();
  await Promise.all([site?.stop(), endpoint?.stop(), stack?.stop()]);
});

test(
  'the guide, from the first sign-in to three webhooks that the console shows',
  needsChromium,
  async () => {
    const { workspaceId, api } = await stack.workspace('guide');
    const widgetId = await createAssistant(api);
    const { page, errors } = await openPage(browser, stack.url);
    await signIn(page, await stack.user(workspaceId, 'owner'));
    const link = (name: string) => page.getByRole('link', { name, exact: true }).click();
    const button = (name: string) => page.getByRole('button', { name, exact: true }).click();
    const options = page.getByRole('combobox', { name: 'Webhook', exact: true });

    // “Navigate to your Flowforge profile and click on “Add a Webhook” under the Webhooks tab.”
    await link('Profile');
    await link('Webhooks');
    await button('Add a Webhook');
    // “Enter the name and endpoint where the webhook data will be sent. Click on “Submit.””
    const crm = await submitWebhook(page, 'CRM', `${endpoint.url}/crm`);
    const deliveriesOfCrm = page.url();

    // “Click on “AI Agents” from the sidebar and navigate to the Assistants tab. Choose your desired assistant and click on the
    // “Assign Webhook” button under the Operations tab.”
    await link('AI Agents');
    await link('Assistants');
    await link('Reception');
    await link('Operations');
    const operations = page.url();
    await button('Assign Webhook');
    // “Select the webhook you just created by clicking on the drop-down menu, and click on "Save."”
    await options.click();
    await page.getByRole('option', { name: 'CRM' }).click();
    await button('Save');
    await page.getByRole('button', { name: 'Unassign CRM' }).waitFor();

    // “Alternatively, you can also create a new webhook by clicking on the “Create Webhook” button. … redirected to Step 1.”
    await button('Assign Webhook');
    await button('Create Webhook');
    const archive = await submitWebhook(page, 'Archive', `${endpoint.url}/archive`);
    assert.equal(page.url().split('?')[0], operations);
    await until('Archive is chosen', async () => (await options.inputValue()) === 'Archive');
    await button('Save');
    await page.getByRole('button', { name: 'Unassign Archive' }).waitFor();

    // “Navigate to Forms under AI Agents to choose from existing webhooks or create a new one.”
    await link('AI Agents');
    await link('Forms');
    await link('Algoscale Leads');
    await options.click();
    await page.getByRole('option', { name: 'CRM' }).click();
    await button('Save');
    await page.getByRole('button', { name: 'Unassign CRM' }).waitFor();
    await button('Create Webhook');
    const leads = await submitWebhook(page, 'Leads', `${endpoint.url}/leads`);
    await until('Leads is chosen', async () => (await options.inputValue()) === 'Leads');
    await button('Save');
    await page.getByRole('button', { name: 'Unassign Leads' }).waitFor();

    // Two tabs of the console stay open from here on.
    const conversations = await openTab(page, '/conversations');
    await conversations.page.getByText('No conversation yet').waitFor();
    const deliveries = await openTab(page, deliveriesOfCrm);
    await deliveries.page.getByText('Nothing was sent yet').waitFor();

    // “A user engages with a Flowforge chatbot and inquires about a product.”
    const visitor = await Visitor.open(browser, site.page(widgetId));
    await visitor.openChat();
    await visitor.say('how much is a room');
    await conversations.page.getByRole('link', { name: 'how much is a room' }).click();
    await seeIn(conversations.page, 'Transcript', 'Intent SALES');
    await deliveries.page.getByRole('link', { name: 'captured_intent.created' }).waitFor();

    // “In response, the Flowforge bot prompts the user to provide additional details by filling out a form.”
    await visitor.see('May I have your details?');
    await visitor.button('Submit').click();
    await visitor.see('Please fill in this field.');
    await visitor.field('Name').fill('Smith Stevens');
    await visitor.field('E-mail').fill('smith@gmail');
    await visitor.button('Submit').click();
    await visitor.see('Please enter an e-mail address');
    await visitor.field('E-mail').fill('smith@gmail.com');
    await visitor.field('Query').fill('flask developer');
    await visitor.button('Submit').click();
    await visitor.see('Thank you!');
    await seeIn(conversations.page, 'Transcript', 'flask developer');
    await deliveries.page.getByRole('link', { name: 'captured_form.created' }).waitFor();

    // “This event signals the end of each conversation.”
    await visitor.button('End chat').click();
    await visitor.button('End chat').click();
    await visitor.see('This chat has ended.');
    await conversations.page.getByText('Closed by the visitor').waitFor();
    await deliveries.page.getByRole('link', { name: 'conversation.closed' }).waitFor();
    await until('three deliveries', async () => (await delivered(deliveries.page, 'group', 'row')) === 3);
    // Two of them are for CRM and Archive, the form is for CRM and Leads.
    await until(
      'six deliveries',
      async () => (await delivered(conversations.page, 'list', 'listitem')) === 6,
    );
    assert.deepEqual([conversations.loads(), deliveries.loads()], [1, 1], 'no tab was loaded again');

    await visitor.leave();
    await page.context().close();
    assert.deepEqual(errors, []);
    assert.deepEqual(eventsAt('/crm', crm), [
      'captured_form.created',
      'captured_intent.created',
      'conversation.closed',
    ]);
    assert.deepEqual(eventsAt('/archive', archive), ['captured_intent.created', 'conversation.closed']);
    assert.deepEqual(eventsAt('/leads', leads), ['captured_form.created']);
  },
);

/** What the business has before the guide begins: an assistant with an intent and a form. @returns the id of its widget */
async function createAssistant(api: Api): Promise<string> {
  const create = async (path: string, body: object): Promise<string> =>
    textIn(await api.post(path, body), 'id');
  const formId = await create('/v1/forms', {
    name: 'Algoscale Leads',
    fields: [
      { name: 'name', label: 'Name', type: 'text', required: true },
      { name: 'email', label: 'E-mail', type: 'email', required: true },
      { name: 'query', label: 'Query', type: 'text' },
    ],
  });
  const intentId = await create('/v1/intents', {
    name: 'SALES',
    reply: 'May I have your details?',
    form_id: formId,
    utterances: ['how much is a room', 'what does a night cost', 'your prices please'],
  });
  const assistantId = await create('/v1/assistants', {
    name: 'Reception',
    form_ids: [formId],
    intent_ids: [intentId],
  });
  return create('/v1/widgets', { assistant_id: assistantId, channel: 'chat' });
}

/** Fills in “Add a Webhook”, and leaves the page of the secret. @returns the secret */
async function submitWebhook(page: Page, name: string, address: string): Promise<string> {
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Endpoint', { exact: true }).fill(address);
  await page.getByRole('button', { name: 'Submit', exact: true }).click();
  const secret = await page.getByText(/^whsec_[\w+/=]+$/).innerText();
  await page.getByRole('button', { name: 'Done', exact: true }).click();
  await page.waitForURL((url) => !url.pathname.endsWith('/new'));
  return secret;
}

/** Opens another tab of the same browser, and counts how often a page was loaded in it. */
async function openTab(beside: Page, path: string): Promise<{ page: Page; loads: () => number }> {
  const page = await beside.context().newPage();
  let loads = 0;
  page.on('load', () => (loads += 1));
  await page.goto(path);
  return { page, loads: () => loads };
}

/** Waits for a text in the list with this label. */
function seeIn(page: Page, list: string, text: string): Promise<void> {
  return page.getByRole('list', { name: list }).getByRole('listitem').filter({ hasText: text }).waitFor();
}

/** How many entries of the table or the list “Deliveries” are delivered. */
function delivered(page: Page, list: 'group' | 'list', entry: 'row' | 'listitem'): Promise<number> {
  const entries = page.getByRole(list, { name: 'Deliveries' }).getByRole(entry);
  return entries.filter({ hasText: 'Delivered' }).count();
}

/** The events that arrived at a path, sorted. Throws when the signature of one is wrong. */
function eventsAt(path: string, secret: string): string[] {
  return endpoint.received
    .filter((request) => request.path === path)
    .map(({ headers, body }) => {
      new Webhook(secret).verify(
        body,
        Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
      );
      return String(headers['flowforge-event']);
    })
    .sort();
}
