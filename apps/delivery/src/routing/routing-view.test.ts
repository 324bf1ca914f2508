import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { rangesOf } from './plan.js';
import type { Assignment, RoutableEvent, WebhookRevision } from './routing.js';
import { RoutingView } from './routing-view.js';

const WORKSPACE = 'w';
const FORM = 'form';
const ASSISTANT = 'assistant';

/** What people do, in the order in which they do it; step n happens at time n × 10. */
type Step =
  | { do: 'assign' | 'unassign'; webhook: number; source: 'form' | 'assistant' }
  | { do: 'enable' | 'disable' | 'delete'; webhook: number }
  | { do: 'submit' };

const webhook = fc.integer({ min: 0, max: 2 });
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Step>({ do: 'submit' }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('assign' as const, 'unassign' as const),
      webhook,
      source: fc.constantFrom('form' as const, 'assistant' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('enable' as const, 'disable' as const, 'delete' as const),
      webhook,
    }),
  },
);

type Message =
  | { kind: 'webhook'; value: WebhookRevision }
  | { kind: 'assignment'; value: Assignment }
  | { kind: 'event'; id: string; value: RoutableEvent };

/**
 * Plays the steps and keeps the state as a person would: who is assigned, who is enabled, right now. From that come, step by
 * step, the messages that would be sent, and for every event the webhooks that it has to reach.
 */
function play(steps: readonly Step[]): { messages: Message[]; owed: Map<string, Set<string>> } {
  const messages: Message[] = [];
  const owed = new Map<string, Set<string>>();
  const hooks = [0, 1, 2].map((n) => ({ id: `h${n}`, revision: 0, enabled: true, deleted: false }));
  const assigned = new Map<string, Assignment>();
  let count = 0;

  const revise = (n: number, at: number): void => {
    const hook = hooks[n];
    if (!hook) return;
    hook.revision += 1;
    messages.push({
      kind: 'webhook',
      value: {
        webhookId: hook.id,
        workspaceId: WORKSPACE,
        revision: hook.revision,
        validFrom: at,
        enabled: hook.enabled,
        deleted: hook.deleted,
        eventTypes: ['captured_form.created'],
        payloadVersion: '2026-05',
        endpoint: 'https://example.com',
        headersSealed: null,
        secrets: [],
      },
    });
  };
  [0, 1, 2].forEach((n) => revise(n, 0));

  steps.forEach((step, index) => {
    const at = (index + 1) * 10;
    if (step.do === 'submit') {
      const id = `e${index}`;
      const event: RoutableEvent = {
        type: 'captured_form.created',
        workspaceId: WORKSPACE,
        assistantId: ASSISTANT,
        formId: FORM,
        committedAt: at,
      };
      messages.push({ kind: 'event', id, value: event });
      const active = [...assigned.values()].map((one) => one.webhookId);
      owed.set(
        id,
        new Set(
          hooks
            .filter((hook) => hook.enabled && !hook.deleted && active.includes(hook.id))
            .map((hook) => hook.id),
        ),
      );
      return;
    }
    const hook = hooks[step.webhook];
    if (!hook || hook.deleted) return;
    if (step.do === 'assign' || step.do === 'unassign') {
      const key = `${hook.id}/${step.source}`;
      const live = assigned.get(key);
      if (step.do === 'assign' && !live) {
        count += 1;
        const assignment: Assignment = {
          assignmentId: `a${count}`,
          workspaceId: WORKSPACE,
          webhookId: hook.id,
          sourceKind: step.source,
          sourceId: step.source === 'form' ? FORM : ASSISTANT,
          eventTypes: ['captured_form.created'],
          revision: 1,
          validFrom: at,
          validTo: null,
        };
        assigned.set(key, assignment);
        messages.push({ kind: 'assignment', value: assignment });
      }
      if (step.do === 'unassign' && live) {
        assigned.delete(key);
        messages.push({ kind: 'assignment', value: { ...live, revision: 2, validTo: at } });
      }
      return;
    }
    if (step.do === 'delete') hook.deleted = true;
    else hook.enabled = step.do === 'enable';
    revise(step.webhook, at);
  });
  return { messages, owed };
}

/** Plans events and changes as delivery does, in any order: events are planned, and planned again after a change that covers them. */
function deliver(messages: readonly Message[]): Map<string, Set<string>> {
  const view = new RoutingView(0);
  const events = new Map<string, RoutableEvent>();
  const planned = new Map<string, Set<string>>();
  const plan = (id: string, event: RoutableEvent): void => {
    const targets = planned.get(id) ?? new Set();
    planned.set(id, targets);
    for (const target of view.targetsOf(event)) targets.add(target.webhookId);
  };
  for (const message of messages) {
    if (message.kind === 'event') {
      events.set(message.id, message.value);
      plan(message.id, message.value);
      continue;
    }
    if (message.kind === 'webhook') view.applyWebhook(message.value);
    else view.applyAssignment(message.value);
    for (const range of rangesOf([message.value], 0)) {
      for (const [id, event] of events) {
        if (event.workspaceId === range.workspaceId && event.committedAt >= range.since) plan(id, event);
      }
    }
  }
  return planned;
}

const ids = (planned: Map<string, Set<string>>): Record<string, string[]> =>
  Object.fromEntries([...planned].map(([id, hooks]) => [id, [...hooks].sort()] as const).sort());

describe('planning', () => {
  test('with changes and events in order, every event reaches exactly its webhooks', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 40 }), (steps) => {
        const { messages, owed } = play(steps);
        assert.deepEqual(ids(deliver(messages)), ids(owed));
      }),
      { numRuns: 500 },
    );
  });

  test('with all changes first, in any order and some twice, every event reaches exactly its webhooks', () => {
    fc.assert(
      fc.property(
        fc.array(anyStep, { maxLength: 40 }),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (steps, random) => {
          const { messages, owed } = play(steps);
          const changes = shuffled(
            [...messages, ...messages].filter((message) => message.kind !== 'event'),
            random,
          );
          const events = messages.filter((message) => message.kind === 'event');
          assert.deepEqual(ids(deliver([...changes, ...events])), ids(owed));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('however late the changes arrive, every event reaches its webhooks', () => {
    fc.assert(
      fc.property(
        fc.array(anyStep, { maxLength: 40 }),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (steps, random) => {
          const { messages, owed } = play(steps);
          const planned = deliver(shuffled([...messages, ...messages], random));
          for (const [id, hooks] of owed) {
            for (const hook of hooks) assert.ok(planned.get(id)?.has(hook), `${id} misses ${hook}`);
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('a view is the same whatever the order of the changes', () => {
    fc.assert(
      fc.property(
        fc.array(anyStep, { maxLength: 30 }),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (steps, random) => {
          const { messages } = play(steps);
          const events = messages.filter((message) => message.kind === 'event');
          const changes = messages.filter((message) => message.kind !== 'event');
          assert.deepEqual(
            ids(deliver([...changes, ...events])),
            ids(deliver([...shuffled(changes, random), ...events])),
          );
        },
      ),
    );
  });
});

function shuffled<T>(items: readonly T[], random: Iterator<number>): T[] {
  return items
    .map((item) => ({ item, order: Number(random.next().value) }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item);
}

describe('the margin', () => {
  const base = {
    workspaceId: WORKSPACE,
    webhookId: 'h',
    eventTypes: ['captured_form.created'],
  };
  const view = (margin: number): RoutingView => {
    const one = new RoutingView(margin);
    one.applyWebhook({
      ...base,
      revision: 1,
      validFrom: 0,
      enabled: true,
      deleted: false,
      payloadVersion: '2024-04',
      endpoint: 'https://example.com',
      headersSealed: null,
      secrets: [],
    });
    one.applyAssignment({
      ...base,
      assignmentId: 'a',
      sourceKind: 'form',
      sourceId: FORM,
      revision: 2,
      validFrom: 100,
      validTo: 200,
    });
    return one;
  };
  const at = (committedAt: number): RoutableEvent => ({
    type: 'captured_form.created',
    workspaceId: WORKSPACE,
    assistantId: ASSISTANT,
    formId: FORM,
    committedAt,
  });
  const reaches = (margin: number, time: number): boolean => view(margin).targetsOf(at(time)).length === 1;

  test('zero keeps to the interval: its start is in, its end is out', () => {
    assert.deepEqual(
      [99, 100, 199, 200].map((time) => reaches(0, time)),
      [false, true, true, false],
    );
  });

  test('above zero it favours delivering at both ends', () => {
    assert.deepEqual(
      [94, 95, 204, 205].map((time) => reaches(5, time)),
      [false, true, true, false],
    );
  });

  test('the payload version is the one at the commit, not the newest', () => {
    const one = view(0);
    one.applyWebhook({
      ...base,
      revision: 2,
      validFrom: 160,
      enabled: true,
      deleted: false,
      payloadVersion: '2026-05',
      endpoint: 'https://example.com',
      headersSealed: null,
      secrets: [],
    });
    assert.equal(one.targetsOf(at(150))[0]?.payloadVersion, '2024-04');
    assert.equal(one.targetsOf(at(170))[0]?.payloadVersion, '2026-05');
  });

  test('an event of another workspace reaches no webhook', () => {
    assert.deepEqual(view(0).targetsOf({ ...at(150), workspaceId: 'other' }), []);
  });
});
