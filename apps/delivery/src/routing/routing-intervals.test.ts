import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { accepts, type Assignment, type RoutableEvent, type WebhookRevision } from './routing.js';
import { RoutingView } from './routing-view.js';
import { SourceAssignments } from './source-assignments.js';
import { webhookRevision } from './webhook-revision.testing.js';

const WORKSPACE = 'w';
const FORM = 'form';
const ASSISTANT = 'assistant';

describe('the margin', () => {
  const base = {
    workspaceId: WORKSPACE,
    webhookId: 'h',
    eventTypes: ['captured_form.created'],
  };
  const view = (margin: number): RoutingView => {
    const one = new RoutingView(margin);
    one.applyWebhook(webhookRevision({ ...base, revision: 1, payloadVersion: '2024-04' }));
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
    one.applyWebhook(webhookRevision({ ...base, revision: 2, validFrom: 160, payloadVersion: '2026-05' }));
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
  return webhookRevision({
    webhookId: 'h',
    workspaceId: WORKSPACE,
    revision,
    validFrom,
    eventTypes: ['captured_form.created'],
    encryptedHeaders: 'headers',
    secrets: [{ encrypted: 'secret', expiresAt: null }],
  });
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
