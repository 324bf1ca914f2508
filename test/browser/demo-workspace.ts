import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { listenOnFreePort } from '@flowforge/testing/listen';
import { until } from '@flowforge/testing/until';
import { type Api, textIn } from '../stack/api.js';
import { setUpAssistant } from '../stack/guide.js';
import type { SharedStack } from '../stack/stack.js';

/** A webhook of the demo, and one of its deliveries. */
export interface DemoWebhook {
  id: string;
  deliveryId: string;
}

/** A workspace with something in every list, and hostile texts where a customer may write. */
export interface DemoWorkspace {
  workspaceId: string;
  api: Api;
  assistantId: string;
  /** An assistant without a widget. */
  silentAssistantId: string;
  formId: string;
  intentId: string;
  widgetId: string;
  conversationId: string;
  /** Tokens of links that work once. */
  invitationToken: string;
  passwordResetToken: string;
  /** Its endpoint answers 200. */
  working: DemoWebhook;
  /** Its endpoint answers 500 with markup. */
  failing: DemoWebhook;
  stop: () => Promise<void>;
}

/** A name that must stay text. */
export const HOSTILE_NAME = '<img src=x onerror="document.title=1">';
const LONG_NAME = `A name of two hundred characters ${'that goes on and on '.repeat(9)}`.slice(0, 200);
const CONVERSATIONS = 6;

/** Fills a new workspace over the public API: webhooks of several kinds, conversations with forms and intents, deliveries. */
export async function openDemoWorkspace(stack: SharedStack): Promise<DemoWorkspace> {
  const { workspaceId, api } = await stack.workspace('Demo');
  const endpoint = await startEndpoint();
  const setup = await setUpAssistant(api);
  const add = async (name: string, path: string, extra: object = {}): Promise<string> => {
    const id = textIn(
      await api.post('/v1/webhooks', { name, endpoint: `${endpoint.url}${path}`, ...extra }),
      'id',
    );
    await api.post('/v1/assignments', { webhook_id: id, assistant_id: setup.assistantId });
    await api.post('/v1/assignments', { webhook_id: id, form_id: setup.formId });
    return id;
  };
  const working = await add('CRM', '/ok', {
    headers: { 'x-team': 'sales' },
    rate_limit: { limit: 60, per: 'minute' },
  });
  const failing = await add('Billing', '/error', { schedule: [600, 3_600] });
  await add('Newsletter', '/gone');
  await add(HOSTILE_NAME, '/ok');
  await add(LONG_NAME, '/ok', { enabled: false });
  await add('فاتورة', '/ok');
  const silentAssistantId = textIn(await api.post('/v1/assistants', { name: 'Night porter' }), 'id');
  const member = await stack.user(workspaceId, 'viewer');
  let conversationId = '';
  for (let made = 0; made < CONVERSATIONS; made += 1) conversationId = await talk(api, setup, made);
  return {
    ...setup,
    workspaceId,
    api,
    silentAssistantId,
    conversationId,
    invitationToken: textIn(
      await api.post('/v1/invitations', { email: 'ada@example.com', role: 'editor' }),
      'token',
    ),
    passwordResetToken: textIn(await api.post(`/v1/users/${member.userId}/password-resets`), 'token'),
    working: { id: working, deliveryId: await deliveryOf(api, working, 'delivered') },
    failing: { id: failing, deliveryId: await deliveryOf(api, failing, 'endpoint_error') },
    stop: endpoint.stop,
  };
}

/** A visitor says something, fills the form, and leaves. */
async function talk(
  api: Api,
  { widgetId, formId }: { widgetId: string; formId: string },
  made: number,
): Promise<string> {
  const started = await api.post('/v1/chat/conversations', { widget_id: widgetId });
  const id = textIn(started, 'conversation_id');
  const visitor = api.as(textIn(started, 'visitor_token'));
  await visitor.post(`/v1/chat/conversations/${id}/messages`, { text: 'how much is a room' });
  const filled = await visitor.post(`/v1/chat/conversations/${id}/forms/${formId}`, {
    field_values: { name: `Ann Lee ${made}`, email: `ann${made}@example.com`, query: HOSTILE_NAME },
  });
  assert.equal(filled.status, 201, JSON.stringify(filled.body));
  if (made % 2 === 0) await visitor.post(`/v1/chat/conversations/${id}/close`);
  return id;
}

/** The first delivery of the webhook whose last attempt had this outcome. */
async function deliveryOf(api: Api, webhookId: string, outcome: string): Promise<string> {
  let found: string | undefined;
  await until(`a delivery with the outcome ${outcome}`, async () => {
    const { body } = await api.get(`/v1/deliveries?webhook_id=${webhookId}`);
    const items: { id: string; last_outcome: string | null }[] = Object(body).items;
    found = items.find(({ last_outcome }) => last_outcome === outcome)?.id;
    return found !== undefined;
  });
  return found ?? '';
}

/** An endpoint that answers 200, 500 or 410, by its path. */
async function startEndpoint(): Promise<{ url: string; stop: () => Promise<void> }> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const [status, body] = ANSWERS[request.url ?? ''] ?? [200, '{"ok":true}'];
      response.writeHead(status, { 'content-type': 'text/html', 'x-answered-by': HOSTILE_NAME }).end(body);
    });
  });
  const url = await listenOnFreePort(server);
  return {
    url,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const ANSWERS: Readonly<Record<string, [number, string]>> = {
  '/error': [500, `<html><body>${HOSTILE_NAME}<h1>Internal Server Error</h1></body></html>`],
  '/gone': [410, 'no more'],
};
