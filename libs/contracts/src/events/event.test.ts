import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { EVENT_TYPES } from '../words.js';
import { ATTRIBUTES_MAX_BYTES } from './attributes.js';
import { CAPTURED_FORM_CREATED_SUBJECT } from './captured-form-created.js';
import { CAPTURED_INTENT_CREATED_SUBJECT } from './captured-intent-created.js';
import { CONVERSATION_CLOSED_SUBJECT, type ConversationClosed } from './conversation-closed.js';
import { EVENT_MAX_BYTES, EventTooLargeError, InvalidEventError } from './envelope.js';
import { decodeEvent, encodeEvent, EXAMPLE_EVENTS, type DomainEvent } from './event.js';
import { FIELD_VALUES_MAX_BYTES } from './field-values.js';
import { TEXT_MAX_BYTES } from './clip-text.js';
import { wellFormed } from '../well-formed.js';
import { anyConversationClosed, anyEvent } from './any-event.testing.js';

const form = EXAMPLE_EVENTS['captured_form.created'];
const intent = EXAMPLE_EVENTS['captured_intent.created'];
const closed = EXAMPLE_EVENTS['conversation.closed'];
const bytesOf = (value: unknown) => Buffer.from(JSON.stringify(value));

function decoded(bytes: Uint8Array): DomainEvent {
  const result = decodeEvent(bytes);
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

describe('an event', () => {
  test('has its own subject with a version', () => {
    assert.equal(CAPTURED_FORM_CREATED_SUBJECT, 'events.captured_form.created.v1');
    assert.equal(CAPTURED_INTENT_CREATED_SUBJECT, 'events.captured_intent.created.v1');
    assert.equal(CONVERSATION_CLOSED_SUBJECT, 'events.conversation.closed.v1');
  });

  for (const type of EVENT_TYPES) {
    test(`${type}: its example is written and read back`, () => {
      assert.deepEqual(decoded(encodeEvent(EXAMPLE_EVENTS[type])), EXAMPLE_EVENTS[type]);
    });
  }

  test('is decoded to the same value for any text', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        assert.deepEqual(decoded(encodeEvent(event)), JSON.parse(JSON.stringify(wellFormed(event))));
      }),
    );
  });

  test('is encoded without escapes of lone surrogates, which strict parsers refuse', () => {
    const message = 'a\ud83d'.repeat(5_000);
    const events: DomainEvent[] = [
      { ...form, data: { ...form.data, form_name: '\ud83d', attributes: { '\ude00': '\ud83d' } } },
      { ...intent, data: { ...intent.data, intent_name: '\ud83d', message } },
      {
        ...closed,
        data: {
          ...closed.data,
          first_message: message,
          transcript: [{ role: 'visitor', content: message, ts: closed.committed_at }],
        },
      },
    ];
    for (const event of events) {
      const text = encodeEvent(event).toString();
      assert.doesNotMatch(text, /\\ud[89a-f]/, event.type);
      assert.ok(text.includes('\ufffd'));
    }
  });

  test('keeps the order of the form fields', () => {
    const field_values = { zip: '1', name: '2', a1: '3', b: '4' };
    const read = decoded(encodeEvent({ ...form, data: { ...form.data, field_values } }));
    assert.ok(read.type === 'captured_form.created');
    assert.deepEqual(Object.keys(read.data.field_values), ['zip', 'name', 'a1', 'b']);
  });

  test('cannot be encoded if it violates its schema; the error has the JSON pointer and no value', () => {
    const broken = { ...form, data: { ...form.data, field_values: { '1st': 'secret' } } };
    assert.throws(
      () => encodeEvent(broken),
      (error) =>
        error instanceof InvalidEventError && /field_values/.test(error.at) && !/secret/.test(error.message),
    );
    assert.throws(
      () => encodeEvent({ ...intent, data: { ...intent.data, confidence: 1.01 } }),
      InvalidEventError,
    );
    assert.throws(() => encodeEvent({ ...closed, conversation_seq: 0 }), InvalidEventError);
  });

  test('cannot be encoded above the maximum size', () => {
    const field_values = { text: 'x'.repeat(EVENT_MAX_BYTES) };
    assert.throws(() => encodeEvent({ ...form, data: { ...form.data, field_values } }), EventTooLargeError);
  });

  test('is below the maximum size when every part has its maximum size', () => {
    const attributes = { a: 'x'.repeat(ATTRIBUTES_MAX_BYTES - '{"a":""}'.length) };
    const field_values = { f: '"'.repeat((FIELD_VALUES_MAX_BYTES - '{"f":""}'.length) / 2) };
    assert.ok(
      encodeEvent({ ...form, data: { ...form.data, attributes, field_values } }).length <= EVENT_MAX_BYTES,
    );
  });
});

describe('a captured intent', () => {
  test('contains the prefix of a message that is too long', () => {
    const read = decoded(
      encodeEvent({ ...intent, data: { ...intent.data, message: 'x'.repeat(TEXT_MAX_BYTES) } }),
    );
    assert.ok(read.type === 'captured_intent.created');
    assert.equal(read.data.message, 'x'.repeat(TEXT_MAX_BYTES - 2));
  });
});

describe('a closed conversation', () => {
  const texts = fc.array(
    fc.tuple(
      fc.constantFrom('a', '"', '\u0000', 'é', '漢', '😀', '\ud83d'),
      fc.integer({ min: 0, max: 60_000 }),
    ),
    { maxLength: 8 },
  );

  test('is never above the maximum size, and transcript_truncated is true when messages are missing', () => {
    fc.assert(
      fc.property(anyConversationClosed, texts, (event, contents) => {
        const transcript = contents.map(([unit, count]) => ({
          role: 'visitor' as const,
          content: unit.repeat(count),
          ts: event.committed_at,
        }));
        const first_message = transcript[0]?.content ?? null;
        const data = { ...event.data, first_message, transcript, transcript_truncated: false };
        const bytes = encodeEvent({ ...event, data });
        assert.ok(bytes.length <= EVENT_MAX_BYTES, `${bytes.length}`);
        const read = decoded(bytes);
        assert.ok(read.type === 'conversation.closed');
        const whole = JSON.stringify(read.data.transcript) === JSON.stringify(wellFormed(transcript));
        assert.equal(read.data.transcript_truncated, !whole);
      }),
      { numRuns: 60 },
    );
  });

  test('with one huge message contains its prefix in first_message and in the transcript', () => {
    const content = 'é'.repeat(5_000_000);
    const transcript = [{ role: 'visitor' as const, content, ts: closed.committed_at }];
    const data = { ...closed.data, first_message: content, transcript };
    const bytes = encodeEvent({ ...closed, data });
    const read = decoded(bytes);
    assert.ok(read.type === 'conversation.closed');
    assert.ok(bytes.length <= EVENT_MAX_BYTES && bytes.length > EVENT_MAX_BYTES - 4, `${bytes.length}`);
    assert.equal(read.data.first_message, 'é'.repeat((TEXT_MAX_BYTES - 2) / 2));
    assert.ok(content.startsWith(read.data.transcript[0]?.content ?? 'nothing'));
    assert.equal(read.data.transcript_truncated, true);
  });

  test('that is truncated already keeps transcript_truncated', () => {
    const event: ConversationClosed = { ...closed, data: { ...closed.data, transcript_truncated: true } };
    assert.deepEqual(decoded(encodeEvent(event)), event);
  });
});

describe('decoding an event', () => {
  test('never throws for any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => !decodeEvent(bytes).ok));
    fc.assert(fc.property(fc.jsonValue(), (value) => !decodeEvent(bytesOf(value)).ok));
    assert.deepEqual(decodeEvent(Buffer.from('['.repeat(200_000))), {
      ok: false,
      reason: 'malformed',
      at: '',
    });
  });

  test('never throws for an event with a damaged value, and the failure has only a JSON pointer', () => {
    const leaf = fc.constantFrom<unknown>(null, 0, -1, '', 'x', [], {}, true, '__proto__');
    fc.assert(
      fc.property(anyEvent, fc.nat(), leaf, (event, at, replacement) => {
        const copy = damage(event, at, replacement);
        const result = decodeEvent(bytesOf(copy));
        if (result.ok) assert.doesNotThrow(() => encodeEvent(result.value));
        else assert.match(result.at, /^(\/[a-z0-9_]+)*$/i);
      }),
    );
  });

  test('accepts an unknown field of a newer release', () => {
    assert.ok(decodeEvent(bytesOf({ ...intent, added: 1, data: { ...intent.data, language: 'en' } })).ok);
  });

  test('distinguishes an unknown version from malformed data', () => {
    const reasonOf = (value: unknown) => {
      const result = decodeEvent(bytesOf(value));
      return result.ok ? 'ok' : `${result.reason} ${result.at}`;
    };
    assert.equal(reasonOf({ ...form, version: 2, data: 'anything' }), 'unknown_version /version');
    assert.equal(reasonOf({ ...form, type: 'contact.created' }), 'unknown_version /type');
    assert.equal(reasonOf({ ...form, version: 0 }), 'malformed /version');
    assert.equal(reasonOf({ ...form, version: '2' }), 'malformed /version');
    assert.equal(reasonOf({ ...form, type: 'Nonsense!' }), 'malformed /type');
    assert.equal(reasonOf({ ...form, data: { ...form.data, form_id: 'x' } }), 'malformed /data/form_id');
    assert.equal(
      reasonOf({ ...form, committed_at: '2026-02-30T00:00:00.000000Z' }),
      'malformed /committed_at',
    );
    assert.equal(
      reasonOf({ ...closed, data: { ...closed.data, closed_reason: 'why' } }),
      'malformed /data/closed_reason',
    );
  });

  test('refuses bytes that are not UTF-8', () => {
    const bytes = encodeEvent(form);
    bytes[bytes.indexOf('Smith')] = 0xff;
    assert.deepEqual(decodeEvent(bytes), { ok: false, reason: 'malformed', at: '' });
  });

  test('refuses attributes that are nested too deeply to be serialized', () => {
    const deep = JSON.stringify(form).replace('"/hire"', '['.repeat(50_000) + ']'.repeat(50_000));
    assert.deepEqual(decodeEvent(Buffer.from(deep)), {
      ok: false,
      reason: 'malformed',
      at: '/data/attributes',
    });
  });
});

/** A copy of the event with one of its values replaced. */
function damage(event: DomainEvent, at: number, replacement: unknown): unknown {
  const propertyCount = JSON.stringify(event).match(/"[a-z_]+":/g)?.length ?? 1;
  let left = at % propertyCount;
  return JSON.parse(JSON.stringify(event), (key: string, value: unknown) =>
    key !== '' && left-- === 0 ? replacement : value,
  );
}
