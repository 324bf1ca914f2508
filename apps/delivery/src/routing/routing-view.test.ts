import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { rangesOf } from './plan.js';
import type { Assignment, RoutableEvent, WebhookRevision } from './routing.js';
import { RoutingView } from './routing-view.js';
import { webhookRevision } from './webhook-revision.testing.js';

const WORKSPACE = 'w';
const FORM = 'form';
const ASSISTANT = 'assistant';

/** User actions in order; step n happens at time n × 10. */
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
 * Executes the steps on a simple model of the current state: which webhooks are assigned and enabled. Returns the messages that
 * the services would publish, and for every event the webhooks that must receive it.
 */
function simulate(steps: readonly Step[]): {
  messages: Message[];
  expectedTargets: Map<string, Set<string>>;
} {
  const messages: Message[] = [];
  const expectedTargets = new Map<string, Set<string>>();
  const hooks = [0, 1, 2].map((n) => ({ id: `h${n}`, revision: 0, enabled: true, deleted: false }));
  const assigned = new Map<string, Assignment>();
  let count = 0;

  const revise = (n: number, at: number): void => {
    const hook = hooks[n];
    if (!hook) return;
    hook.revision += 1;
    messages.push({
      kind: 'webhook',
      value: webhookRevision({
        webhookId: hook.id,
        workspaceId: WORKSPACE,
        revision: hook.revision,
        validFrom: at,
        enabled: hook.enabled,
        deleted: hook.deleted,
        eventTypes: ['captured_form.created'],
      }),
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
      expectedTargets.set(
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
  return { messages, expectedTargets };
}

/** Plans events as delivery does, with messages in any order: an event is planned again after a change that affects it. */
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
  test('with changes and events in order, every event is delivered to exactly its webhooks', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 40 }), (steps) => {
        const { messages, expectedTargets } = simulate(steps);
        assert.deepEqual(ids(deliver(messages)), ids(expectedTargets));
      }),
      { numRuns: 500 },
    );
  });

  test('with all changes first, in any order and some twice, every event is delivered to exactly its webhooks', () => {
    fc.assert(
      fc.property(
        fc.array(anyStep, { maxLength: 40 }),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (steps, random) => {
          const { messages, expectedTargets } = simulate(steps);
          const changes = shuffled(
            [...messages, ...messages].filter((message) => message.kind !== 'event'),
            random,
          );
          const events = messages.filter((message) => message.kind === 'event');
          assert.deepEqual(ids(deliver([...changes, ...events])), ids(expectedTargets));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('with changes that arrive late, every event is delivered to all its webhooks', () => {
    fc.assert(
      fc.property(
        fc.array(anyStep, { maxLength: 40 }),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (steps, random) => {
          const { messages, expectedTargets } = simulate(steps);
          const planned = deliver(shuffled([...messages, ...messages], random));
          for (const [id, hooks] of expectedTargets) {
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
          const { messages } = simulate(steps);
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
