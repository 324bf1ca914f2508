import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnswerOf, BodyOf, NumbersOf, PathOf, RestOf } from './route.js';

type Messages = '/v1/chat/conversations/{id}/messages';

test('what fits a route of the API compiles, and nothing else', () => {
  const path: PathOf<Messages> = '/v1/chat/conversations/1/messages';
  // @ts-expect-error no route has this path
  const wrongPath: PathOf<Messages> = '/v1/chat/conversations/1/message';
  const rest: RestOf<Messages> = '/messages';
  const query: NumbersOf<Messages> = '?limit=100&after_seq=3';
  // @ts-expect-error the route has no such parameter
  const wrongQuery: NumbersOf<Messages> = '?limit=100&after=3';
  const body: BodyOf<Messages> = { text: 'hello', client_id: '1' };
  // @ts-expect-error the body needs a text
  const wrongBody: BodyOf<Messages> = { client_id: '1' };
  const answer: AnswerOf<'/v1/chat/conversations/{id}/close', 'post'>['status'] = 'closed';
  assert.ok([path, wrongPath, rest, query, wrongQuery, body, wrongBody, answer].every(Boolean));
});
