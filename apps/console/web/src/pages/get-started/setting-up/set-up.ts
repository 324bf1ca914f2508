import { assignWebhook } from '../../../api/assignments.js';
import { type Assistant, createAssistant } from '../../../api/assistants.js';
import { createForm } from '../../../api/forms.js';
import { createIntent } from '../../../api/intents.js';
import { addReceiverSecret } from '../../../api/receiver.js';
import { createWebhook, type Webhook } from '../../../api/webhooks.js';
import { createWidget } from '../../../api/widgets.js';

/** A webhook to the built-in receiver, which then can verify its signatures. */
export async function addBuiltInReceiver(endpoint: string): Promise<void> {
  const { secret } = await createWebhook({ name: 'Built-in receiver', endpoint });
  await addReceiverSecret(secret);
}

/** An assistant with a chat. It recognises one intent, which offers its form. */
export async function createExample(): Promise<void> {
  const form = await createForm({
    name: 'Contact request',
    fields: [
      { name: 'name', label: 'Your name', type: 'text', required: true },
      { name: 'email', label: 'Your e-mail address', type: 'email', required: true },
    ],
  });
  const intent = await createIntent({
    name: 'PRICE',
    description: 'Somebody asks for a price.',
    utterances: [
      'How much is it?',
      'What does it cost?',
      'What are your prices?',
      'Do you have a price list?',
      'Can I get a quote?',
    ],
    reply: 'Happy to help with that. May I ask for your contact details?',
    form_id: form.id,
  });
  const assistant = await createAssistant({
    name: 'Reception',
    greeting: 'Hello! How can I help you?',
    form_ids: [form.id],
    intent_ids: [intent.id],
  });
  await openChat(assistant.id);
}

/** A chat that speaks with the assistant. */
export async function openChat(assistantId: string): Promise<void> {
  await createWidget({ assistant_id: assistantId, channel: 'chat' });
}

/** Assigns the webhook to the assistant and to each of its forms, so that all its events are sent. */
export async function assignEverywhere(webhook: Webhook, { id, form_ids = [] }: Assistant): Promise<void> {
  const sources = [{ assistant_id: id }, ...form_ids.map((form_id) => ({ form_id }))];
  for (const source of sources) await assignWebhook({ webhook_id: webhook.id, ...source });
}
