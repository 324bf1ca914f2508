import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { until } from '@flowforge/testing/until';
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
  'fields are added, edited, sorted by keyboard, deleted and saved; the edited field stays; the newest version is really read',
  needsChromium,
  async (t) => {
    const { workspaceId, api } = await stack.workspace('form builder');
    const first = { name: 'email', label: 'E-mail', type: 'email', required: true };
    const id = textIn(await api.post('/v1/forms', { name: 'Booking', fields: [first] }), 'id');
    const stored = (...names: string[]) =>
      until(`the fields ${names.join()}`, async () => {
        const fields: { name: string }[] = Object((await api.get(`/v1/forms/${id}`)).body).fields;
        return fields.map(({ name }) => name).join() === names.join();
      });
    const { page, errors } = await openConsole(browser, stack, workspaceId);
    t.after(() => page.context().close());
    await page.goto(`/forms/${id}/fields`);
    const button = (name: string) => page.getByRole('button', { name, exact: true });
    const label = page.getByLabel('Label', { exact: true });
    const edited = (name: string) => page.getByRole('heading', { name: `Field “${name}”` });

    for (const text of ['Guests', 'Pets']) {
      await button('Add a field').click();
      await edited('New field').waitFor();
      await label.fill(text);
    }
    await button('Save').click();
    await stored('email', 'guests', 'pets');
    await edited('Pets').waitFor();

    // A moved field is still the edited one after it was saved.
    await page.getByRole('row', { name: /Pets/ }).focus();
    await page.keyboard.press('Alt+ArrowUp');
    await button('Save').click();
    await stored('email', 'pets', 'guests');
    await button('Discard changes').waitFor({ state: 'detached' });
    await edited('Pets').waitFor();

    await button('Delete the field').click();
    const other = await api.patch(`/v1/forms/${id}`, { name: 'Booking of a table' });
    assert.equal(other.status, 200);
    await button('Save').click();
    await page.getByText('Somebody else has changed this form').waitFor();
    await button('Take the newest version').click();
    await page.getByText('Somebody else has changed this form').waitFor({ state: 'detached' });
    assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'Booking of a table');
    await page.getByRole('row', { name: /Guests/ }).click();
    await button('Delete the field').click();
    await button('Save').click();
    await stored('email', 'pets');
    assert.deepEqual(errors, []);

    // An assistant may send the form, too.
    const create = async (path: string, body: object) => textIn(await api.post(path, body), 'id');
    const intent = {
      name: 'BOOK',
      form_id: id,
      utterances: ['a table please', 'book a table', 'we want a table'],
    };
    const assistant = { name: 'Host', intent_ids: [await create('/v1/intents', intent)] };
    const assignment = {
      webhook_id: await create('/v1/webhooks', { name: 'CRM', endpoint: 'http://127.0.0.1:9/hooks' }),
      assistant_id: await create('/v1/assistants', assistant),
      event_types: ['captured_form.created', 'conversation.closed'],
    };
    await page.goto(`/forms/${id}/webhook`);
    await page.getByText('Nothing is sent yet when a visitor completes this form.').waitFor();
    await create('/v1/assignments', assignment);
    await page.reload();
    await page.getByText('Host sends it to CRM.').waitFor();
    await page.getByText('None is assigned to the form itself.').waitFor();
  },
);
