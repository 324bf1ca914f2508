import type { Page } from 'playwright-core';
import type { Api } from '../stack/api.js';
import { textIn } from '../stack/api.js';

/** A form of the console, and the wrong values that an answer to it can name. */
export interface WrongValues {
  form: string;
  path: string;
  /** Opens the form, and enters what may be sent. */
  enter: (page: Page) => Promise<void>;
  /** The button that sends it. */
  button: string;
  /** Path of the request, as a glob. */
  request: string;
  /** By path of the value: the label of its control, and how the message begins if not with itself. */
  controls: Readonly<Record<string, string | [label: string, beginning: string]>>;
  /** Paths of values that the form does not show. */
  elsewhere: readonly string[];
  /** How these are named when not by their path. */
  names?: Readonly<Record<string, string>>;
}

/** Makes one of each thing that is edited; returns its forms. */
export async function formsWithWrongValues(api: Api): Promise<WrongValues[]> {
  const create = async (path: string, body: object): Promise<string> =>
    textIn(await api.post(path, body), 'id');
  const fields = [
    { name: 'name', label: 'Name', type: 'text' },
    { name: 'note', label: 'Note', type: 'textarea' },
    { name: 'size', label: 'Size', type: 'select', options: ['Small', 'Large'] },
    { name: 'more', label: 'More', type: 'text' },
  ];
  const form = await create('/v1/forms', { name: 'Wrong', fields });
  const intent = await create('/v1/intents', {
    name: 'WRONG',
    utterances: ['something is wrong', 'this is not right'],
  });
  const assistant = await create('/v1/assistants', { name: 'Wrong', form_ids: [form], intent_ids: [intent] });
  const widget = await create('/v1/widgets', {
    assistant_id: assistant,
    channel: 'chat',
    allowed_origins: ['https://one.example', 'https://two.example'],
  });
  const webhook = await create('/v1/webhooks', {
    name: 'Wrong',
    endpoint: 'http://127.0.0.1:9/wrong',
    headers: { 'x-key': 'a' },
    rate_limit: { limit: 5, per: 'second' },
  });
  const fill = (label: string, text: string) => (page: Page) =>
    page.getByLabel(label, { exact: true }).first().fill(text);
  const open = (button: string, label: string, text: string) => async (page: Page) => {
    await page.getByRole('button', { name: button, exact: true }).click();
    await fill(label, text)(page);
  };
  return [
    {
      form: 'Webhook',
      path: `/profile/webhooks/${webhook}/settings`,
      enter: fill('Name', 'Changed'),
      button: 'Save',
      request: '**/v1/webhooks/*',
      controls: {
        name: 'Name',
        endpoint: 'Endpoint',
        event_types: 'Event types',
        payload_version: 'Payload version',
        'headers.x-key': 'Value 1',
        'schedule[2]': ['Retry schedule', 'Entry 3: '],
        'rate_limit.limit': 'Attempts',
        'rate_limit.per': 'In each',
        ordering: 'Ordering',
      },
      elsewhere: ['headers', 'enabled'],
    },
    {
      form: 'Add a Webhook',
      path: '/profile/webhooks/new',
      enter: async (page) => {
        await fill('Name', 'New')(page);
        await fill('Endpoint', 'https://new.example/hooks')(page);
      },
      button: 'Submit',
      request: '**/v1/webhooks',
      controls: { name: 'Name', endpoint: 'Endpoint' },
      elsewhere: [],
    },
    {
      form: 'Widget',
      path: `/widgets/${widget}`,
      enter: fill('Text on the button', 'Ask us'),
      button: 'Save',
      request: '**/v1/widgets/*',
      controls: {
        assistant_id: 'Assistant',
        'allowed_origins[1]': ['Allowed origins', '“https://two.example”: '],
        color: 'Colour',
        position: 'Side of the window',
        launcher_text: 'Text on the button',
        locale: 'Language',
      },
      elsewhere: ['phone_number'],
    },
    {
      form: 'Assistant',
      path: `/assistants/${assistant}/settings`,
      enter: fill('Name', 'Changed'),
      button: 'Save',
      request: '**/v1/assistants/*',
      controls: {
        name: 'Name',
        greeting: 'Greeting',
        fallback_reply: 'Fallback reply',
        'form_ids[0]': ['Forms of this assistant', 'Entry 1: '],
        intent_ids: 'Intents of this assistant',
        idle_close_minutes: 'Close after minutes without a message',
        default_region: 'Country of phone numbers',
      },
      elsewhere: [],
    },
    {
      form: 'Form builder',
      path: `/forms/${form}/fields`,
      enter: fill('Name', 'Changed'),
      button: 'Save',
      request: '**/v1/forms/*',
      controls: {
        'fields[2].label': 'Label',
        'fields[2].name': 'Handle',
        'fields[2].type': 'Type',
        'fields[2].options[1]': ['Choices', '“Large”: '],
      },
      elsewhere: ['fields', 'fields[3].label'],
      names: { 'fields[3].label': 'Field 4 “More”, label' },
    },
    {
      form: 'Intent',
      path: `/intents/${intent}`,
      enter: fill('Name', 'CHANGED'),
      button: 'Save',
      request: '**/v1/intents/*',
      controls: {
        name: 'Name',
        'utterances[1]': ['Example sentences', '“this is not right”: '],
        reply: 'Reply',
        form_id: 'Offer the form',
        threshold: 'Confidence needed',
        description: 'Note',
      },
      elsewhere: [],
    },
    {
      form: 'Which intent',
      path: '/intents',
      enter: fill('Message', 'something is wrong'),
      button: 'Try',
      request: '**/v1/intents/classify',
      controls: { assistant_id: 'Assistant', text: 'Message' },
      elsewhere: [],
    },
    {
      form: 'API key',
      path: '/profile/api-keys',
      enter: async (page) => {
        await open('Create an API key', 'Name', 'Shop')(page);
        await page.getByRole('button', { name: 'Read only', exact: true }).click();
      },
      button: 'Create',
      request: '**/v1/api-keys',
      controls: { name: 'Name', 'scopes[0]': ['Permissions', 'Entry 1: '] },
      elsewhere: [],
    },
    {
      form: 'Invitation',
      path: '/profile/members',
      enter: open('Invite a member', 'Email', 'ann@example.com'),
      button: 'Create invitation',
      request: '**/v1/invitations',
      controls: { email: 'Email', role: 'Role' },
      elsewhere: [],
    },
    {
      form: 'Your details',
      path: '/profile/account',
      enter: fill('Name', 'Changed'),
      button: 'Save',
      request: '**/v1/users/*',
      controls: { name: 'Name' },
      elsewhere: ['role'],
    },
  ];
}

/** A control with a description: its label, its description, and whether it or something in it has the focus. */
export interface DescribedControl {
  label: string;
  description: string;
  hasFocus: boolean;
}

/** The controls of the page that a description is tied to (`aria-describedby`). */
export async function describedControls(page: Page): Promise<DescribedControl[]> {
  return page.evaluate(() => {
    const texts = (ids: string | null): string[] =>
      (ids ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '');
    return [...document.querySelectorAll('[aria-describedby]')].map((element) => {
      const labels = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
      return {
        label:
          (labels ? element.labels?.[0]?.textContent : undefined) ??
          texts(element.getAttribute('aria-labelledby')).at(-1) ??
          '',
        description: texts(element.getAttribute('aria-describedby')).join(' '),
        hasFocus: element.contains(document.activeElement),
      };
    });
  });
}
