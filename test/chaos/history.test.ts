import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bounds, type History, violationsOf } from './history.js';

const bounds: Bounds = { lateMs: 1_000, duplicates: 1, ordered: true };
const acknowledged = [1, 2, 3].map((number) => ({ id: `f${number}`, conversationId: 'c', at: number * 10 }));
const received = acknowledged.map(({ id, conversationId, at }) => ({
  id,
  eventId: `e-${id}`,
  body: `body of ${id}`,
  conversationId,
  at: at + 5,
}));
const good: History = { acknowledged, received, unanswered: 0, faultsEndedAt: 0 };

const kinds = (change: Partial<History>): string[] =>
  violationsOf({ ...good, ...change }, bounds).map(({ kind }) => kind);

test('a history in which everything arrived once, in order and in time has no violation', () => {
  assert.deepEqual(kinds({}), []);
});

test('a planted loss, alteration, invention, delay, repetition and wrong order are found', () => {
  const [one, two, three] = received;
  assert.ok(one && two && three);
  assert.deepEqual(kinds({ received: [one, three] }), ['lost']);
  assert.deepEqual(kinds({ received: [one, two, three, { ...two, body: 'other' }] }), ['altered']);
  assert.deepEqual(kinds({ received: [one, two, three, { ...two, eventId: 'other' }] }), ['altered']);
  assert.deepEqual(kinds({ received: [one, two, three, one, two] }), ['duplicated']);
  assert.deepEqual(kinds({ received: [one, two, { ...three, at: 2_000 }] }), ['late']);
  assert.deepEqual(kinds({ received: [one, three, two] }), ['reordered']);
  const invented = { ...three, id: 'f4' };
  assert.deepEqual(kinds({ received: [...received, invented] }), ['invented']);
  assert.deepEqual(kinds({ received: [...received, invented], unanswered: 1 }), []);
});

test('what comes soon after the last fault is not late', () => {
  const [one, two, three] = received;
  assert.ok(one && two && three);
  assert.deepEqual(kinds({ received: [one, two, { ...three, at: 5_900 }], faultsEndedAt: 5_000 }), []);
});
