import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { scopesOfRole } from '@flowforge/contracts/words';
import { until } from '@flowforge/testing/until';
import type { Browser, Page } from 'playwright-core';
import { type Api, textIn } from '../stack/api.js';
import { type SharedStack, sharedStack } from '../stack/stack.js';
import { launchChromium, needsChromium } from './chromium.js';
import { openConsole } from './console.js';
import { describedControls, formsWithWrongValues } from './wrong-values.js';

describe('forms of the console', needsChromium, () => {
  let stack: SharedStack;
  let browser: Browser;
  let api: Api;
  let page: Page;
  before(async () => {
    stack = await sharedStack();
    browser = await launchChromium();
    const workspace = await stack.workspace('Editing in the browser');
    api = workspace.api;
    ({ page } = await openConsole(browser, stack, workspace.workspaceId));
  });
  after(async () => {
    await browser.close();
    await stack.stop();
  });

  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const field = (name: string) => page.getByLabel(name, { exact: true });
  const heading = (name: string) => page.getByRole('heading', { name, level: 1, exact: true });

  test('a double click creates one thing', async () => {
    await page.goto('/forms');
    await button('Create a form').click();
    await field('Name').fill('Leads');
    await button('Create').dblclick();
    await heading('Leads').waitFor();
    await page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link', { name: 'Forms' }).click();
    await page.getByRole('link', { name: 'Leads', exact: true }).waitFor();
    assert.equal(await page.getByRole('link', { name: 'Leads', exact: true }).count(), 1);
  });

  test('Enter that is pressed again while the form is being sent creates one thing', async () => {
    await page.goto('/forms');
    await button('Create a form').click();
    await field('Name').fill('Feedback');
    let sent = 0;
    let goOn = (): void => undefined;
    const gate = new Promise<void>((resolve) => (goOn = resolve));
    await page.route('**/v1/forms', async (route) => {
      if (route.request().method() === 'POST') sent += 1;
      await gate;
      await route.continue();
    });
    await field('Name').press('Enter');
    await page.locator('button[data-waiting]').waitFor();
    await field('Name').press('Enter');
    goOn();
    await heading('Feedback').waitFor();
    assert.equal(sent, 1);
    await page.unroute('**/v1/forms');
  });

  test('two presses within one instant create one thing, also outside of a form', async () => {
    const id = textIn(await api.post('/v1/assistants', { name: 'Night porter' }), 'id');
    await page.goto(`/assistants/${id}/try-it`);
    await button('Create a chat widget').evaluate((element: HTMLButtonElement) => {
      element.click();
      element.click();
    });
    await page.frameLocator('iframe').getByRole('textbox', { name: 'Message' }).waitFor();
    const { body } = await api.get('/v1/widgets');
    const widgets: { assistant_id: string }[] = Object(body).items;
    assert.equal(widgets.filter(({ assistant_id }) => assistant_id === id).length, 1);
  });

  test('a press outside or Escape does not lose what was typed in a dialog', async () => {
    await page.goto('/assistants');
    const dialog = page.getByRole('dialog', { name: 'Create an assistant' });
    const question = page.getByRole('alertdialog', { name: 'Discard what you entered?' });
    await button('Create an assistant').click();
    await field('Name').fill('Concierge');
    await page.mouse.click(5, 5);
    await question.getByRole('button', { name: 'Keep editing', exact: true }).click();
    await question.waitFor({ state: 'detached' });
    assert.equal(await field('Name').inputValue(), 'Concierge');
    await field('Name').press('Escape');
    await question.getByRole('button', { name: 'Discard', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });

    await button('Create an assistant').click();
    assert.equal(await field('Name').inputValue(), '');
    await field('Name').press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  test('a drop-down that is opened before its options are read shows them when they arrive', async () => {
    const id = textIn(await api.post('/v1/assistants', { name: 'Porter' }), 'id');
    await page.goto(`/assistants/${id}/operations?assign=true`);
    const list = page.getByRole('combobox', { name: 'Webhook', exact: true });
    await list.click();
    await page.getByText('There is nothing to choose yet.').waitFor();
    await api.post('/v1/webhooks', { name: 'Archive', endpoint: 'http://127.0.0.1:9/archive' });
    const archive = page.getByRole('option', { name: 'Archive' });
    // A tab that comes back to the front reads again what is older than two seconds.
    await until('the list to be read again', async () => {
      await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
      return archive.isVisible();
    });
    await archive.click();
    assert.equal(await list.inputValue(), 'Archive');
  });

  test('the button stays in its place when the error of a field goes, so the first click counts', async () => {
    await page.goto('/profile/webhooks/new');
    await field('Name').fill('CRM');
    await field('Endpoint').fill('https://crm.example.com/#top');
    await button('Submit').click();
    await page.getByText('Some fields are not right yet.').waitFor();
    await field('Endpoint').fill('http://127.0.0.1:9/hooks');
    const before = await button('Submit').boundingBox();
    assert.ok(before !== null);
    await page.mouse.move(before.x + before.width / 2, before.y + before.height / 2);
    await page.mouse.down();
    assert.equal((await button('Submit').boundingBox())?.y, before.y);
    await page.mouse.up();
    await button('Done').click();
    await heading('CRM').waitFor();
  });

  test('each wrong value that an answer names is shown at its control, the first one has the focus, and none is lost', async () => {
    for (const {
      form,
      path,
      enter,
      button: send,
      request,
      controls,
      elsewhere,
      names = {},
    } of await formsWithWrongValues(api)) {
      const named = [...Object.keys(controls), ...elsewhere];
      const errors = named.map((field) => ({ field, message: `is wrong: ${field}` }));
      await page.route(request, (route) =>
        route.request().method() === 'GET'
          ? route.fallback()
          : route.fulfill({ status: 422, json: { code: 'invalid_request', detail: 'Wrong.', errors } }),
      );
      await page.goto(path);
      await enter(page);
      await button(send).click();
      await page.getByText(`Is wrong: ${named[0]}.`).filter({ visible: true }).waitFor();
      const described = await describedControls(page);
      for (const [name, control] of Object.entries(controls)) {
        const [label, beginning] = Array.isArray(control) ? control : [control, ''];
        const found = described.find(({ description }) =>
          description.includes(`${beginning}Is wrong: ${name}.`),
        );
        assert.equal(found?.label, label, `${form}: ${name}`);
        assert.equal(found.hasFocus, name === named[0], `${form}: focus of ${name}`);
      }
      const summary = await page.locator('[role=alert]').filter({ visible: true }).textContent();
      for (const name of elsewhere)
        assert.ok(summary?.includes(`${names[name] ?? name}: Is wrong: ${name}.`), `${form}: ${name}`);
      await page.unroute(request);
    }
  });

  test('a form can be sent again when only the server knows whether a value is still wrong', async () => {
    await page.goto('/profile/webhooks/new');
    await field('Name').fill('Gate');
    await field('Endpoint').fill('http://127.0.0.1:9/gate');
    await page.route(
      '**/v1/webhooks',
      (route) =>
        route.fulfill({ status: 422, json: { errors: [{ field: 'endpoint', message: 'is away' }] } }),
      { times: 1 },
    );
    await button('Submit').click();
    await page.getByText('Is away.').waitFor();
    await button('Submit').click();
    await button('Done').click();
    await heading('Gate').waitFor();
  });

  test('an API key begins without permissions, and is not created without one', async () => {
    await page.goto('/profile/api-keys');
    await button('Create an API key').click();
    await field('Name').fill('Shop backend');
    assert.equal(await page.getByRole('checkbox', { checked: true }).count(), 0);
    await button('Create').click();
    const problem = page.getByText('Choose at least one permission.');
    await problem.waitFor();
    const isInSight = await problem.evaluate((shown) => {
      const { top, bottom } = shown.getBoundingClientRect();
      return top >= 0 && bottom <= window.innerHeight;
    });
    assert.ok(isInSight, 'without scrolling');
    await button('Read only').click();
    assert.equal(await page.getByRole('checkbox', { name: /^Change/, checked: true }).count(), 0);
    await button('Create').click();
    const shownOnce = page.getByRole('alertdialog', { name: 'The API key “Shop backend”' });
    await shownOnce.waitFor();
    await page.keyboard.press('Escape');
    await button('Go back').click();
    await shownOnce.getByText('Copy it now').waitFor();
    await page.keyboard.press('Escape');
    await button('Close').last().click();
    await shownOnce.waitFor({ state: 'detached' });
    const keys: { name: string; scopes: string[] }[] = Object((await api.get('/v1/api-keys')).body).items;
    const scopes = keys.find(({ name }) => name === 'Shop backend')?.scopes ?? [];
    assert.deepEqual(scopes.toSorted(), [...scopesOfRole('viewer')].sort());
  });

  test('without a network “Save” says so and keeps what was entered; with one it saves', async () => {
    const id = textIn(await api.post('/v1/assistants', { name: 'Night shift' }), 'id');
    await page.goto(`/assistants/${id}/settings`);
    await field('Name').fill('Day shift');
    await page.context().setOffline(true);
    await button('Save').click();
    await page.getByText('Check your connection, then try again.').waitFor();
    assert.equal(await field('Name').inputValue(), 'Day shift');
    await page.context().setOffline(false);
    await button('Save').click();
    await heading('Day shift').waitFor();
  });

  test('unsaved changes are not lost without a question', async () => {
    const id = textIn(await api.post('/v1/assistants', { name: 'Reception' }), 'id');
    await page.goto(`/assistants/${id}/settings`);
    await field('Name').fill('Front desk');
    await page.getByRole('link', { name: 'Operations', exact: true }).click();
    const question = page.getByRole('alertdialog', { name: 'Leave without saving?' });
    await question.getByRole('button', { name: 'Cancel', exact: true }).click();
    assert.equal(await field('Name').inputValue(), 'Front desk');
    await button('Save').click();
    await heading('Front desk').waitFor();
    await page.getByRole('link', { name: 'Operations', exact: true }).click();
    await button('Assign Webhook').waitFor();
  });

  test('a form that no intent offers says so, and leads to an intent that offers it', async () => {
    const form = textIn(
      await api.post('/v1/forms', {
        name: 'Survey',
        fields: [{ name: 'email', label: 'E-mail', type: 'email', required: true }],
      }),
      'id',
    );
    const id = textIn(await api.post('/v1/assistants', { name: 'Surveyor', form_ids: [form] }), 'id');
    await page.goto(`/assistants/${id}/settings`);
    await page.getByText('Visitors do not see “Survey” yet').waitFor();
    await page.route(`**/v1/assistants/${id}`, (route) =>
      route.request().method() === 'GET'
        ? route.fallback()
        : route.fulfill({ status: 422, json: { errors: [{ field: 'name', message: 'is odd' }] } }),
    );
    await field('Name').fill('Survey desk');
    await button('Save').click();
    await page.getByText('Is odd.').waitFor();
    await page.unroute(`**/v1/assistants/${id}`);
    await button('Choose an intent').click();
    await button('Create an intent').click();
    const dialog = page.getByRole('dialog', { name: 'Create an intent' });
    await dialog.getByLabel('Name', { exact: true }).fill('FEEDBACK');
    await field('Example sentences').fill('I want to give feedback\nHow can I rate my stay?');
    await button('Create').click();
    await page.getByText('Shown when it recognises FEEDBACK').waitFor();
    assert.ok(await page.getByText('Is odd.').isVisible(), 'the message of the form around the dialog stays');
    assert.equal(await page.getByText('Visitors do not see “Survey” yet').count(), 0);
    assert.equal(
      (await api.get(`/v1/assistants/${id}`)).body['revision'],
      1,
      'the dialog saves the intent only',
    );
    await button('Save').click();
    // The message of the dialog before has the same words, so the words do not tell when this is saved.
    const intent = await until('the assistant to be saved', async () => {
      const { intent_ids } = (await api.get(`/v1/assistants/${id}`)).body;
      return Array.isArray(intent_ids) && intent_ids.length === 1 && String(intent_ids[0]);
    });
    assert.equal((await api.get(`/v1/intents/${intent}`)).body['form_id'], form);
  });

  test('a form that only an intent offers belongs to the assistant, and each page says where its thing is used', async () => {
    const form = textIn(
      await api.post('/v1/forms', {
        name: 'Callback',
        fields: [{ name: 'phone', label: 'Phone', type: 'phone', required: true }],
      }),
      'id',
    );
    const intent = textIn(
      await api.post('/v1/intents', { name: 'CALL ME', form_id: form, utterances: ['please call me'] }),
      'id',
    );
    await page.goto(`/intents/${intent}`);
    await page.getByText('No assistant uses it yet.').waitFor();
    const id = textIn(await api.post('/v1/assistants', { name: 'Operator', intent_ids: [intent] }), 'id');
    await page.goto(`/assistants/${id}/settings`);
    const choice = page.getByRole('checkbox', { name: 'Callback' });
    await page.getByText('Shown when it recognises CALL ME').waitFor();
    assert.ok(await choice.isChecked());
    await choice.press('Space');
    assert.ok(await choice.isChecked(), 'only the intent can take it away');
    await field('Name').fill('Telephone operator');
    await button('Save').click();
    await heading('Telephone operator').waitFor();
    assert.deepEqual((await api.get(`/v1/assistants/${id}`)).body['form_ids'], []);

    const link = (name: string) => page.getByRole('link', { name, exact: true });
    await link('Open Callback').click();
    await heading('Callback').waitFor();
    await page.getByText('Offered by').waitFor();
    await link('Telephone operator').waitFor();
    await link('CALL ME').click();
    await heading('CALL ME').waitFor();
    await link('Telephone operator').click();
    await heading('Telephone operator').waitFor();
    await page.goto('/assistants');
    const row = page.getByRole('row').filter({ hasText: 'Telephone operator' });
    await row.getByRole('cell', { name: '1', exact: true }).nth(1).waitFor();
  });
});
