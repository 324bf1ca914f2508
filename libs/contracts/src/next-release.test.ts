import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAuditEntry } from './audit/audit-entry.js';
import { decodeEvent, EXAMPLE_EVENTS } from './events/event.js';
import { checkSource } from './requests/check-source.js';
import { disableWebhook } from './requests/disable-webhook.js';
import { recordAuditEntries } from './requests/record-audit-entries.js';
import { verifyApiKey } from './requests/verify-api-key.js';
import { assignmentChangedExample } from './routing/assignment-changed.js';
import { decodePendingRoutingChanges } from './routing/pending-routing-changes.js';
import { decodeRoutingChange } from './routing/routing-change.js';
import { webhookChangedExample } from './routing/webhook-changed.js';
import { decodeInternalTokenPayload } from './sessions/internal-token.js';
import { decodeSessionCheckAnswer, readSessionCheckRequest } from './sessions/session-check.js';
import { apiKeyRevoked } from './signals/api-key-revoked.js';
import { conversationChanged } from './signals/conversation-changed.js';
import { sessionEnded } from './signals/session-ended.js';
import { settlement } from './signals/settlement.js';

/** During an upgrade, processes of this release get messages of the next one: what they do with them. */

const ID = '018cd9c8-e317-7079-accd-17be51784256';
const HASH = 'a'.repeat(64);
const AT = '2026-11-27T01:02:03.456Z';
const { webhook } = webhookChangedExample;
const { assignment } = assignmentChangedExample;
const form = EXAMPLE_EVENTS['captured_form.created'];
const closed = EXAMPLE_EVENTS['conversation.closed'];

type Read = (value: unknown) => string;
const bytesOf = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
/** What a decoder of bytes does with a value: `ok`, or why not. */
const decoding =
  (decode: (bytes: Buffer) => { ok: true } | { ok: false; reason: string }): Read =>
  (value) => {
    const result = decode(bytesOf(value));
    return result.ok ? 'ok' : result.reason;
  };
const checking =
  (check: (value: unknown) => unknown): Read =>
  (value) => {
    try {
      return check(value) === null ? 'refused' : 'ok';
    } catch {
      return 'refused';
    }
  };

const event = decoding(decodeEvent);
const routing = decoding(decodeRoutingChange);
const token: Read = checking((value) => decodeInternalTokenPayload(bytesOf(value).toString('base64url')));
const sessionAnswer: Read = checking((value) => decodeSessionCheckAnswer(bytesOf(value)));
const auditEntry: Read = (value) => (isAuditEntry(value) ? 'ok' : 'refused');

const TOKEN = { user_id: ID, workspace_id: ID, role: 'owner', session_id: ID, expires_at: AT };
const SESSION = { ...TOKEN, internal_token: 'ffi_1', internal_token_expires_at: AT };
const AUDIT = {
  id: ID,
  workspace_id: ID,
  occurred_at: closed.committed_at,
  actor: { kind: 'user', id: ID, address: '127.0.0.1' },
  action: 'form.deleted',
  target: { kind: 'form', id: ID, name: null },
  changes: [{ field: 'name', from: null, to: null }],
};
const KEY = { found: true, api_key_id: ID, workspace_id: ID, scopes: ['webhooks:read'] };

/** Every message between two processes, as this release writes it. */
const MESSAGES: readonly [name: string, read: Read, message: object][] = [
  ...Object.values(EXAMPLE_EVENTS).map((one): [string, Read, object] => [one.type, event, one]),
  ['webhook.changed', routing, webhookChangedExample],
  ['assignment.changed', routing, assignmentChangedExample],
  [
    'pending changes',
    checking((value) => decodePendingRoutingChanges(bytesOf(value))),
    { changes: [], next: ID },
  ],
  ['request for an api key', checking(verifyApiKey.parseRequest), { key_hash: HASH }],
  ['reply about an api key', checking(verifyApiKey.parseReply), KEY],
  ['request for a source', checking(checkSource.parseRequest), { workspace_id: ID, kind: 'form', id: ID }],
  ['reply about a source', checking(checkSource.parseReply), { exists: true }],
  [
    'request to disable a webhook',
    checking(disableWebhook.parseRequest),
    { workspace_id: ID, webhook_id: ID, revision: 1, reason: 'gone', delivery_id: ID },
  ],
  ['reply to it', checking(disableWebhook.parseReply), { disabled: true }],
  ['request with audit entries', checking(recordAuditEntries.parseRequest), { entries: [AUDIT] }],
  ['audit entry', auditEntry, AUDIT],
  ['reply to it', checking(recordAuditEntries.parseReply), { stored: [ID] }],
  ['request for a session', checking(readSessionCheckRequest), { token_hash: HASH }],
  ['session', sessionAnswer, SESSION],
  ['internal token', token, TOKEN],
  ['settlement', decoding(settlement.decode), { ids: [ID] }],
  ['revoked api key', decoding(apiKeyRevoked.decode), { key_hash: HASH }],
  ['ended session', decoding(sessionEnded.decode), { user_id: ID }],
  [
    'changed conversation',
    decoding(conversationChanged.decode),
    { conversation_id: ID, message_seq: 1, is_closed: false },
  ],
];

/** The value with one more field in each of its objects. */
function withMoreFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withMoreFields);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([name, one]) => [name, withMoreFields(one)]);
  return { ...Object.fromEntries(fields), added_later: 'x' };
}

for (const [name, read, message] of MESSAGES) {
  test(`${name}: fields of the next release are ignored`, () => {
    assert.equal(read(message), 'ok', 'as this release writes it');
    assert.equal(read(withMoreFields(message)), 'ok');
  });
}

/** Words of the next release where this release has a closed list of words, and what becomes of the message. */
const WORDS: readonly [what: string, read: Read, message: object, result: string][] = [
  // Stored as they are.
  [
    'event type of a webhook',
    routing,
    { ...webhookChangedExample, webhook: { ...webhook, event_types: ['contact.created'] } },
    'ok',
  ],
  [
    'event type of an assignment',
    routing,
    { ...assignmentChangedExample, assignment: { ...assignment, event_types: ['contact.created'] } },
    'ok',
  ],
  ['scope', checking(verifyApiKey.parseReply), { ...KEY, scopes: ['contacts:read'] }, 'ok'],
  [
    'audited action',
    auditEntry,
    { ...AUDIT, action: 'contact.merged', target: { ...AUDIT.target, kind: 'contact' } },
    'ok',
  ],
  // Returned to the stream, for a replica of the next release.
  ['type of an event', event, { ...form, type: 'contact.created' }, 'unknown_version'],
  ['version of an event', event, { ...form, version: 2 }, 'unknown_version'],
  [
    'kind of a routing change',
    routing,
    { ...webhookChangedExample, kind: 'template.changed' },
    'unknown_version',
  ],
  [
    'payload version',
    routing,
    { ...webhookChangedExample, webhook: { ...webhook, payload_version: '2031-01' } },
    'unknown_version',
  ],
  // Not readable. So a release that adds such a word also adds a version of the message, and writes it one release later.
  [
    'reason of a closed conversation',
    event,
    { ...closed, data: { ...closed.data, closed_reason: 'moved' } },
    'malformed',
  ],
  ['device', event, { ...form, data: { ...form.data, device_type: 'watch' } }, 'malformed'],
  [
    'order of a webhook',
    routing,
    { ...webhookChangedExample, webhook: { ...webhook, ordering: 'contact' } },
    'malformed',
  ],
  [
    'source',
    routing,
    { ...assignmentChangedExample, assignment: { ...assignment, source: { kind: 'intent', id: ID } } },
    'malformed',
  ],
  ['role in a session', sessionAnswer, { ...SESSION, role: 'auditor' }, 'refused'],
  ['role in an internal token', token, { ...TOKEN, role: 'auditor' }, 'refused'],
];

for (const [what, read, message, result] of WORDS) {
  test(`a new ${what} of the next release: ${result}`, () => assert.equal(read(message), result));
}
