import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTraceparent, spanContextOf, traceparentOf } from './traceparent.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

test('a span context is read and written without loss', () => {
  for (const sampled of ['00', '01']) {
    const text = `00-${TRACE}-${SPAN}-${sampled}`;
    const context = spanContextOf(text);
    assert.ok(context);
    assert.deepEqual([context.traceId, context.spanId, context.isRemote], [TRACE, SPAN, true]);
    assert.equal(traceparentOf(context), text);
  }
});

test('flags that we do not know are not passed on', () => {
  const context = spanContextOf(`cc-${TRACE}-${SPAN}-ff`);
  assert.ok(context);
  assert.equal(traceparentOf(context), `00-${TRACE}-${SPAN}-01`);
});

test('what is not a trace context has no span', () => {
  const wrong = [
    '',
    `ff-${TRACE}-${SPAN}-01`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01-more`,
    ` 00-${TRACE}-${SPAN}-01`,
  ];
  for (const text of wrong) {
    assert.equal(isTraceparent(text), false, text);
    assert.equal(spanContextOf(text), undefined, text);
  }
});
