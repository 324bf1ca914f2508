import { startEndpoint, type TestEndpoint } from '@flowforge/testing/endpoint';
import { type ServiceProcess, startService } from '@flowforge/testing/service-process';
import { until } from '@flowforge/testing/until';
import { SERVICE_NAMES } from '@flowforge/contracts/words';
import { type Acknowledged, type Received, violationsOf } from '../chaos/history.js';
import { randomFrom } from '../chaos/fault-plan.js';
import { Api, objectsIn } from '../stack/api.js';
import { setUpGuide, startVisit } from '../stack/guide.js';
import { FRONT_DOOR_FOLDERS, type Stack } from '../stack/stack.js';
import { FollowedStream } from './followed-stream.js';
import { HttpClient } from './http-client.js';
import { type Chat, Load } from './load.js';
import { ReplicaSet, type RestartTimes, type Stop } from './replica-set.js';
import type { RollingReport } from './report.js';
import { type ServiceBalancer, startServiceBalancer } from './service-balancer.js';

/** Settings of a run. The seed chooses the order of the requests. */
export interface RollingSettings {
  times: RestartTimes;
  /** Requests per second. */
  rate: number;
  seed: number;
  /** Rounds of restarts begin until so many milliseconds are over; at least one is run. */
  runMs: number;
  /** How many processes of each service a round restarts. */
  restartsPerService: number;
  print: (text: string) => void;
}

const FRONT_DOORS = 2;
const CHATS = 24;
/** Chats with an open event stream. */
const STREAMED = 4;
/** How long events and messages may take to arrive after the load has ended, in milliseconds. */
const ARRIVAL_MS = 60_000;
/** Every fifth request to the endpoint is answered so late, in milliseconds: attempts run while delivery stops. */
const SLOW_MS = 400;

/**
 * Restarts every process of a stack with two replicas of each service, one after the other, while requests, event streams and
 * deliveries go on, and counts what its users noticed.
 */
export async function runRolling(
  stack: Pick<Stack, 'services' | 'workspace' | 'user' | 'nats'>,
  settings: RollingSettings,
): Promise<RollingReport> {
  const cleanUp: (() => Promise<unknown>)[] = [];
  try {
    return await run(stack, settings, cleanUp);
  } finally {
    for (const step of cleanUp.reverse()) await step();
  }
}

async function run(
  stack: Pick<Stack, 'services' | 'workspace' | 'user' | 'nats'>,
  { times, rate, seed, runMs, restartsPerService, print }: RollingSettings,
  cleanUp: (() => Promise<unknown>)[],
): Promise<RollingReport> {
  const balancers: ServiceBalancer[] = [];
  const replicaSet = async (name: string, processes: readonly ServiceProcess[]): Promise<ReplicaSet> => {
    const balancer = await startServiceBalancer();
    cleanUp.push(() => balancer.stop());
    const set = new ReplicaSet(name, processes, balancer, times);
    cleanUp.push(() => set.stop());
    balancers.push(balancer);
    await set.allInRotation();
    return set;
  };
  const services = await Promise.all(SERVICE_NAMES.map((name) => replicaSet(name, stack.services[name])));
  const [conversationsUrl, registryUrl, deliveryUrl] = ['conversations', 'registry', 'delivery'].map(
    (name) => balancers[services.findIndex((set) => set.name === name)]?.url ?? '',
  );
  const startDoor = async (): Promise<ServiceProcess> => {
    const door = await startService('console', {
      env: {
        ...FRONT_DOOR_FOLDERS,
        NATS_URL: stack.nats.urls.console,
        CONVERSATIONS_URLS: conversationsUrl ?? '',
        REGISTRY_URLS: registryUrl ?? '',
        DELIVERY_URLS: deliveryUrl ?? '',
      },
    });
    cleanUp.push(() => door.stop());
    return door;
  };
  const doors = await replicaSet(
    'console',
    await Promise.all(Array.from({ length: FRONT_DOORS }, startDoor)),
  );
  const url = balancers.at(-1)?.url ?? '';
  const endpoint = await startEndpoint();
  cleanUp.push(() => endpoint.stop());
  let received = 0;
  endpoint.behave(async () => {
    received += 1;
    if (received % 5 === 0) await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
    return 200;
  });
  const client = new HttpClient(url);
  cleanUp.push(() => client.close());

  const { workspaceId, api } = await stack.workspace('rolling');
  const door = new Api(url, api.token);
  const setup = await setUpGuide(door, `${endpoint.url}/rolling`);
  const { email, password } = await stack.user(workspaceId, 'owner');
  const signedIn = await client.send({
    method: 'POST',
    path: '/v1/sessions',
    headers: { origin: url },
    body: { email, password },
  });
  const cookie = [signedIn.headers['set-cookie']].flat()[0]?.split(';')[0] ?? '';
  const chats: Chat[] = [];
  for (let number = 0; number < CHATS; number += 1) {
    const { conversationId, visitor, path } = await startVisit(door, setup.widgetId);
    chats.push({ conversationId, token: visitor.token ?? '', path });
  }
  const streams = chats.slice(0, STREAMED).map(({ path, token }) => new FollowedStream(client, path, token));
  cleanUp.push(() => Promise.all(streams.map((stream) => stream.stop())));
  const load = new Load(
    client,
    { setup, apiKey: api.token ?? '', cookie, origin: url, chats },
    randomFrom(seed),
    print,
  );
  const stopping = new AbortController();
  const loading = load.run(rate, stopping.signal);
  cleanUp.push(async () => {
    stopping.abort();
    await loading;
  });

  const stops: (Stop & { name: string })[] = [];
  const startedAt = performance.now();
  do {
    for (const set of [...services, doors]) {
      for (const process of set.processes.slice(0, restartsPerService)) {
        const stop = await set.restart(process);
        stops.push({ ...stop, name: set.name });
        const failed = [...load.counts.values()].reduce((sum, one) => sum + one.failed, 0);
        print(
          `${((performance.now() - startedAt) / 1_000).toFixed(0).padStart(4)} s: ${set.name} restarted, its stop took ${stop.ms} ms; ${failed} requests failed`,
        );
      }
    }
  } while (performance.now() - startedAt < runMs);
  stopping.abort();
  await loading;
  const events = await tallyEvents(endpoint, load);
  const streamed = await tallyStreams(door, chats, streams);
  for (const refusal of streams.flatMap((stream) => stream.refusals)) print(`failed: a stream: ${refusal}`);

  const refusals = streams.reduce((sum, { refusals: { length } }) => sum + length, 0);
  return {
    services: Object.fromEntries(
      [...services, doors].map(({ name }) => {
        const counts = load.counts.get(name) ?? { requests: 0, failed: 0, slowestMs: 0 };
        const restarts = stops.filter((stop) => stop.name === name).length;
        return [name, { ...counts, restarts }];
      }),
    ),
    stops,
    refused: balancers.reduce((sum, balancer) => sum + balancer.refused(), 0),
    streams: { ...streamed, refused: refusals },
    events,
  };
}

/** Waits for the events of all acknowledged forms, and counts. */
async function tallyEvents(
  endpoint: TestEndpoint,
  load: { acknowledged: readonly Acknowledged[]; unanswered: number },
): Promise<RollingReport['events']> {
  const { acknowledged, unanswered } = load;
  const history = () => ({ acknowledged, unanswered, received: formsOf(endpoint), faultsEndedAt: 0 });
  const bounds = { lateMs: Infinity, duplicates: Infinity, ordered: false };
  const lost = (): number => violationsOf(history(), bounds).filter(({ kind }) => kind !== 'late').length;
  await until('all events', () => lost() === 0, ARRIVAL_MS).catch(() => undefined);
  const first = new Map<string, number>();
  const arrivals = formsOf(endpoint);
  for (const { id, at } of arrivals) if (!first.has(id)) first.set(id, at);
  const delays = acknowledged.flatMap(({ id, at }) => {
    const arrivedAt = first.get(id);
    return arrivedAt === undefined ? [] : [arrivedAt - at];
  });
  return {
    captured: acknowledged.length,
    delivered: delays.length,
    lost: lost(),
    duplicates: arrivals.length - first.size,
    slowestMs: Math.max(0, ...delays),
  };
}

function formsOf(endpoint: TestEndpoint): Received[] {
  return endpoint.received.flatMap(({ body, id: eventId, receivedAt: at }) => {
    const { data }: { data: { captured_form_id?: string; conversation_id: string } } = JSON.parse(body);
    if (data.captured_form_id === undefined) return [];
    return [{ id: data.captured_form_id, eventId, body, conversationId: data.conversation_id, at }];
  });
}

/** Waits until the streams have what the conversations have, and compares. */
async function tallyStreams(
  api: Api,
  chats: readonly Chat[],
  streams: readonly FollowedStream[],
): Promise<Omit<RollingReport['streams'], 'refused'>> {
  let messages = 0;
  let wrong = 0;
  for (const [index, stream] of streams.entries()) {
    const chat = chats[index];
    if (!chat) continue;
    const stored = await storedSeqs(api.as(chat.token), chat.path);
    await until('all messages', () => stream.seqs.length >= stored.length, ARRIVAL_MS).catch(() => undefined);
    await stream.stop();
    messages += stored.length;
    const length = Math.max(stored.length, stream.seqs.length);
    for (let at = 0; at < length; at += 1) if (stored[at] !== stream.seqs[at]) wrong += 1;
  }
  return {
    messages,
    wrong,
    reconnected: streams.reduce((sum, stream) => sum + stream.reconnected, 0),
    broken: streams.reduce((sum, stream) => sum + stream.broken, 0),
  };
}

/** `seq` of all messages of a conversation, in their order. */
async function storedSeqs(visitor: Api, path: string): Promise<number[]> {
  const seqs: number[] = [];
  for (;;) {
    const answer = await visitor.get(`${path}/messages?after_seq=${seqs.at(-1) ?? 0}&limit=100`);
    const page = objectsIn(answer, 'items').map((message) => Number(message['seq']));
    seqs.push(...page);
    if (page.length === 0) return seqs;
  }
}
