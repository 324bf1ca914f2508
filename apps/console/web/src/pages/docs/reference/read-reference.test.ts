import assert from 'node:assert/strict';
import { test } from 'node:test';
import { curlOf } from './curl.js';
import type { OpenApiDocument } from './openapi.js';
import { readReference, slugOf } from './read-reference.js';
import { searchGroups } from './search.js';

const DOCUMENT: OpenApiDocument = {
  paths: {
    '/v1/audit-log': { get: { tags: ['audit log'], summary: 'Read the audit log', responses: {} } },
    '/v1/webhooks/{id}': {
      patch: {
        tags: ['webhooks'],
        summary: 'Change a webhook',
        description:
          'Only what is given changes.\n\nNeeds the scope `webhooks:write`. Roles that have it: owner, editor.',
        'x-required-scope': 'webhooks:write',
        security: [{ 'api-key': [] }, { session: [] }],
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' }, example: '0196' }],
        requestBody: {
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/Change' },
              example: { name: "Ann's" },
            },
          },
        },
        responses: {
          '200': {
            description: 'The webhook.',
            headers: { ETag: { description: 'The revision.' } },
            content: {
              'application/json': { schema: { $ref: '#/components/schemas/Webhook' }, example: { id: 1 } },
            },
          },
          '412': {
            description: 'Changed',
            content: {
              'application/problem+json': {
                examples: { revision_changed: { value: { detail: 'Read it again.' } } },
              },
            },
          },
        },
      },
    },
    '/v1/chat/conversations': {
      post: { tags: ['chat'], security: [], responses: { '201': { description: '' } } },
    },
    '/v1/chat/messages': { get: { tags: ['chat'], security: [{ 'visitor-token': [] }], responses: {} } },
    '/v1/sessions': { get: { tags: ['sessions'], security: [{ session: [] }], responses: {} } },
  },
  webhooks: {
    'conversation.closed': {
      post: {
        summary: 'A conversation has ended',
        requestBody: {
          content: {
            'application/json': {
              schema: { oneOf: [{ $ref: '#/x/Closed_2024_04' }, { $ref: '#/x/Closed_2026_05' }] },
              examples: { '2024-04': { value: { a: 1 } }, '2026-05': { value: { b: 1 } } },
            },
          },
        },
        responses: { '2XX': { description: 'Accepted.' } },
      },
    },
  },
  components: {
    schemas: {
      Change: { type: 'object', properties: { name: { type: 'string' } } },
      Webhook: { type: 'object', properties: { id: { type: 'string' } } },
      Closed_2024_04: { type: 'object', properties: { a: { type: 'integer' } } },
      Closed_2026_05: { type: 'object', properties: { b: { type: 'integer' } } },
    },
  },
};

const { groups, events } = readReference([DOCUMENT]);
const routes = groups.flatMap((group) => group.routes);
const change = routes.find(({ method }) => method === 'PATCH');
assert.ok(change);

test('routes stand in groups, and what a reader needs first stands first', () => {
  assert.deepEqual(
    groups.map(({ title }) => title),
    ['Webhooks', 'Chat', 'Sessions', 'Audit log'],
  );
});

test('a route has its address, what it needs, its answers and its errors', () => {
  assert.equal(change.slug, 'patch-webhooks-id');
  assert.deepEqual(change.needs, { kind: 'scope', scope: 'webhooks:write' });
  assert.equal(change.description, 'Only what is given changes.');
  assert.deepEqual(
    change.answers.map(({ status, headers, bodies }) => [
      status,
      headers[0]?.name,
      bodies[0]?.fields[0]?.name,
    ]),
    [['200', 'ETag', 'id']],
  );
  assert.deepEqual(change.errors, [{ status: '412', code: 'revision_changed', detail: 'Read it again.' }]);
});

test('a route says who may call it', () => {
  assert.deepEqual(
    routes.map(({ path, needs }) => [path, needs.kind]),
    [
      ['/v1/webhooks/{id}', 'scope'],
      ['/v1/chat/conversations', 'nothing'],
      ['/v1/chat/messages', 'visitor'],
      ['/v1/sessions', 'user'],
      ['/v1/audit-log', 'nothing'],
    ],
  );
});

test('an event has the body of each payload version', () => {
  assert.deepEqual(
    events[0]?.versions.map(({ version, fields, example }) => [version, fields[0]?.name, example]),
    [
      ['2024-04', 'a', '{\n  "a": 1\n}'],
      ['2026-05', 'b', '{\n  "b": 1\n}'],
    ],
  );
});

test('the part of the address has the method and the names of the path', () => {
  assert.equal(slugOf('post', '/v1/webhooks/{id}/rotate-secret'), 'post-webhooks-id-rotate-secret');
  assert.equal(
    slugOf('post', '/v1/chat/conversations/{id}/forms/{form_id}'),
    'post-chat-conversations-id-forms-form-id',
  );
});

test('a request as a command has its ids filled in, and is quoted for a shell', () => {
  assert.equal(
    curlOf(change, 'https://flowforge.example'),
    `curl -X PATCH 'https://flowforge.example/v1/webhooks/0196' \\
  -H "Authorization: Bearer $API_KEY" \\
  -H 'Content-Type: application/json' \\
  -d '{
  "name": "Ann'\\''s"
}'`,
  );
});

test('a search finds all its words in path, text, fields and error codes', () => {
  const paths = (text: string) =>
    searchGroups(groups, text).flatMap((group) => group.routes.map(({ path }) => path));
  assert.deepEqual(paths('CHANGE webhook'), ['/v1/webhooks/{id}']);
  assert.deepEqual(paths('revision_changed'), ['/v1/webhooks/{id}']);
  assert.deepEqual(paths('name'), ['/v1/webhooks/{id}']);
  assert.deepEqual(paths('webhook nothing'), []);
  assert.equal(paths('').length, routes.length);
});
