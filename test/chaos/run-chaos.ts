import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { startEndpoint, type TestEndpoint } from '@flowforge/testing/endpoint';
import type { ServiceProcess } from '@flowforge/testing/service-process';
import { until } from '@flowforge/testing/until';
import { type Api, type ApiAnswer, textIn } from '../stack/api.js';
import { type GuideSetup, setUpGuide, startVisit, type Visit } from '../stack/guide.js';
import { type Stack, startStack } from '../stack/stack.js';
import { type Fault, planFaults, randomFrom } from './fault-plan.js';
import { type Acknowledged, type History, type Received, type Violation, violationsOf } from './history.js';

/** Settings of a run. The same seed gives the same faults and the same answers of the endpoint, but not the same interleaving. */
export interface ChaosSettings {
  seed: number;
  /** How long forms are submitted and faults happen, in milliseconds. */
  runMs: number;
  say: (text: string) => void;
}

/** What a run found. */
export interface ChaosResult {
  acknowledged: number;
  arrived: number;
  duplicates: number;
  violations: Violation[];
}

const REPLICAS = 2;
const VISITORS = 12;
const BETWEEN_SUBMISSIONS_MS = 500;
const RETRY_MS = 100;
/** How long what was acknowledged may need to arrive after the last fault, in milliseconds: two failed attempts are retried after 5 and 30 s. */
const ARRIVAL_MS = 60_000;
/** Share of first attempts that the endpoint answers with 503, and that it never answers. */
const FAILED = 0.05;
const HANGING = 0.01;

/** Submits forms while processes are killed and paused, and compares what was acknowledged with what arrived. */
export async function runChaos({ seed, runMs, say }: ChaosSettings): Promise<ChaosResult> {
  const faults = planFaults(seed, runMs, REPLICAS);
  const [stack, endpoint] = await Promise.all([
    startStack({ replicas: REPLICAS, ownCluster: true, env: { delivery: { ATTEMPT_TIMEOUT_MS: '4000' } } }),
    startEndpoint(),
  ]);
  try {
    const { api } = await stack.workspace('chaos');
    const setup = await setUpGuide(api, `${endpoint.url}/chaos`);
    const random = randomFrom(seed + 1);
    endpoint.behave((request) => {
      if (request.headers['flowforge-attempt'] !== '1') return 200;
      const chance = random();
      return chance < HANGING ? 'hang' : chance < HANGING + FAILED ? 503 : 200;
    });
    const startedAt = Date.now();
    const [submitted] = await Promise.all([
      submitUntil(api, setup, startedAt + runMs),
      injectFaults(stack, faults, startedAt, say),
    ]);
    const faultsEndedAt = Date.now();
    const history = (): History => ({ ...submitted, received: successesOf(endpoint, seed), faultsEndedAt });
    await until(
      'everything that was acknowledged to arrive',
      () => !violationsOf(history(), boundsOf(faults)).some(({ kind }) => kind === 'lost'),
      ARRIVAL_MS,
    ).catch(() => undefined);
    const end = history();
    const arrived = new Set(end.received.map(({ id }) => id)).size;
    return {
      acknowledged: end.acknowledged.length,
      arrived,
      duplicates: end.received.length - arrived,
      violations: violationsOf(end, boundsOf(faults)),
    };
  } finally {
    await stack.stop();
    await endpoint.stop();
  }
}

/** Each fault may repeat what ran at that moment. */
function boundsOf(faults: readonly Fault[]): { lateMs: number; duplicates: number; ordered: boolean } {
  return { lateMs: ARRIVAL_MS, duplicates: faults.length * VISITORS, ordered: false };
}

/**
 * The requests that were answered with 200. The endpoint notes a request when it arrives; which ones failed follows from the attempt
 * number and the same random numbers.
 */
function successesOf(endpoint: TestEndpoint, seed: number): Received[] {
  const random = randomFrom(seed + 1);
  return endpoint.received.flatMap((request) => {
    if (request.headers['flowforge-attempt'] === '1' && random() < HANGING + FAILED) return [];
    const body: { data: { captured_form_id: string; conversation_id: string } } = JSON.parse(request.body);
    const { captured_form_id: id, conversation_id: conversationId } = body.data;
    return [{ id, eventId: request.id, body: request.body, conversationId, at: request.receivedAt }];
  });
}

async function submitUntil(
  api: Api,
  setup: GuideSetup,
  endAt: number,
): Promise<{ acknowledged: Acknowledged[]; unanswered: number }> {
  const acknowledged: Acknowledged[] = [];
  let unanswered = 0;
  const visits: Visit[] = [];
  for (let number = 0; number < VISITORS; number += 1) visits.push(await startVisit(api, setup.widgetId));
  await Promise.all(
    visits.map(async ({ conversationId, visitor, path }) => {
      for (let number = 1; Date.now() < endAt; number += 1) {
        const key = randomUUID();
        const fields = { name: `Visitor ${number}`, email: `visitor${number}@example.com`, query: 'chaos' };
        const answer = await answered(endAt + ARRIVAL_MS, () =>
          visitor.post(`${path}/forms/${setup.formId}`, { field_values: fields }, { 'idempotency-key': key }),
        );
        if (answer?.status === 201)
          acknowledged.push({ id: textIn(answer, 'captured_form_id'), conversationId, at: Date.now() });
        else unanswered += 1;
        await delay(BETWEEN_SUBMISSIONS_MS);
      }
    }),
  );
  return { acknowledged, unanswered };
}

/** The first answer that is neither a 5xx, nor a 409 or 429; null when there is none until `endAt`. */
async function answered(endAt: number, request: () => Promise<ApiAnswer>): Promise<ApiAnswer | null> {
  while (Date.now() < endAt) {
    const answer = await request().catch(() => null);
    if (answer && answer.status < 500 && answer.status !== 409 && answer.status !== 429) return answer;
    await delay(RETRY_MS);
  }
  return null;
}

async function injectFaults(
  stack: Stack,
  faults: readonly Fault[],
  startedAt: number,
  say: (text: string) => void,
): Promise<void> {
  for (const fault of faults) {
    await delay(Math.max(0, startedAt + fault.atMs - Date.now()));
    say(
      `${((Date.now() - startedAt) / 1_000).toFixed(1)} s: ${fault.kind} ${fault.target} ${fault.replica} for ${fault.forMs} ms`,
    );
    await inject(stack, fault);
  }
}

async function inject(stack: Stack, { target, replica, kind, forMs }: Fault): Promise<void> {
  if (target === 'postgres') return stack.database.crash();
  if (target === 'nats') {
    if (kind === 'pause') return pauseProcess(stack.nats.pid, forMs);
    await stack.nats.kill();
    await delay(forMs);
    return stack.nats.restart({ wipe: kind === 'wipe' });
  }
  const service: ServiceProcess | undefined =
    target === 'console' ? stack.frontDoor : stack.services[target][replica];
  if (!service) throw new Error(`there is no ${target} ${replica}`);
  if (kind === 'pause') return pauseProcess(service.pid, forMs);
  await service.kill();
  await delay(forMs);
  await service.restart();
}

async function pauseProcess(pid: number, forMs: number): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  try {
    await delay(forMs);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}
