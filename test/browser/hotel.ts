import type { Browser } from 'playwright-core';
import { type TestEndpoint, startEndpoint } from '@flowforge/testing/endpoint';
import type { Api } from '../stack/api.js';
import { textIn } from '../stack/api.js';
import { sharedStack, type SharedStack } from '../stack/stack.js';
import { findChromium, launchChromium } from './chromium.js';
import { type CustomerSite, startCustomerSite } from './customer-page.js';

/** A business with an assistant on its site: what the tests of the widget need. */
export interface Hotel {
  stack: SharedStack;
  workspaceId: string;
  api: Api;
  browser: Browser;
  site: CustomerSite;
  /** Receives the webhooks. */
  endpoint: TestEndpoint;
  assistantId: string;
  widgetId: string;
  formId: string;
  webhookId: string;
  stop(): Promise<void>;
}

export const PRICE = 'A room is 90 euros. See https://hotel.example/prices.';

/**
 * Starts it; null without Chromium, because all tests are left out then.
 *
 * @param start starts the stack, which `stop` stops
 */
export async function openHotel(start: () => Promise<SharedStack> = sharedStack): Promise<Hotel | null> {
  if (findChromium() === undefined) return null;
  const stack = await start();
  const [{ workspaceId, api }, browser, endpoint, site] = await Promise.all([
    stack.workspace('hotel'),
    launchChromium(),
    startEndpoint(),
    startCustomerSite(stack.url),
  ]);
  const create = async (path: string, body: object): Promise<string> =>
    textIn(await api.post(path, body), 'id');
  const formId = await create('/v1/forms', {
    name: 'Book a room',
    fields: [
      { name: 'name', label: 'Name', type: 'text', required: true },
      { name: 'email', label: 'E-mail', type: 'email', required: true },
      { name: 'phone', label: 'Phone', type: 'phone' },
      { name: 'arrival', label: 'Arrival', type: 'date' },
      { name: 'guests', label: 'Guests', type: 'number' },
      { name: 'room', label: 'Room', type: 'select', options: ['Single', 'Double'] },
      { name: 'extras', label: 'Extras', type: 'multiselect', options: ['Breakfast', 'Parking'] },
      { name: 'news', label: 'Send me news', type: 'boolean' },
    ],
  });
  const intents = [
    await create('/v1/intents', {
      name: 'BOOKING',
      reply: 'May I have your details?',
      form_id: formId,
      utterances: [
        'I want to book a room',
        'book a room for me',
        'reserve a room',
        'I need a room',
        'make a reservation',
      ],
    }),
    await create('/v1/intents', {
      name: 'PRICE',
      reply: PRICE,
      utterances: [
        'how much is a room',
        'what does a night cost',
        'your prices please',
        'price list',
        'what do I pay',
      ],
    }),
  ];
  const assistantId = await create('/v1/assistants', {
    name: 'Reception',
    greeting: 'Welcome to the hotel!',
    form_ids: [formId],
    intent_ids: intents,
  });
  const widgetId = await create('/v1/widgets', { assistant_id: assistantId, channel: 'chat' });
  const webhookId = await create('/v1/webhooks', { name: 'CRM', endpoint: endpoint.url });
  await create('/v1/assignments', { webhook_id: webhookId, assistant_id: assistantId });
  await create('/v1/assignments', { webhook_id: webhookId, form_id: formId });
  return {
    ...{ stack, api, browser, site, endpoint, workspaceId, assistantId, widgetId, formId, webhookId },
    stop: async () => {
      await browser.close();
      await Promise.all([site.stop(), endpoint.stop(), stack.stop()]);
    },
  };
}
