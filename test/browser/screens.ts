import type { Page } from 'playwright-core';
import type { DemoWorkspace } from './demo-workspace.js';

/** One picture of the console: a page in one of its states. */
export interface Screen {
  /** Name of the file: `webhooks-list`. */
  name: string;
  path: (demo: DemoWorkspace) => string;
  /** What is done on the page before the picture is taken, such as opening a dialog. */
  act?: (page: Page) => Promise<void>;
  /** Whether a drop-down is open, which needs the one exception of `axe.ts`. */
  hasOpenList?: boolean;
}

const button = (name: string) => (page: Page) => page.getByRole('button', { name, exact: true }).click();

const openWebhookList = (page: Page) => page.getByRole('combobox', { name: 'Webhook', exact: true }).click();

/** Every screen. `npm run screenshots` draws them, and `screens.test.ts` lets axe look at them. A new page adds its screens here. */
export const SCREENS: readonly Screen[] = [
  { name: 'overview', path: () => '/overview' },
  { name: 'assistants', path: () => '/assistants' },
  { name: 'assistants-create', path: () => '/assistants', act: button('Create an assistant') },
  {
    name: 'assistants-create-discard',
    path: () => '/assistants',
    act: async (page) => {
      await button('Create an assistant')(page);
      await page.getByLabel('Name', { exact: true }).fill('Front desk');
      await page.keyboard.press('Escape');
      await page.getByRole('alertdialog').waitFor();
    },
  },
  { name: 'assistant-settings', path: ({ assistantId }) => `/assistants/${assistantId}/settings` },
  {
    name: 'assistant-settings-changed',
    path: ({ assistantId }) => `/assistants/${assistantId}/settings`,
    act: async (page) => {
      await page.getByLabel('Name', { exact: true }).fill('Front desk');
      await page.getByRole('button', { name: 'Discard changes' }).waitFor();
    },
  },
  {
    name: 'assistant-form-without-intent',
    path: ({ assistantId }) => `/assistants/${assistantId}/settings`,
    act: (page) => page.getByText('Visitors do not see').scrollIntoViewIfNeeded(),
  },
  {
    name: 'assistant-offer-form',
    path: ({ assistantId }) => `/assistants/${assistantId}/settings`,
    act: button('Choose an intent'),
  },
  { name: 'assistant-operations', path: ({ assistantId }) => `/assistants/${assistantId}/operations` },
  {
    name: 'assistant-operations-empty',
    path: ({ silentAssistantId }) => `/assistants/${silentAssistantId}/operations`,
  },
  {
    name: 'assistant-assign',
    path: ({ assistantId }) => `/assistants/${assistantId}/operations`,
    act: button('Assign Webhook'),
  },
  {
    name: 'assistant-assign-open',
    path: ({ assistantId }) => `/assistants/${assistantId}/operations?assign=true`,
    act: openWebhookList,
    hasOpenList: true,
  },
  {
    name: 'assistant-try-it',
    path: ({ assistantId }) => `/assistants/${assistantId}/try-it`,
    act: (page) => page.frameLocator('iframe').getByRole('textbox', { name: 'Message' }).waitFor(),
  },
  {
    name: 'assistant-try-it-without-widget',
    path: ({ silentAssistantId }) => `/assistants/${silentAssistantId}/try-it`,
  },
  { name: 'forms', path: () => '/forms' },
  { name: 'forms-create', path: () => '/forms', act: button('Create a form') },
  { name: 'form-webhook', path: ({ formId }) => `/forms/${formId}/webhook` },
  {
    name: 'form-webhook-open',
    path: ({ formId }) => `/forms/${formId}/webhook`,
    act: openWebhookList,
    hasOpenList: true,
  },
  { name: 'form-fields', path: ({ formId }) => `/forms/${formId}/fields` },
  { name: 'form-captured', path: ({ formId }) => `/forms/${formId}/captured` },
  { name: 'intents', path: () => '/intents' },
  { name: 'intents-create', path: () => '/intents', act: button('Create an intent') },
  {
    name: 'intents-which',
    path: () => '/intents',
    act: async (page) => {
      await page.getByRole('textbox', { name: 'Message' }).fill('what does a room cost');
      await button('Try')(page);
      await page.getByText('It would be SALES.').waitFor();
    },
  },
  { name: 'intent', path: ({ intentId }) => `/intents/${intentId}` },
  { name: 'widgets', path: () => '/widgets' },
  { name: 'widgets-create', path: () => '/widgets', act: button('Create a widget') },
  { name: 'widget', path: ({ widgetId }) => `/widgets/${widgetId}` },
  { name: 'conversations', path: () => '/conversations' },
  {
    name: 'conversations-none',
    path: ({ silentAssistantId }) => `/conversations?assistant_id=${silentAssistantId}`,
  },
  { name: 'conversation', path: ({ conversationId }) => `/conversations/${conversationId}` },
  {
    name: 'conversation-close',
    path: ({ conversationId }) => `/conversations/${conversationId}`,
    act: button('Close conversation'),
  },
  { name: 'account', path: () => '/profile/account' },
  { name: 'members', path: () => '/profile/members' },
  { name: 'members-invite', path: () => '/profile/members', act: button('Invite a member') },
  {
    name: 'members-invited',
    path: () => '/profile/members',
    act: async (page) => {
      await button('Invite a member')(page);
      await page.getByLabel('Email').fill(`${Date.now()}@example.com`);
      await button('Create invitation')(page);
      await page.getByRole('button', { name: 'Done' }).waitFor();
    },
  },
  {
    name: 'members-remove',
    path: () => '/profile/members',
    act: async (page) => {
      await page
        .getByRole('button', { name: /^Manage / })
        .first()
        .click();
      await button('Remove from the workspace')(page);
      await page.getByRole('alertdialog').getByText('Looking for').waitFor({ state: 'hidden' });
    },
  },
  { name: 'api-keys', path: () => '/profile/api-keys' },
  { name: 'api-keys-create', path: () => '/profile/api-keys', act: button('Create an API key') },
  { name: 'audit-log', path: () => '/profile/audit-log' },
  { name: 'audit-log-filtered', path: () => '/profile/audit-log?target_kind=form' },
  { name: 'webhooks', path: () => '/profile/webhooks' },
  { name: 'webhooks-add', path: () => '/profile/webhooks/new' },
  {
    name: 'webhooks-secret',
    path: () => '/profile/webhooks/new',
    act: async (page) => {
      await page.getByLabel('Name').fill('Warehouse');
      await page.getByLabel('Endpoint').fill('http://127.0.0.1:9/hooks');
      await button('Submit')(page);
      await page.getByText('whsec_').first().waitFor();
    },
  },
  { name: 'webhook-deliveries', path: ({ failing }) => `/profile/webhooks/${failing.id}/deliveries` },
  {
    name: 'webhook-deliveries-filtered',
    path: ({ working }) => `/profile/webhooks/${working.id}/deliveries?status=failed&within=24h`,
  },
  {
    name: 'webhook-delivery',
    path: ({ failing }) => `/profile/webhooks/${failing.id}/deliveries/${failing.deliveryId}`,
  },
  {
    name: 'webhook-delivery-delivered',
    path: ({ working }) => `/profile/webhooks/${working.id}/deliveries/${working.deliveryId}`,
  },
  {
    name: 'webhook-delivery-gone',
    path: ({ working }) => `/profile/webhooks/${working.id}/deliveries/0196f0a4-8c1e-7b3d-9a52-6f0c1d2e3b4a`,
  },
  {
    name: 'webhook-test-event',
    path: ({ working }) => `/profile/webhooks/${working.id}/deliveries`,
    act: async (page) => {
      await button('Send test event')(page);
      await page.getByText('What will be sent').waitFor();
    },
  },
  {
    name: 'webhook-test-event-sent',
    path: ({ working }) => `/profile/webhooks/${working.id}/deliveries/test`,
    act: async (page) => {
      await button('Send')(page);
      await page.getByText('Your endpoint answered').waitFor();
    },
  },
  { name: 'webhook-settings', path: ({ working }) => `/profile/webhooks/${working.id}/settings` },
  {
    name: 'webhook-delete',
    path: ({ working }) => `/profile/webhooks/${working.id}/settings`,
    act: button('Delete'),
  },
  {
    name: 'webhook-rotate',
    path: ({ working }) => `/profile/webhooks/${working.id}/settings`,
    act: button('Rotate secret'),
  },
  { name: 'webhook-assignments', path: ({ working }) => `/profile/webhooks/${working.id}/assignments` },
  {
    name: 'webhook-assign',
    path: ({ working }) => `/profile/webhooks/${working.id}/assignments`,
    act: button('Assign Webhook'),
  },
  {
    name: 'webhook-assign-chosen',
    path: ({ working }) => `/profile/webhooks/${working.id}/assignments`,
    act: async (page) => {
      await button('Assign Webhook')(page);
      await page.getByRole('combobox', { name: 'Assistant or form' }).fill('Night porter');
      await page.getByRole('option', { name: 'Night porter' }).click();
    },
  },
  {
    name: 'webhooks-secret-leave',
    path: () => '/profile/webhooks/new',
    act: async (page) => {
      await page.getByLabel('Name').fill('Warehouse');
      await page.getByLabel('Endpoint').fill('http://127.0.0.1:9/hooks');
      await button('Submit')(page);
      await page.getByText('whsec_').first().waitFor();
      await page
        .getByRole('navigation', { name: 'Breadcrumb' })
        .getByRole('link', { name: 'Webhooks' })
        .click();
    },
  },
  {
    name: 'webhook-not-found',
    path: () => '/profile/webhooks/0196f0a1-7b02-7a44-9c1d-5e8f60b7a9c3/deliveries',
  },
  {
    name: 'get-started',
    path: () => '/get-started',
    act: (page) => page.frameLocator('iframe').getByRole('textbox', { name: 'Message' }).waitFor(),
  },
  { name: 'not-found', path: () => '/profile/nothing-here' },
];

/** Screens that are seen without a session. */
export const DOORS: readonly Screen[] = [
  { name: 'sign-in', path: () => '/sign-in' },
  {
    name: 'sign-in-wrong',
    path: () => '/sign-in',
    act: async (page) => {
      await page.getByLabel('Email').fill('nobody@example.com');
      await page.getByLabel('Password').fill('a wrong password');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  { name: 'invitation', path: ({ invitationToken }) => `/invitation#${invitationToken}` },
  // Another query, so that the browser loads the page again.
  { name: 'invitation-used', path: () => '/invitation?used#token' },
  { name: 'invitation-incomplete', path: () => '/invitation' },
  { name: 'reset-password', path: ({ passwordResetToken }) => `/reset-password#${passwordResetToken}` },
  {
    name: 'setup',
    path: () => '/setup#token',
    // This installation has users. An empty one answers as here.
    act: async (page) => {
      await page.route('**/v1/setup', (route) => route.fulfill({ json: { needed: true } }));
      await page.reload();
      await page.getByLabel('Setup token').waitFor();
      await page.unroute('**/v1/setup');
    },
  },
  { name: 'setup-done', path: () => '/setup' },
  { name: 'local-sign-in', path: () => '/local-sign-in' },
  { name: 'docs', path: () => '/docs' },
  { name: 'docs-route', path: () => '/docs/routes/post-webhooks' },
  { name: 'docs-route-list', path: () => '/docs/routes/get-deliveries' },
  { name: 'docs-event', path: () => '/docs/events/captured_form.created' },
  { name: 'docs-verify', path: () => '/docs/verify' },
  { name: 'docs-embed', path: () => '/docs/embed' },
  { name: 'docs-route-unknown', path: () => '/docs/routes/get-nothing' },
  {
    name: 'docs-search',
    path: () => '/docs',
    act: async (page) => {
      // On a phone the search is in the drawer.
      const contents = page.getByRole('button', { name: 'Open the contents' });
      if (await contents.isVisible()) await contents.click();
      await page.getByRole('searchbox', { name: 'Search the routes' }).fill('secret');
      await page.getByText('Rotate the signing secret').filter({ visible: true }).first().waitFor();
    },
  },
];
