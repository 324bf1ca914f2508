import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEndpoint, type TestEndpoint } from '@flowforge/testing/endpoint';
import { until } from '@flowforge/testing/until';
import { textIn } from '../stack/api.js';
import { setUpAssistant, startVisit } from '../stack/guide.js';
import { type SharedStack, sharedStack } from '../stack/stack.js';

const TIMES = 1_000;
let stack: SharedStack;
let endpoint: TestEndpoint;

before(async () => {
  [stack, endpoint] = await Promise.all([sharedStack(), startEndpoint()]);
});

after(async () => {
  await stack.stop();
  await endpoint.stop();
});

test(`a form that is submitted right after an assignment is acknowledged is delivered, ${TIMES} times of ${TIMES}`, async () => {
  const { api } = await stack.workspace('assign');
  const { widgetId, formId } = await setUpAssistant(api);
  const webhook = await api.post('/v1/webhooks', { name: 'CRM', endpoint: `${endpoint.url}/assign` });
  const webhookId = textIn(webhook, 'id');
  const { visitor, path } = await startVisit(api, widgetId);
  const acknowledged = new Set<string>();
  for (let n = 1; n <= TIMES; n += 1) {
    const assigned = await api.post('/v1/assignments', { webhook_id: webhookId, form_id: formId });
    assert.equal(assigned.status, 201, JSON.stringify(assigned.body));
    const form = await visitor.post(`${path}/forms/${formId}`, {
      field_values: { name: `Visitor ${n}`, email: 'visitor@example.com' },
    });
    assert.equal(form.status, 201, JSON.stringify(form.body));
    acknowledged.add(textIn(form, 'captured_form_id'));
    assert.equal((await api.delete(`/v1/assignments/${textIn(assigned, 'id')}`)).status, 204);
  }
  const arrived = (): Set<string> => {
    const bodies = endpoint.received.map((request): { data: { captured_form_id: string } } =>
      JSON.parse(request.body),
    );
    return new Set(bodies.map((body) => body.data.captured_form_id));
  };
  await until(`${TIMES} submissions`, () => arrived().size >= TIMES, 60_000);
  assert.deepEqual([...arrived()].sort(), [...acknowledged].sort());
});
