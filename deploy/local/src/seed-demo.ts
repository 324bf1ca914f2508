import type { PublicApi, Resource } from './public-api.js';
import type { LocalState } from './state.js';

/** What the demo workspace contains. */
export interface Demo {
  widgetId: string;
  webhook: { id: string; secret: string };
}

const ASSISTANT = 'Demo assistant';
const FORM = 'Contact request';
const INTENT = 'SALES';
const WEBHOOK = 'Demo receiver';

/**
 * Sets up the demo through the public API: an assistant with a form and an intent, a chat widget, and a webhook
 * to the demo receiver, assigned to both. Existing resources stay unchanged, except for the webhook's endpoint.
 */
export async function seedDemo(api: PublicApi, receiverUrl: string, state: LocalState): Promise<Demo> {
  const form = await ensure(api, '/v1/forms', FORM, {
    fields: [
      { name: 'name', label: 'Your name', type: 'text', required: true },
      { name: 'email', label: 'Your e-mail address', type: 'email', required: true },
      { name: 'query', label: 'What is it about?', type: 'text', required: false },
    ],
  });
  const intent = await ensure(api, '/v1/intents', INTENT, {
    description: 'Somebody wants to buy, or asks for a price.',
    utterances: [
      'How much does it cost?',
      'What is the price?',
      'I would like to buy',
      'Can I get a quote?',
      'Do you have a price list?',
    ],
    reply: 'Happy to help with that. May I ask for your contact details?',
    form_id: form.id,
  });
  const assistant = await ensure(api, '/v1/assistants', ASSISTANT, {
    greeting: 'Hello! How can I help you?',
    form_ids: [form.id],
    intent_ids: [intent.id],
  });
  const widget = await ensureWidget(api, assistant.id);
  const webhook = await ensureWebhook(api, `${receiverUrl}/demo`, state);
  // Returns the existing assignment when there is one.
  await api.create('/v1/assignments', { webhook_id: webhook.id, assistant_id: assistant.id });
  await api.create('/v1/assignments', { webhook_id: webhook.id, form_id: form.id });
  return { widgetId: widget.id, webhook };
}

async function ensure(api: PublicApi, path: string, name: string, body: object): Promise<Resource> {
  const found = await api.find(path, (item) => item.name === name);
  return found ?? (await api.create(path, { name, ...body }));
}

async function ensureWidget(api: PublicApi, assistantId: string): Promise<Resource> {
  const found = await api.find(
    '/v1/widgets',
    (widget) => widget.assistant_id === assistantId && widget.channel === 'chat',
  );
  return found ?? (await api.create('/v1/widgets', { assistant_id: assistantId, channel: 'chat' }));
}

/** The API returns a secret once. If this run does not know it, the secret is rotated. */
async function ensureWebhook(api: PublicApi, endpoint: string, state: LocalState): Promise<Demo['webhook']> {
  const found = await api.find('/v1/webhooks', (webhook) => webhook.name === WEBHOOK);
  if (found === undefined) {
    const made = await api.create('/v1/webhooks', { name: WEBHOOK, endpoint });
    return { id: made.id, secret: secretIn(made) };
  }
  if (found.endpoint !== endpoint) await api.change(`/v1/webhooks/${found.id}`, { endpoint });
  if (state.demo_webhook?.id === found.id) return state.demo_webhook;
  const rotated = await api.act(`/v1/webhooks/${found.id}/rotate-secret`, {});
  return { id: found.id, secret: secretIn(rotated) };
}

function secretIn(answer: Record<string, unknown>): string {
  if (typeof answer.secret === 'string') return answer.secret;
  throw new Error('the API returned a webhook without its secret');
}
