import assert from 'node:assert/strict';
import { type Api, type ApiAnswer, textIn } from './api.js';

/** The ids of the resources that a business creates in the guide. */
export interface GuideSetup {
  webhookId: string;
  secret: string;
  formId: string;
  intentId: string;
  assistantId: string;
  widgetId: string;
}

/** Fails the test unless the answer is a 201. */
function created(answer: ApiAnswer): ApiAnswer {
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer;
}

/** The guide's steps: a webhook, an assistant with a form and an intent on a widget, and the webhook assigned to both. */
export async function setUpGuide(
  api: Api,
  endpoint: string,
  settings: { payload_version?: '2024-04' | '2026-05'; schedule?: number[] } = {},
): Promise<GuideSetup> {
  const webhook = created(await api.post('/v1/webhooks', { name: 'CRM', endpoint, ...settings }));
  const setup = await setUpAssistant(api);
  const webhookId = textIn(webhook, 'id');
  created(await api.post('/v1/assignments', { webhook_id: webhookId, assistant_id: setup.assistantId }));
  created(await api.post('/v1/assignments', { webhook_id: webhookId, form_id: setup.formId }));
  return { ...setup, webhookId, secret: textIn(webhook, 'secret') };
}

/** An assistant with the guide's form and intent, on a chat widget. */
export async function setUpAssistant(api: Api): Promise<Omit<GuideSetup, 'webhookId' | 'secret'>> {
  const form = created(
    await api.post('/v1/forms', {
      name: 'Algoscale Leads',
      fields: [
        { name: 'name', label: 'Name', type: 'text', required: true },
        { name: 'email', label: 'E-mail', type: 'email', required: true },
        { name: 'query', label: 'Query', type: 'text', required: false },
      ],
    }),
  );
  const intent = created(
    await api.post('/v1/intents', {
      name: 'SALES',
      utterances: ['I want to book a room', 'how much is a room', 'book a hotel room for me'],
    }),
  );
  const [formId, intentId] = [textIn(form, 'id'), textIn(intent, 'id')];
  const assistant = created(
    await api.post('/v1/assistants', {
      name: 'Reception',
      greeting: 'Hello!',
      form_ids: [formId],
      intent_ids: [intentId],
    }),
  );
  const assistantId = textIn(assistant, 'id');
  const widget = created(await api.post('/v1/widgets', { assistant_id: assistantId, channel: 'chat' }));
  return { formId, intentId, assistantId, widgetId: textIn(widget, 'id') };
}

/** A conversation of a visitor; `path` is its path in the chat API. */
export interface Visit {
  conversationId: string;
  visitor: Api;
  path: string;
}

/** A visitor starts a conversation with the widget. */
export async function startVisit(api: Api, widgetId: string, deviceType = 'mobile'): Promise<Visit> {
  const anonymous = api.as(null);
  const started = created(
    await anonymous.post('/v1/chat/conversations', { widget_id: widgetId, device_type: deviceType }),
  );
  const conversationId = textIn(started, 'conversation_id');
  return {
    conversationId,
    visitor: api.as(textIn(started, 'visitor_token')),
    path: `/v1/chat/conversations/${conversationId}`,
  };
}

/** The visitor of the guide: sends a message with an intent, submits the form, and closes the conversation. */
export async function visitAsInTheGuide(
  api: Api,
  setup: Pick<GuideSetup, 'widgetId' | 'formId'>,
): Promise<{ conversationId: string; capturedFormId: string }> {
  const { conversationId, visitor, path } = await startVisit(api, setup.widgetId);
  const message = await visitor.post(`${path}/messages`, { text: 'I want to book a room' });
  assert.ok(message.status === 200 || message.status === 201, JSON.stringify(message.body));
  const form = created(
    await visitor.post(`${path}/forms/${setup.formId}`, {
      field_values: { name: 'Smith Stevens', email: 'smith@gmail.com', query: 'flask developer' },
    }),
  );
  const closed = await visitor.post(`${path}/close`);
  assert.equal(closed.status, 200, JSON.stringify(closed.body));
  return { conversationId, capturedFormId: textIn(form, 'captured_form_id') };
}
