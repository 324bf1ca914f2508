import { type Client, RunningConversations } from '@flowforge/conversations/running-conversations.testing';
import { until } from '@flowforge/testing/until';

export interface StallMeasures {
  /** The longest time that the service's event loop answered nothing, in ms. */
  whileTraining: number;
  whileLoading: number;
  whenTrained: number;
  /** The slowest of ten messages at once, in ms. */
  slowestTraining: number;
  slowestTrained: number;
}

const MESSAGES = 10;

/**
 * A conversations service whose assistant has the largest set of intents that the API takes: ten messages at once while it
 * trains, and ten when it is trained. The delay is the service's own `nodejs_eventloop_lag_max_seconds`
 * (`monitorEventLoopDelay`), which starts anew with each reading.
 */
export async function measureStall(
  intents: readonly { utterances: string[] }[],
  message: string,
): Promise<StallMeasures> {
  const running = await RunningConversations.start();
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

    await delayMs(running);
    await api.call('PATCH', `/v1/assistants/${assistant.id}`, { intent_ids: ids });
    const slowestTraining = await sendAll();
    const whileTraining = await delayMs(running);
    // Each reading starts the measurement anew: the longest of all of them counts.
    let whileLoading = 0;
    await until(
      'the end of the training',
      async () => {
        const { text } = await running.ops('/metrics');
        whileLoading = Math.max(whileLoading, delayIn(text));
        return /intent_training_duration_seconds_count [1-9]/.test(text);
      },
      120_000,
    );
    const slowestTrained = await sendAll();
    return {
      whileTraining,
      whileLoading,
      whenTrained: await delayMs(running),
      slowestTraining,
      slowestTrained,
    };
  } finally {
    await running.stop();
  }
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

async function delayMs(running: RunningConversations): Promise<number> {
  return delayIn((await running.ops('/metrics')).text);
}

function delayIn(text: string): number {
  const [, seconds] = /^nodejs_eventloop_lag_max_seconds(?:\{[^}]*\})? (\S+)$/m.exec(text) ?? [];
  if (seconds === undefined) throw new Error('the service reports no event loop delay');
  return Number(seconds) * 1_000;
}
