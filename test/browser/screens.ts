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

/** Every screen. `npm run screenshots` draws them, and `screens.test.ts` lets axe look at them. A new page adds its screens here. */
export const SCREENS: readonly Screen[] = [
  { name: 'overview', path: () => '/overview' },
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
    name: 'webhook-test-event',
    path: ({ working }) => `/profile/webhooks/${working.id}/deliveries`,
    act: async (page) => {
      await button('Send test event')(page);
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
    name: 'webhook-not-found',
    path: () => '/profile/webhooks/0196f0a1-7b02-7a44-9c1d-5e8f60b7a9c3/deliveries',
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
      await page.getByRole('searchbox', { name: 'Search the routes' }).fill('secret');
      await page.getByText('Rotate the signing secret').first().waitFor();
    },
  },
];
