import assert from 'node:assert/strict';
import { after, before, describe, test, type TestContext } from 'node:test';
import { startEndpoint } from '@flowforge/testing/endpoint';
import { until } from '@flowforge/testing/until';
import type { Browser, Page } from 'playwright-core';
import { type Api, textIn } from '../stack/api.js';
import { setUpAssistant, startVisit } from '../stack/guide.js';
import { type SharedStack, sharedStack } from '../stack/stack.js';
import { launchChromium, needsChromium } from './chromium.js';
import { openConsole, openPage, signIn } from './console.js';

/** Accepts a connection and nothing more: these tests need no answer. */
const ENDPOINT = 'http://127.0.0.1:9/hooks';

describe('Profile → Webhooks', needsChromium, () => {
  let stack: SharedStack;
  let browser: Browser;
  let workspaceId: string;
  let api: Api;
  let page: Page;
  before(async () => {
    stack = await sharedStack();
    browser = await launchChromium();
    ({ workspaceId, api } = await stack.workspace('Webhooks in the browser'));
    ({ page } = await openConsole(browser, stack, workspaceId));
  });
  after(async () => {
    await browser.close();
    await stack.stop();
  });

  const add = async (name: string): Promise<string> =>
    textIn(await api.post('/v1/webhooks', { name, endpoint: ENDPOINT }), 'id');
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const link = (name: string) => page.getByRole('link', { name, exact: true });
  const heading = (name: string) => page.getByRole('heading', { name, level: 1, exact: true });

  test('a webhook is added as the guide says, and its secret is shown once', async () => {
    await link('Profile').click();
    await link('Webhooks').click();
    await button('Add a Webhook').click();
    await page.getByLabel('Name', { exact: true }).fill('CRM');
    await page.getByLabel('Endpoint', { exact: true }).fill(ENDPOINT);
    await button('Submit').click();
    const secret = await page.getByText(/^whsec_[\w+/=]+$/).innerText();
    // Leaving by another way asks, because the secret is lost.
    await link('Profile').click();
    const question = page.getByRole('alertdialog', { name: 'Leave without the secret?' });
    await question.getByText('Rotate secret').waitFor();
    await question.getByRole('button', { name: 'Cancel', exact: true }).click();
    const asked = page.waitForEvent('dialog');
    const reload = page.reload().catch(() => undefined);
    const dialog = await asked;
    assert.equal(dialog.type(), 'beforeunload');
    await dialog.dismiss();
    await page.getByText(secret).waitFor();
    await button('Done').click();
    await reload;
    await heading('CRM').waitFor();
    await page.getByRole('link', { name: 'Webhooks' }).first().click();
    await link('CRM').waitFor();
    assert.ok(!(await page.content()).includes(secret));
  });

  test('what the server refuses stands at its field', async () => {
    await page.goto('/profile/webhooks/new');
    await page.getByLabel('Name', { exact: true }).fill('CRM');
    const endpoint = page.getByLabel('Endpoint', { exact: true });
    await endpoint.fill('https://crm.example.com/#top');
    await button('Submit').click();
    await page.getByText(/^Must not contain a fragment/).waitFor();
    assert.equal(await endpoint.getAttribute('aria-invalid'), 'true');
  });

  test('“Done” goes back to where “Create Webhook” was pressed, with the new one, and never to another site', async () => {
    const done = async (returnTo: string): Promise<URL> => {
      await page.goto(`/profile/webhooks/new?return_to=${encodeURIComponent(returnTo)}`);
      await page.getByLabel('Name', { exact: true }).fill('Back');
      await page.getByLabel('Endpoint', { exact: true }).fill(ENDPOINT);
      await button('Submit').click();
      await button('Done').click();
      await page.waitForURL((url) => !url.pathname.endsWith('/new'));
      return new URL(page.url());
    };
    const { formId } = await setUpAssistant(api);
    const back = await done(`/forms/${formId}/webhook`);
    assert.equal(back.pathname, `/forms/${formId}/webhook`);
    assert.match(back.searchParams.get('webhook_id') ?? '', /^[0-9a-f-]{36}$/);
    for (const hostile of ['//evil.example', '/\\evil.example', 'https://evil.example']) {
      const { origin, pathname } = await done(hostile);
      assert.equal(origin, new URL(stack.url).origin);
      assert.match(pathname, /^\/profile\/webhooks\/[0-9a-f-]{36}\/deliveries$/);
    }
  });

  test('a change that somebody else has overtaken is not saved', async () => {
    const id = await add('Shared');
    await page.goto(`/profile/webhooks/${id}/settings`);
    await page.getByLabel('Name', { exact: true }).fill('Mine');
    await api.patch(`/v1/webhooks/${id}`, { name: 'Theirs' });
    await button('Save').click();
    await page.getByText('Somebody else has changed this webhook').waitFor();
    assert.equal((await api.get(`/v1/webhooks/${id}`)).body['name'], 'Theirs');
    await heading('Theirs').waitFor();
    await button('Take the newest version').click();
    await page.getByText('Somebody else has changed this webhook').waitFor({ state: 'detached' });
    assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'Theirs');
    await page.getByLabel('Name', { exact: true }).fill('Ours');
    await button('Save').click();
    await heading('Ours').waitFor();
    assert.equal((await api.get(`/v1/webhooks/${id}`)).body['name'], 'Ours');
  });

  test('a delivery appears without a reload, opens in the panel, and Escape gives the focus back to its row', async () => {
    const id = await add('Live');
    const { assistantId, widgetId } = await setUpAssistant(api);
    await api.post('/v1/assignments', { webhook_id: id, assistant_id: assistantId });
    await page.goto(`/profile/webhooks/${id}/deliveries`);
    await page.getByText('Nothing was sent yet').waitFor();
    const started = await api.post('/v1/chat/conversations', { widget_id: widgetId });
    const visitor = api.as(textIn(started, 'visitor_token'));
    await visitor.post(`/v1/chat/conversations/${textIn(started, 'conversation_id')}/close`);
    const row = link('conversation.closed');
    await row.focus();
    await page.keyboard.press('Enter');
    await page
      .getByRole('dialog', { name: 'conversation.closed' })
      .getByText('Your endpoint', { exact: false })
      .first()
      .waitFor();
    assert.match(page.url(), /\/deliveries\/[0-9a-f-]{36}$/);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.equal(await row.evaluate((element) => element === document.activeElement), true);
  });

  test('a webhook is assigned from its own page to an assistant and to a form', async () => {
    const id = await add('Assigned here');
    const { assistantId, formId } = await setUpAssistant(api);
    await api.patch(`/v1/assistants/${assistantId}`, { name: 'Concierge' });
    await api.patch(`/v1/forms/${formId}`, { name: 'Room request' });
    await page.goto(`/profile/webhooks/${id}/assignments`);
    const assignTo = async (name: string): Promise<void> => {
      await button('Assign Webhook').click();
      await page.getByRole('combobox', { name: 'Assistant or form' }).fill(name);
      await page.getByRole('option', { name }).click();
      await button('Save').click();
      await link(name).waitFor();
    };
    await assignTo('Concierge');
    await assignTo('Room request');
    const { body } = await api.get(`/v1/assignments?webhook_id=${id}`);
    const items: { assistant_id: string | null; form_id: string | null; event_types: string[] }[] =
      Object(body).items;
    assert.deepEqual(
      items.map(({ assistant_id, form_id, event_types }) => [assistant_id ?? form_id, ...event_types]).sort(),
      [
        [assistantId, 'captured_intent.created', 'conversation.closed'],
        [formId, 'captured_form.created'],
      ].sort(),
    );
    await link('Concierge').click();
    await heading('Concierge').waitFor();
  });

  test('a delivery shows the body that was sent, and a test event is sent only after its body was shown', async (t) => {
    const endpoint = await startEndpoint();
    t.after(() => endpoint.stop());
    const id = textIn(
      await api.post('/v1/webhooks', { name: 'Bodies', endpoint: `${endpoint.url}/b` }),
      'id',
    );
    const { assistantId, widgetId } = await setUpAssistant(api);
    await api.post('/v1/assignments', { webhook_id: id, assistant_id: assistantId });
    const { visitor, path, conversationId } = await startVisit(api, widgetId);
    await visitor.post(`${path}/close`);
    const received = await until('the request', () => endpoint.received.find((each) => each.path === '/b'));
    await page.goto(`/profile/webhooks/${id}/deliveries`);
    await link('conversation.closed').click();
    const shown = page.getByRole('group', { name: 'request body' });
    assert.deepEqual(JSON.parse(await shown.innerText()), JSON.parse(received.body));
    assert.ok((await shown.innerText()).includes(conversationId));
    await page.getByText('The same bytes in every attempt', { exact: false }).waitFor();
    await page.keyboard.press('Escape');

    await button('Send test event').click();
    const preview = page.getByRole('group', { name: 'body that will be sent' });
    assert.equal(JSON.parse(await preview.innerText()).event, 'captured_form.created');
    assert.equal(endpoint.received.length, 1);
    await button('Send').click();
    await page.getByText('Your endpoint answered 200.').waitFor();
    assert.equal(endpoint.received.length, 2);
  });

  /** A webhook whose endpoint answers 503 and whose retries come after an hour, and a visit that it is told of. */
  async function failingWebhook(t: TestContext, name: string) {
    const endpoint = await startEndpoint();
    t.after(() => endpoint.stop());
    endpoint.behave(() => 503);
    const webhook = { name, endpoint: `${endpoint.url}/hook`, schedule: [3_600] };
    const id = textIn(await api.post('/v1/webhooks', webhook), 'id');
    const { assistantId, widgetId } = await setUpAssistant(api);
    await api.post('/v1/assignments', { webhook_id: id, assistant_id: assistantId });
    const visit = async (): Promise<void> => {
      const { visitor, path } = await startVisit(api, widgetId);
      await visitor.post(`${path}/close`);
    };
    return { endpoint, id, visit };
  }

  test('after an outage, waiting deliveries are sent from the page of the webhook, and a recovery says what it did', async (t) => {
    const { endpoint, id, visit } = await failingWebhook(t, 'Was down');
    const visits = 3;
    for (let made = 0; made < visits; made += 1) await visit();
    const inStatus = (status: string, count: number) =>
      until(`${count} ${status} deliveries`, async () => {
        const { body } = await api.get(`/v1/deliveries?webhook_id=${id}&status=${status}`);
        return Object(body).items.length === count;
      });
    await inStatus('pending', visits);

    await page.goto('/overview');
    await page.getByText('Was down: 3 deliveries wait for a retry').waitFor();
    await page.goto(`/profile/webhooks/${id}/deliveries`);
    await page.getByText('3 deliveries wait for their next attempt').waitFor();
    endpoint.behave(() => 200);
    await link('conversation.closed').first().click();
    await button('Send now').click();
    await page.getByText('Your endpoint accepted it after 2 attempts.').waitFor();
    // The button may have gone, and the focus with it.
    await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
    await page.keyboard.press('Escape');
    await page.getByText('2 deliveries wait for their next attempt').waitFor();
    await button('Send all now').click();
    await page.getByText('Recovery finished: 2 deliveries queued to be sent').waitFor();
    await inStatus('delivered', visits);

    // Disabled, enabled again from the notice, and what was missed is recovered.
    await api.patch(`/v1/webhooks/${id}`, { enabled: false });
    await visit();
    await page.getByText('This webhook is disabled').waitFor();
    await button('Enable').click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Enable', exact: true }).click();
    await page.getByText('What happened while it was disabled was not sent').waitFor();
    const missed = page.getByRole('button', { name: 'Recover what it missed' });
    await missed.click();
    const dialog = page.getByRole('dialog', { name: 'Recover deliveries' });
    await dialog.getByRole('button', { name: 'Recover', exact: true }).click();
    await page.getByText('Recovery finished: 1 delivery queued to be sent').waitFor();
    await inStatus('delivered', visits + 1);
  });

  test('while sending is paused, nothing is offered that would send nothing, and the list does not wait for the figures', async (t) => {
    const { id, visit } = await failingWebhook(t, 'Paused');
    // Ten failures in a row open the circuit, so the newest deliveries wait for the probe, and the oldest ones for their retry.
    for (let made = 0; made < 14; made += 1) await visit();
    await until('a delivery that waits for the probe', async () => {
      const { body } = await api.get(`/v1/deliveries?webhook_id=${id}&status=pending`);
      return Object(body).items.some(
        (item: { waiting_for: { reason: string } | null }) => item.waiting_for?.reason === 'circuit',
      );
    });

    const { page: reader } = await openConsole(browser, stack, workspaceId);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await reader.route('**/v1/statistics/waiting', async (route) => {
      await held;
      await route.continue();
    });
    await reader.goto(`/profile/webhooks/${id}/deliveries`);
    const row = reader.getByRole('link', { name: 'conversation.closed', exact: true }).first();
    await row.waitFor();
    const before = await row.boundingBox();
    release();
    await reader.getByText(/^\d+ deliver(y waits|ies wait)$/).waitFor();
    assert.deepEqual(await row.boundingBox(), before, 'the list stays where it is');
    assert.equal(await reader.getByRole('button', { name: 'Send all now' }).count(), 0);

    await row.click();
    await reader.getByText('It cannot be sent earlier', { exact: false }).waitFor();
    assert.equal(await reader.getByRole('button', { name: 'Send now' }).count(), 0);
    await reader.keyboard.press('Escape');
    await reader.getByRole('link', { name: 'conversation.closed', exact: true }).last().click();
    await reader.getByRole('button', { name: 'Send now' }).click();
    await reader.getByText('It is queued. Sending is paused', { exact: false }).waitFor();
  });

  test('a webhook is added with the keyboard alone', async () => {
    await page.goto('/profile/webhooks');
    await button('Add a Webhook').waitFor();
    await tabTo(page, 'Add a Webhook');
    await page.keyboard.press('Enter');
    await heading('Add a Webhook').waitFor();
    assert.equal(await focused(page), 'Add a Webhook');
    await page.keyboard.press('Tab');
    await page.keyboard.type('By keyboard');
    await page.keyboard.press('Tab');
    await page.keyboard.type(ENDPOINT);
    await page.keyboard.press('Enter');
    await page.getByText(/^whsec_/).waitFor();
    await tabTo(page, 'Done');
    await page.keyboard.press('Enter');
    await heading('By keyboard').waitFor();
  });

  test('a viewer sees everything and is offered no change', async () => {
    const id = await add('Read only');
    const { page: viewer } = await openConsole(browser, stack, workspaceId, { role: 'viewer' });
    await viewer.goto('/profile/webhooks');
    await viewer.getByRole('link', { name: 'Read only' }).waitFor();
    assert.equal(await viewer.getByRole('button', { name: 'Add a Webhook' }).count(), 0);
    await viewer.goto(`/profile/webhooks/${id}/settings`);
    await viewer.getByLabel('Endpoint', { exact: true }).waitFor();
    for (const name of ['Save', 'Delete', 'Disable', 'Rotate secret', 'Send test event', 'Add a header'])
      assert.equal(await viewer.getByRole('button', { name, exact: true }).count(), 0, name);
    assert.equal(await viewer.getByLabel('Endpoint', { exact: true }).isEditable(), false);
    await viewer.getByRole('link', { name: 'API keys', exact: true }).waitFor();
    assert.equal(await viewer.getByRole('link', { name: 'Audit log', exact: true }).count(), 0);
    await viewer.goto('/profile/audit-log');
    await viewer.getByRole('heading', { name: 'Only owners can read the audit log' }).waitFor();
  });

  test('a page without a session leads to the sign-in page and back, and never to another site', async () => {
    const user = await stack.user(workspaceId, 'owner');
    const path = `/profile/webhooks/${await add('Asked for')}/deliveries?status=failed`;
    const { page: stranger } = await openPage(browser, stack.url);
    await stranger.goto(path);
    await stranger.getByRole('heading', { name: 'Sign in to Flowforge' }).waitFor();
    await stranger.getByLabel('Email').fill(user.email);
    await stranger.getByLabel('Password').fill(user.password);
    await stranger.getByRole('button', { name: 'Sign in' }).click();
    await stranger.waitForURL(`**${path}`);
    await stranger.getByRole('button', { name: 'Sign out' }).click();
    await stranger.waitForURL('**/sign-in');
    for (const hostile of ['//evil.example', 'https://evil.example', 'javascript:alert(1)']) {
      await stranger.context().clearCookies();
      await signIn(stranger, user, `/sign-in?next=${encodeURIComponent(hostile)}`);
    }
  });

  test('a session that has ended elsewhere leads to the sign-in page', async () => {
    const { page: other } = await openConsole(browser, stack, workspaceId);
    await other.goto('/profile/webhooks');
    await other.getByRole('heading', { name: 'Webhooks' }).waitFor();
    await other.evaluate(() => fetch('/v1/sessions/current', { method: 'DELETE' }));
    await until('the sign-in page', () => Promise.resolve(other.url().includes('/sign-in?next=')));
  });
});

/** The text of the element that has the focus. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.textContent ?? '');
}

/** Presses Tab until the element with this text has the focus. */
async function tabTo(page: Page, text: string): Promise<void> {
  for (let pressed = 0; pressed < 60; pressed += 1) {
    if ((await focused(page)) === text) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`${text} was not reached with the keyboard`);
}
