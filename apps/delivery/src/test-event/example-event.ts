import type { DomainEvent } from '@flowforge/contracts/events/event';
import { newId } from '@flowforge/contracts/ids';
import { fromMicros } from '@flowforge/contracts/time';
import type { EventType } from '@flowforge/contracts/words';

const WIDGET = '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f10';
const ASSISTANT = '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f11';
const FORM = '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f12';
const INTENT = '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f13';
const CONVERSATION = '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f14';
const CAPTURED_FORM = '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f15';

const QUESTION = 'I would like to talk to sales';
const ATTRIBUTES = { page: '/products', campaign: 'spring' };

/**
 * The example of an event, with an id of its own, as if it happened at `now`, in Unix milliseconds. The three examples are of one
 * conversation: a visitor asks for sales, fills in the form, and leaves. The other ids are the same in every test event.
 */
export function exampleEvent(workspaceId: string, type: EventType, now: number): DomainEvent {
  const secondsAgo = (seconds: number): string => fromMicros((now - seconds * 1_000) * 1_000);
  const header = {
    id: newId(),
    version: 1,
    workspace_id: workspaceId,
    committed_at: secondsAgo(0),
    conversation_id: CONVERSATION,
  } as const;
  const where = {
    widget_id: WIDGET,
    assistant_id: ASSISTANT,
    conversation_id: CONVERSATION,
    device_type: 'desktop',
  } as const;
  switch (type) {
    case 'captured_intent.created':
      return {
        ...header,
        type,
        conversation_seq: 1,
        source: { assistant_id: ASSISTANT, form_id: null },
        data: {
          ...where,
          intent_id: INTENT,
          intent_name: 'SALES',
          chat_count: 2,
          confidence: 0.91,
          message: QUESTION,
        },
      };
    case 'captured_form.created':
      return {
        ...header,
        type,
        conversation_seq: 2,
        source: { assistant_id: ASSISTANT, form_id: FORM },
        data: {
          ...where,
          form_id: FORM,
          form_name: 'Contact request',
          captured_form_id: CAPTURED_FORM,
          field_values: {
            name: 'Jane Miller',
            email: 'jane.miller@example.com',
            query: 'A quote for 20 office chairs',
          },
          attributes: ATTRIBUTES,
          contact_id: null,
        },
      };
    case 'conversation.closed':
      return {
        ...header,
        type,
        conversation_seq: 3,
        source: { assistant_id: ASSISTANT, form_id: null },
        data: {
          ...where,
          chat_count: 2,
          contact_id: null,
          first_message: QUESTION,
          closed_reason: 'visitor',
          started_at: secondsAgo(180),
          ended_at: secondsAgo(0),
          duration_seconds: 180,
          transcript: [
            { role: 'visitor', content: QUESTION, ts: secondsAgo(172) },
            { role: 'assistant', content: 'Gladly! Please leave your details.', ts: secondsAgo(171) },
          ],
          transcript_truncated: false,
          attributes: ATTRIBUTES,
        },
      };
  }
}
