import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { rangesOf } from './plan.js';
import { accepts, type Assignment, type RoutableEvent, type WebhookRevision } from './routing.js';
import { RoutingView } from './routing-view.js';
import { SourceAssignments } from './source-assignments.js';

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
        encryptedHeaders: null,
        secrets: [],
        schedule: [5],
        rateIntervalUs: null,
        isOrdered: false,
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
      encryptedHeaders: null,
      secrets: [],
      schedule: [5],
      rateIntervalUs: null,
      isOrdered: false,
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

  test('with margin 0 the interval includes its start and excludes its end', () => {
    assert.deepEqual(
      [99, 100, 199, 200].map((time) => reaches(0, time)),
      [false, true, true, false],
    );
  });

  test('with a margin above 0 events near both ends are delivered', () => {
    assert.deepEqual(
      [94, 95, 204, 205].map((time) => reaches(5, time)),
      [false, true, true, false],
    );
  });

  test('the payload version is the one at the commit of the event, not the newest', () => {
    const one = view(0);
    one.applyWebhook({
      ...base,
      revision: 2,
      validFrom: 160,
      enabled: true,
      deleted: false,
      payloadVersion: '2026-05',
      endpoint: 'https://example.com',
      encryptedHeaders: null,
      secrets: [],
      schedule: [5],
      rateIntervalUs: null,
      isOrdered: false,
    });
    assert.equal(one.targetsOf(at(150))[0]?.payloadVersion, '2024-04');
    assert.equal(one.targetsOf(at(170))[0]?.payloadVersion, '2026-05');
  });

  test('an event of another workspace is delivered to no webhook', () => {
    assert.deepEqual(view(0).targetsOf({ ...at(150), workspaceId: 'other' }), []);
  });
});

/** One change a minute for 30 days. */
const CHANGES = 43_200;
const MINUTE = 60_000_000;

/** An array that counts the reads of its items. */
function counting<T>(items: readonly T[]): { items: readonly T[]; reads: () => number } {
  let reads = 0;
  const counted = new Proxy(items, {
    get: (target, key): unknown => {
      if (typeof key === 'string' && /^\d+$/.test(key)) reads += 1;
      return Reflect.get(target, key);
    },
  });
  return { items: counted, reads: () => reads };
}

function revisionOf(revision: number, validFrom: number): WebhookRevision {
  return {
    webhookId: 'h',
    workspaceId: WORKSPACE,
    revision,
    validFrom,
    enabled: true,
    deleted: false,
    eventTypes: ['captured_form.created'],
    payloadVersion: '2026-05',
    endpoint: 'https://example.com',
    encryptedHeaders: 'headers',
    secrets: [{ encrypted: 'secret', expiresAt: null }],
    schedule: [5],
    rateIntervalUs: null,
    isOrdered: false,
  };
}

function assignmentOf(number: number, validFrom: number, validTo: number | null): Assignment {
  return {
    assignmentId: `a${number}`,
    workspaceId: WORKSPACE,
    webhookId: 'h',
    sourceKind: 'form',
    sourceId: FORM,
    eventTypes: ['captured_form.created'],
    revision: validTo === null ? 1 : 2,
    validFrom,
    validTo,
  };
}

const formAt = (committedAt: number): RoutableEvent => ({
  type: 'captured_form.created',
  workspaceId: WORKSPACE,
  assistantId: ASSISTANT,
  formId: FORM,
  committedAt,
});

describe('a webhook that is changed every minute for 30 days', () => {
  test('an event reads only the revisions around its commit', () => {
    const revisions = Array.from({ length: CHANGES }, (_, index) => revisionOf(index + 1, index * MINUTE));
    for (const at of [0, (CHANGES / 2) * MINUTE, CHANGES * MINUTE]) {
      const { items, reads } = counting(revisions);
      assert.equal(accepts(items, 'conversation.closed', at, 500_000), false);
      assert.ok(reads() < 40, `${reads()} of ${CHANGES} revisions were read`);
    }
  });

  test('an event reads only the assignments around its commit', () => {
    const assignments = new SourceAssignments();
    for (let index = 0; index < 5_000; index += 1)
      assignments.set(assignmentOf(index, index * MINUTE, index * MINUTE + 1));
    for (const at of [0, 2_500 * MINUTE, 4_999 * MINUTE]) {
      let compared = 0;
      assignments.someAt(at, 500_000, () => {
        compared += 1;
        return false;
      });
      assert.ok(compared <= 2, `${compared} of 5,000 assignments were compared`);
    }
  });

  test('an assignment that overlaps a later, shorter one is still found', () => {
    const view = new RoutingView(0);
    view.applyAssignment(assignmentOf(1, 100, 200));
    view.applyAssignment(assignmentOf(2, 110, 120));
    view.applyWebhook(revisionOf(1, 0));
    assert.deepEqual(
      [99, 115, 150, 200].map((at) => view.targetsOf(formAt(at)).length),
      [0, 1, 1, 0],
    );
  });

  test('what was replaced or has ended before is forgotten, and later events are delivered as before', () => {
    const view = new RoutingView(0);
    for (let revision = 1; revision <= 4; revision += 1)
      view.applyWebhook({
        ...revisionOf(revision, revision * 100),
        payloadVersion: revision < 3 ? '2024-04' : '2026-05',
      });
    view.applyAssignment(assignmentOf(1, 100, 150));
    view.applyAssignment(assignmentOf(2, 150, 260));
    view.applyAssignment(assignmentOf(3, 270, null));
    const targets = (): unknown[] => [251, 265, 299, 301].map((at) => view.targetsOf(formAt(at)));
    const before = targets();
    view.forget(250);
    assert.deepEqual(targets(), before);
    assert.deepEqual(
      [1, 2, 3, 4].map((revision) => view.has({ kind: 'webhook', id: 'h', revision })),
      [false, true, true, true],
    );
    assert.deepEqual(
      [1, 2, 3].map((number) => view.has({ kind: 'assignment', id: `a${number}`, revision: 1 })),
      [false, true, true],
    );
    view.forget(Number.POSITIVE_INFINITY);
    assert.equal(view.current('h')?.revision, 4);
  });
});

test('the secrets and headers of a deleted webhook are not kept', () => {
  const view = new RoutingView(0);
  view.applyWebhook(revisionOf(1, 100));
  assert.equal(view.current('h')?.secrets.length, 1);
  view.applyWebhook({ ...revisionOf(3, 300), deleted: true });
  view.applyWebhook(revisionOf(2, 200));
  const { deleted, secrets, encryptedHeaders } = view.current('h') ?? {};
  assert.deepEqual(
    { deleted, secrets, encryptedHeaders },
    { deleted: true, secrets: [], encryptedHeaders: null },
  );
});
