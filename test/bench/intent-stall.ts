import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@flowforge/conversations/api-client.testing';
import { RunningConversations } from '@flowforge/conversations/running-conversations.testing';
import { until } from '@flowforge/testing/until';
import { StartedParts } from './started-parts.js';

/** The longest delay of the service's event loop in a phase, in ms. */
export interface LoopDelay {
  delay: number;
  /** Without the time that the service was ready to run but had no processor: on an idle machine the same. */
  own: number;
  /** The longest processor time between two turns of the loop. */
  processor: number;
}

export interface StallMeasures {
  whileListing: LoopDelay;
  whileTraining: LoopDelay;
  whileLoading: LoopDelay;
  whenTrained: LoopDelay;
  /** The slowest of ten messages at once, in ms. */
  slowestTraining: number;
  slowestTrained: number;
}

const MESSAGES = 10;
/** The probe writes what a phase has delayed after this time at the latest, in ms. */
const SETTLE_MS = 100;

/**
 * A conversations service whose assistant has the largest set of intents that the API takes: a page of them, ten messages at once while it
 * trains, and ten when it is trained. The delays come from loop-probe.ts, which runs in the service.
 */
export async function measureStall(
  intents: readonly { utterances: string[] }[],
  message: string,
): Promise<StallMeasures> {
  const parts = new StartedParts();
  const folder = await parts.add(mkdtemp(join(tmpdir(), 'flowforge-bench-')), (path) =>
    rm(path, { recursive: true }),
  );
  const file = join(folder, 'delays');
  const starting = RunningConversations.start({
    NODE_OPTIONS: `--import=${new URL('./loop-probe.js', import.meta.url).href}`,
    LOOP_PROBE_FILE: file,
  });
  const running = await parts.add(starting, (started) => started.stop());
  try {
    const api = running.client();
    const ids: string[] = [];
    for (const [index, { utterances }] of intents.entries()) {
      const intent = await api.create('/v1/intents', { name: `INTENT ${index}`, utterances });
      ids.push(intent.id);
    }
    const assistant = await api.create('/v1/assistants', { name: 'Large' });
    const widget = await api.create('/v1/widgets', { assistant_id: assistant.id, channel: 'chat' });
    const visitors = await Promise.all(Array.from({ length: MESSAGES }, () => running.visitor(widget.id)));
    const sendAll = (): Promise<number> =>
      slowest(visitors.map((visitor) => () => send(visitor, `${visitor.path}/messages`, message)));

    const phases = [Date.now()];
    await api.get('/v1/intents?limit=100');
    await delay(SETTLE_MS);
    phases.push(Date.now());
    await api.call('PATCH', `/v1/assistants/${assistant.id}`, { intent_ids: ids });
    const slowestTraining = await sendAll();
    phases.push(Date.now());
    await until(
      'the end of the training',
      async () => /intent_training_duration_seconds_count [1-9]/.test((await running.ops('/metrics')).text),
      200_000,
    );
    await delay(SETTLE_MS);
    phases.push(Date.now());
    const slowestTrained = await sendAll();
    await delay(SETTLE_MS);
    const [whileListing, whileTraining, whileLoading, whenTrained] = await longestDelays(file, phases);
    return { whileListing, whileTraining, whileLoading, whenTrained, slowestTraining, slowestTrained };
  } finally {
    await parts.stop();
  }
}

const none = (): LoopDelay => ({ delay: 0, own: 0, processor: 0 });
type Four = [LoopDelay, LoopDelay, LoopDelay, LoopDelay];

/** Of the four phases that start at these times. */
async function longestDelays(file: string, starts: readonly number[]): Promise<Four> {
  const longest: Four = [none(), none(), none(), none()];
  for (const line of (await readFile(file, 'utf8')).trim().split('\n')) {
    const [time = 0, late = 0, own = 0, processor = 0] = line.split(' ').map(Number);
    const phase = longest[starts.filter((start) => start <= time).length - 1];
    if (phase === undefined) continue;
    phase.delay = Math.max(phase.delay, late);
    phase.own = Math.max(phase.own, own);
    phase.processor = Math.max(phase.processor, processor);
  }
  return longest;
}

async function send(client: Client, path: string, text: string): Promise<void> {
  const { status } = await client.post(path, { text });
  if (status !== 201) throw new Error(`a message was answered with ${status}`);
}

async function slowest(requests: readonly (() => Promise<void>)[]): Promise<number> {
  const times = await Promise.all(
    requests.map(async (request) => {
      const startedAt = performance.now();
      await request();
      return performance.now() - startedAt;
    }),
  );
  return Math.max(...times);
}
