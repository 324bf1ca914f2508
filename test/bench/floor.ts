import type { DomainEvent } from '@flowforge/contracts/events/event';
import { renderBody } from '@flowforge/contracts/webhook-body/render';
import { generateSecret, prepareSigningKey, signWebhook } from '@flowforge/contracts/webhook-signature/sign';
import { natsOptions } from '@flowforge/messaging/nats-options';
import { jetstream, type JsMsg } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import pg from 'pg';
import { Agent } from 'undici';
import { cpuTimeOf, cpuTimeSince } from './process-cpu.js';

/**
 * The least that a durable delivery needs: pull an event, render and sign its body, post it, store one row with one index in batches, ack.
 * No check, no routing, no limit, no circuit, no log, no metric. Its rate shows what any design with these servers could reach at
 * most. Prints JSON like the bare loop: deliveries per second, and the CPU time that they took in this process.
 */
const [natsUrl = '', databaseUrl = '', endpoint = '', stream = '', count = '0'] = process.argv.slice(2);
const MAX_BATCH = 512;
const INSERT = {
  name: 'insert',
  text: `INSERT INTO floor_deliveries (event_id, form_id, payload, delivered_at)
         SELECT event_id, form_id, payload, clock_timestamp()
           FROM unnest($1::uuid[], $2::uuid[], $3::bytea[]) AS given(event_id, form_id, payload)`,
};
const total = Number(count);
const { origin, pathname } = new URL(endpoint);
const agent = new Agent({ connections: 128, pipelining: 1, keepAliveTimeout: 10_000 });
const key = prepareSigningKey(generateSecret());
const database = new pg.Client({ connectionString: databaseUrl });
await database.connect();
const connection = await connect(natsOptions({ url: natsUrl, name: 'floor' }));
const consumer = await jetstream(connection).consumers.get(stream, stream);

interface Delivered {
  message: JsMsg;
  event: DomainEvent;
}

let delivered: Delivered[] = [];
let stored = 0;
let storing = false;
let end: () => void = () => undefined;
const ended = new Promise<void>((resolve) => (end = resolve));

async function deliver(message: JsMsg): Promise<void> {
  const event: DomainEvent = message.json();
  const body = renderBody(event, '2026-05');
  const timestamp = Math.floor(Date.now() / 1_000);
  const response = await agent.request({
    origin,
    path: pathname,
    method: 'POST',
    headers: [
      'content-type',
      'application/json',
      'webhook-id',
      event.id,
      'webhook-timestamp',
      String(timestamp),
      'webhook-signature',
      signWebhook([key], { id: event.id, timestamp, body }),
    ],
    body,
  });
  await response.body.dump();
  delivered.push({ message, event });
  if (!storing) await store();
}

async function store(): Promise<void> {
  storing = true;
  while (delivered.length > 0) {
    const batch = delivered.slice(0, MAX_BATCH);
    delivered = delivered.slice(MAX_BATCH);
    await database.query({
      ...INSERT,
      values: [
        batch.map(({ event }) => event.id),
        batch.map(({ event }) => event.source.form_id),
        batch.map(({ message }) => Buffer.from(message.data)),
      ],
    });
    for (const { message } of batch) message.ack();
    stored += batch.length;
  }
  storing = false;
  if (stored === total) end();
}

const before = cpuTimeOf([process.pid]);
const startedAt = performance.now();
const messages = await consumer.consume({
  max_messages: MAX_BATCH,
  callback: (message) => void deliver(message),
});
await ended;
await connection.flush();
const perSecond = total / ((performance.now() - startedAt) / 1_000);
process.stdout.write(`${JSON.stringify({ perSecond, cpu: cpuTimeSince(before, [process.pid]) })}\n`);
messages.stop();
await Promise.all([connection.close(), database.end(), agent.close()]);
