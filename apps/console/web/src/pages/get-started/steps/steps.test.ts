import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Assignment } from '../../../api/assignments.js';
import type { Assistant } from '../../../api/assistants.js';
import type { Intent } from '../../../api/intents.js';
import type { Webhook } from '../../../api/webhooks.js';
import type { Widget } from '../../../api/widgets.js';
import { chainOf, type WorkspaceThings } from './chain.js';
import { stepStates } from './step-states.js';

const times = { revision: 1, created_at: '2026-05-20T09:30:00.000Z', updated_at: '2026-05-20T09:30:00.000Z' };
const webhook = (id: string, over: Partial<Webhook> = {}): Webhook => ({
  ...times,
  id,
  name: id,
  endpoint: `https://${id}.example/hooks`,
  enabled: true,
  event_types: ['captured_form.created', 'captured_intent.created'],
  payload_version: '2026-05',
  schedule: [],
  rate_limit: null,
  ordering: 'none',
  headers: {},
  disabled_reason: null,
  disabled_at: null,
  disabled_by_delivery_id: null,
  secrets: [],
  ...over,
});
const assistant = (id: string, form_ids: string[] = ['form']): Assistant => ({
  ...times,
  id,
  name: id,
  form_ids,
});
const assignment = (webhook_id: string, over: Partial<Assignment>): Assignment => ({
  id: 'assignment',
  webhook_id,
  assistant_id: null,
  form_id: null,
  event_types: [],
  created_at: times.created_at,
  ...over,
});
const widget = (id: string, assistant_id: string, channel: Widget['channel'] = 'chat'): Widget => ({
  ...times,
  id,
  assistant_id,
  channel,
});
const EMPTY: WorkspaceThings = {
  webhooks: [],
  assistants: [],
  assignments: [],
  widgets: [],
  intents: [],
  receiverEndpoint: undefined,
};
const idsOf = (things: Partial<WorkspaceThings>) => {
  const chain = chainOf({ ...EMPTY, ...things });
  return [chain.webhook?.id, chain.assistant?.id, chain.isAssigned, chain.widget?.id];
};

test('the webhook receives what it is assigned to and wants, and the proposed intent offers a form if one does', () => {
  const intent = (id: string, form_id: string | null): Intent => ({
    ...times,
    ...{ id, name: id, utterances: [`say ${id}`], warnings: [], form_id },
  });
  const { eventTypes, intent: proposed } = chainOf({
    ...EMPTY,
    webhooks: [webhook('crm')],
    assistants: [{ ...assistant('desk'), intent_ids: ['plain', 'price'] }],
    intents: [intent('foreign', 'form'), intent('plain', null), intent('price', 'offered')],
    assignments: [
      assignment('crm', {
        assistant_id: 'desk',
        event_types: ['captured_intent.created', 'conversation.closed'],
      }),
      assignment('crm', { form_id: 'offered', event_types: ['captured_form.created'] }),
      assignment('crm', { form_id: 'foreign', event_types: ['captured_form.created'] }),
    ],
  });
  assert.deepEqual(eventTypes, ['captured_intent.created', 'captured_form.created']);
  assert.equal(proposed?.id, 'price');
});

test('an empty workspace begins with the first step', () => {
  assert.deepEqual(stepStates(chainOf(EMPTY), false), ['current', 'later', 'later', 'later']);
});

test('a disabled webhook, and an assistant that captures nothing, do not count', () => {
  assert.deepEqual(
    idsOf({ webhooks: [webhook('off', { enabled: false })], assistants: [assistant('plain', [])] }),
    [undefined, undefined, false, undefined],
  );
});

test('an assigned pair comes before newer things, by the assistant or by one of its forms', () => {
  const things = {
    webhooks: [webhook('new'), webhook('old')],
    assistants: [assistant('young'), assistant('aged', ['leads'])],
    widgets: [widget('call', 'aged', 'phone'), widget('chat', 'aged'), widget('other', 'young')],
  };
  const expected = ['old', 'aged', true, 'chat'];
  assert.deepEqual(
    idsOf({ ...things, assignments: [assignment('old', { assistant_id: 'aged' })] }),
    expected,
  );
  assert.deepEqual(idsOf({ ...things, assignments: [assignment('old', { form_id: 'leads' })] }), expected);
  assert.deepEqual(idsOf({ ...things, assignments: [assignment('gone', { form_id: 'leads' })] }), [
    'new',
    'young',
    false,
    'other',
  ]);
});

test('a webhook of the built-in receiver comes first', () => {
  const local = webhook('local', { endpoint: 'http://127.0.0.1:4000/demo' });
  const receiverEndpoint = 'http://127.0.0.1:4000/get-started';
  assert.deepEqual(idsOf({ webhooks: [webhook('new'), local], receiverEndpoint })[0], 'local');
});

test('the last step is done when something has arrived, and a lost step is the current one again', () => {
  const chain = {
    ...{ webhook: webhook('a'), assistant: assistant('b'), isAssigned: true },
    ...{ eventTypes: [], widget: undefined, intent: undefined },
  };
  assert.deepEqual(stepStates(chain, false), ['done', 'done', 'done', 'current']);
  assert.deepEqual(stepStates(chain, true), ['done', 'done', 'done', 'done']);
  assert.deepEqual(stepStates({ ...chain, webhook: undefined, isAssigned: false }, true), [
    'current',
    'done',
    'later',
    'later',
  ]);
});
