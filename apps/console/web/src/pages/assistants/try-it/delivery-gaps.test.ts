import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EVENT_TYPES, type EventType } from '@flowforge/contracts/words';
import type { Assignment } from '../../../api/assignments.js';
import type { Webhook } from '../../../api/webhooks.js';
import { deliveryGaps, type DeliveryFacts, type EventSource } from './delivery-gaps.js';

const ASSISTANT: EventSource = { kind: 'assistant', id: 'reception', name: 'Reception' };
const FORM: EventSource = { kind: 'form', id: 'leads', name: 'Leads' };
const AT = '2026-11-27T07:00:00Z';

const webhook = (id: string, change: Partial<Webhook> = {}): Webhook => ({
  ...{ id, name: id, endpoint: 'https://crm.example.com/', enabled: true, event_types: [...EVENT_TYPES] },
  ...{
    payload_version: '2026-05',
    schedule: [5],
    rate_limit: null,
    ordering: 'none',
    headers: {},
    secrets: [],
  },
  ...{ disabled_reason: null, disabled_at: null, disabled_by_delivery_id: null, revision: 1 },
  ...{ created_at: AT, updated_at: AT },
  ...change,
});

const assignment = (webhookId: string, { kind, id }: EventSource, types: EventType[]): Assignment => ({
  id: `${webhookId} ${id}`,
  webhook_id: webhookId,
  assistant_id: kind === 'assistant' ? id : null,
  form_id: kind === 'form' ? id : null,
  event_types: types,
  created_at: AT,
});

const FACTS: DeliveryFacts = {
  sources: [ASSISTANT, FORM],
  hasIntent: true,
  webhooks: [webhook('crm')],
  isWhole: true,
  assignments: [
    assignment('crm', ASSISTANT, ['captured_intent.created', 'conversation.closed']),
    assignment('crm', FORM, ['captured_form.created']),
  ],
  circuits: [],
};

test('nothing is missing when each event has a webhook that works', () => {
  assert.deepEqual(deliveryGaps(FACTS), []);
});

test('an assistant without an intent captures nothing', () => {
  assert.deepEqual(deliveryGaps({ ...FACTS, hasIntent: false }), [{ kind: 'no_intent', source: ASSISTANT }]);
});

test('a source without a webhook is named, with the events that nobody receives', () => {
  assert.deepEqual(deliveryGaps({ ...FACTS, assignments: [], webhooks: [] }), [
    {
      kind: 'unassigned',
      source: ASSISTANT,
      types: ['captured_intent.created', 'conversation.closed'],
      isPart: false,
    },
    { kind: 'unassigned', source: FORM, types: ['captured_form.created'], isPart: false },
  ]);
  const [part] = deliveryGaps({
    ...FACTS,
    webhooks: [webhook('crm', { event_types: ['captured_form.created', 'conversation.closed'] })],
  });
  assert.deepEqual(part, {
    kind: 'unassigned',
    source: ASSISTANT,
    types: ['captured_intent.created'],
    isPart: true,
  });
});

test('an assignment of the assistant may bring the events of its forms; one of a form brings only its own', () => {
  const all = { ...FACTS, assignments: [assignment('crm', ASSISTANT, [...EVENT_TYPES])] };
  assert.deepEqual(deliveryGaps(all), []);
  const other = { ...FORM, id: 'survey', name: 'Survey' };
  assert.deepEqual(
    deliveryGaps({ ...FACTS, sources: [ASSISTANT, FORM, other] }).map(
      (gap) => 'source' in gap && gap.source.id,
    ),
    ['survey'],
  );
});

test('assignments of other assistants and forms do not count, and nothing is missing when not all were read', () => {
  const stranger: EventSource = { kind: 'assistant', id: 'concierge', name: 'Concierge' };
  const facts = {
    ...FACTS,
    webhooks: [webhook('crm'), webhook('other', { enabled: false })],
    assignments: [assignment('other', stranger, [...EVENT_TYPES])],
  };
  assert.deepEqual(
    deliveryGaps(facts).map(({ kind }) => kind),
    ['unassigned', 'unassigned'],
  );
  assert.deepEqual(deliveryGaps({ ...facts, isWhole: false }), []);
});

test('a disabled webhook and one with an open circuit are gaps, each once', () => {
  const circuit = {
    webhook_id: 'crm',
    state: 'open',
    since: AT,
    reason: 'endpoint_error',
    next_probe_at: AT,
  } as const;
  const off = webhook('old', { enabled: false });
  const gaps = deliveryGaps({
    ...FACTS,
    webhooks: [webhook('crm'), off],
    assignments: [...FACTS.assignments, assignment('old', ASSISTANT, ['conversation.closed'])],
    circuits: [circuit, { ...circuit, webhook_id: 'old' }],
  });
  assert.deepEqual(
    gaps.map((gap) => [gap.kind, 'webhook' in gap && gap.webhook.id]),
    [
      ['disabled', 'old'],
      ['paused', 'crm'],
    ],
  );
});
