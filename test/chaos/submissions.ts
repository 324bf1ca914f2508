import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { TestEndpoint } from '@flowforge/testing/endpoint';
import { until } from '@flowforge/testing/until';
import { type Api, type ApiAnswer, textIn } from '../stack/api.js';
import { type GuideSetup, startVisit, type Visit } from '../stack/guide.js';

const CONVERSATIONS = 25;
const RETRY_MS = 50;
const ANSWER_DEADLINE_MS = 60_000;

/** Repeats a request with the same Idempotency-Key and body until the answer is neither a 5xx nor a 409. Throws after 60 s. */
async function retryUntilAnswered(request: (key: string) => Promise<ApiAnswer>): Promise<ApiAnswer> {
  const key = randomUUID();
  const deadline = Date.now() + ANSWER_DEADLINE_MS;
  for (;;) {
    const answer = await request(key).catch(() => null);
    if (answer && answer.status < 500 && answer.status !== 409) return answer;
    if (Date.now() > deadline)
      throw new Error(`no answer in ${ANSWER_DEADLINE_MS} ms: ${JSON.stringify(answer?.body)}`);
    await delay(RETRY_MS);
  }
}

/**
 * Submits the guide's form `count` times in 25 concurrent conversations and returns the acknowledged ids. Calls `midway` once,
 * when half of the submissions have started; the submissions continue meanwhile.
 */
export async function submitForms(
  api: Api,
  setup: Pick<GuideSetup, 'widgetId' | 'formId'>,
  count: number,
  midway: () => Promise<void>,
): Promise<string[]> {
  const visits: Visit[] = [];
  for (let n = 0; n < CONVERSATIONS; n += 1) visits.push(await startVisit(api, setup.widgetId));
  const acknowledged: string[] = [];
  let started = 0;
  let fault: Promise<void> | undefined;
  const visitorLoop = async ({ visitor, path }: Visit): Promise<void> => {
    while (started < count) {
      started += 1;
      const number = started;
      if (number >= count / 2) fault ??= midway();
      const answer = await retryUntilAnswered((key) =>
        visitor.post(
          `${path}/forms/${setup.formId}`,
          {
            field_values: {
              name: `Visitor ${number}`,
              email: `visitor${number}@example.com`,
              query: 'chaos',
            },
          },
          { 'idempotency-key': key },
        ),
      );
      assert.equal(answer.status, 201, JSON.stringify(answer.body));
      acknowledged.push(textIn(answer, 'captured_form_id'));
    }
  };
  await Promise.all(visits.map(visitorLoop));
  await fault;
  return acknowledged;
}

/** How many of the acknowledged submissions were delivered, lost, and delivered more than once. */
export interface Tally {
  delivered: number;
  lost: number;
  duplicates: number;
}

/**
 * Waits until every acknowledged submission has arrived at `path`, and counts. Fails when duplicates of one submission have
 * different event ids or bytes.
 */
export async function tally(
  endpoint: TestEndpoint,
  path: string,
  acknowledged: readonly string[],
): Promise<Tally> {
  assert.equal(new Set(acknowledged).size, acknowledged.length, 'two submissions got the same id');
  const byForm = (): Map<string, { ids: Set<string>; bodies: Set<string>; times: number }> => {
    const forms = new Map<string, { ids: Set<string>; bodies: Set<string>; times: number }>();
    for (const request of endpoint.received) {
      if (request.path !== path) continue;
      const body: { data: { captured_form_id: string } } = JSON.parse(request.body);
      const id = body.data.captured_form_id;
      const form = forms.get(id) ?? { ids: new Set(), bodies: new Set(), times: 0 };
      forms.set(id, form);
      form.ids.add(request.id);
      form.bodies.add(request.body);
      form.times += 1;
    }
    return forms;
  };
  const missing = (): string[] => {
    const forms = byForm();
    return acknowledged.filter((id) => !forms.has(id));
  };
  await until(
    `${acknowledged.length} acknowledged submissions to arrive`,
    () => missing().length === 0,
    60_000,
  ).catch(() => undefined);
  const forms = byForm();
  for (const [id, { ids, bodies }] of forms) {
    assert.equal(ids.size, 1, `captured form ${id} arrived with ${ids.size} event ids`);
    assert.equal(bodies.size, 1, `captured form ${id} arrived with ${bodies.size} bodies`);
  }
  const times = [...forms.values()].reduce((sum, form) => sum + form.times, 0);
  return { delivered: forms.size, lost: missing().length, duplicates: times - forms.size };
}
