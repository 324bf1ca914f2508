import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startEndpoint, type TestEndpoint } from '@flowforge/testing/endpoint';
import { type Api, type ApiAnswer } from '../stack/api.js';
import { type GuideSetup, setUpGuide, startVisit, type Visit } from '../stack/guide.js';
import { type SharedStack, sharedStack } from '../stack/stack.js';

/** Half of a surrogate pair. JSON can carry it as an escape, UTF-8 cannot; an answer shows U+FFFD in its place. */
const HALF = 'a\ud800b';
const SHOWN = 'a\ufffdb';

let stack: SharedStack;
let endpoint: TestEndpoint;
let owner: Api;
let setup: GuideSetup;
let visit: Visit;

before(async () => {
  [stack, endpoint] = await Promise.all([sharedStack(), startEndpoint()]);
  ({ api: owner } = await stack.workspace('ill-formed'));
  setup = await setUpGuide(owner, `${endpoint.url}/hooks`);
  visit = await startVisit(owner, setup.widgetId);
});

after(async () => {
  await stack.stop();
  await endpoint.stop();
});

/** Status, code and named fields of an answer. */
function refusal({ status, body }: ApiAnswer): unknown[] {
  const errors: unknown = body['errors'];
  const fields: unknown[] = Array.isArray(errors)
    ? errors.map((error: unknown) =>
        typeof error === 'object' && error !== null ? Reflect.get(error, 'field') : null,
      )
    : [];
  return [status, body['code'], ...fields];
}

describe('half of a surrogate pair is a 422 that names the field', () => {
  const messages = (body: object) => (): Promise<ApiAnswer> =>
    visit.visitor.post(`${visit.path}/messages`, body);
  const form = (values: object) => (): Promise<ApiAnswer> =>
    visit.visitor.post(`${visit.path}/forms/${setup.formId}`, { field_values: values });
  const start = (attributes: object) => (): Promise<ApiAnswer> =>
    owner.as(null).post('/v1/chat/conversations', { widget_id: setup.widgetId, attributes });
  const webhook = (more: object) => (): Promise<ApiAnswer> =>
    owner.post('/v1/webhooks', { name: 'CRM', endpoint: `${endpoint.url}/hooks`, ...more });
  const fields = (more: object) => (): Promise<ApiAnswer> =>
    owner.post('/v1/forms', {
      name: 'Leads',
      fields: [{ name: 'name', label: 'Name', type: 'text', required: true, ...more }],
    });

  const cases: [what: string, send: () => Promise<ApiAnswer>, field: string][] = [
    ['the text of a message', messages({ text: HALF }), 'text'],
    ['client_id', messages({ text: 'hello', client_id: HALF }), 'client_id'],
    ['a value of field_values', form({ name: HALF, email: 'a@example.com' }), 'field_values.name'],
    ['a key of field_values', form({ [HALF]: 'x' }), `field_values.${SHOWN}`],
    ['a value of attributes', start({ plan: HALF }), 'attributes.plan'],
    ['a key of attributes', start({ [HALF]: 'x' }), `attributes.${SHOWN}`],
    ['the name of a webhook', webhook({ name: HALF }), 'name'],
    ['the value of a custom header', webhook({ headers: { 'x-token': HALF } }), 'headers.x-token'],
    ['the name of a custom header', webhook({ headers: { [HALF]: 'x' } }), `headers.${SHOWN}`],
    [
      'an example of an intent',
      () => owner.post('/v1/intents', { name: 'SALES', utterances: ['buy', HALF] }),
      'utterances[1]',
    ],
    ['the label of a form field', fields({ label: HALF }), 'fields[0].label'],
    ['an option of a form field', fields({ type: 'select', options: ['S', HALF] }), 'fields[0].options[1]'],
    [
      'the greeting of an assistant',
      () => owner.post('/v1/assistants', { name: 'A', greeting: HALF }),
      'greeting',
    ],
    [
      'the name of an api key',
      () => owner.post('/v1/api-keys', { name: HALF, scopes: ['webhooks:read'] }),
      'name',
    ],
    [
      'the key of a field that the request does not have',
      () => owner.post(`/v1/conversations/${visit.conversationId}/close`, { [HALF]: 'x' }),
      SHOWN,
    ],
  ];
  for (const [what, send, field] of cases) {
    test(what, async () => {
      assert.deepEqual(refusal(await send()), [422, 'invalid_request', field]);
    });
  }
});

test('bytes that are no UTF-8 are a 400 in every service', async () => {
  const bytes = Buffer.from('{"name":"\xff","text":"\xc3"}', 'latin1');
  for (const path of [`${visit.path}/messages`, '/v1/forms', '/v1/webhooks', '/v1/api-keys']) {
    const response = await fetch(`${stack.url}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${path.startsWith('/v1/chat/') ? visit.visitor.token : owner.token}`,
        'content-type': 'application/json',
      },
      body: bytes,
    });
    const body: { code: string } = JSON.parse(await response.text());
    assert.deepEqual([response.status, body.code], [400, 'malformed_body'], path);
  }
});

test('a request with the same client_id is answered in the same way both times', async () => {
  const send = async (body: object): Promise<[number, unknown]> => {
    const answer = await visit.visitor.post(`${visit.path}/messages`, body);
    return [answer.status, answer.body['messages'] ?? refusal(answer)];
  };
  const texts = ['two \ud83d\ude00 halves that belong together', `one half alone ${HALF}`];
  for (const [index, text] of texts.entries()) {
    const body = { text, client_id: `retry-${index}` };
    const first = await send(body);
    assert.deepEqual(await send(body), first, text);
    assert.equal(first[0], index === 0 ? 201 : 422);
  }
  const { body } = await owner.get(`/v1/conversations/${visit.conversationId}/messages?limit=200`);
  assert.ok(!JSON.stringify(body).includes('\ufffd'), 'nothing was replaced on the way to the database');
});
