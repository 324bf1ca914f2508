import { Disconnected, type NatsLink } from '@flowforge/messaging/nats-link';
import { inSpan, isTracing, type SpanOptions, traceparentOfSpan } from '@flowforge/tracing/spans';
import { jetstream, type JetStreamClient } from '@nats-io/jetstream';
import { headers, type NatsConnection } from '@nats-io/transport-node';
import { messageId, REPUBLISHED_HEADER, TRACEPARENT_HEADER } from './outbox.js';
import type { ClaimedMessage } from './outbox.store.js';

/** After this an unanswered publication counts as failed, in milliseconds. It may have reached the stream all the same. */
export const PUBLISH_TIMEOUT_MS = 3_000;

/** Publishes single messages to JetStream. */
export class MessagePublisher {
  private client: { connection: NatsConnection; stream: JetStreamClient } | undefined;

  constructor(private readonly link: NatsLink) {}

  /**
   * Publishes one message and waits for the server's acknowledgement.
   *
   * @returns the stream sequence that the server gave it
   * @throws what the server refused it with; `Disconnected` when the connection went down, so that the outcome is unknown
   */
  async publish(message: ClaimedMessage): Promise<number> {
    if (!isTracing()) return this.send(message, message.traceparent);
    return inSpan(`publish ${message.subject}`, spanOptions(message), (span) =>
      this.send(message, traceparentOfSpan(span) ?? message.traceparent),
    );
  }

  private async send(message: ClaimedMessage, traceparent: string | null): Promise<number> {
    const meta = headers();
    if (isPossibleDuplicate(message)) meta.set(REPUBLISHED_HEADER, String(message.publications));
    if (traceparent) meta.set(TRACEPARENT_HEADER, traceparent);
    const publishing = this.jetstream().publish(message.subject, message.payload, {
      msgID: messageId(message.id, message.publications),
      headers: meta,
      timeout: PUBLISH_TIMEOUT_MS,
    });
    const ack = await this.link.whileConnected(publishing);
    return ack.seq;
  }

  private jetstream(): JetStreamClient {
    const connection = this.link.connection;
    if (!connection) throw new Disconnected('not connected');
    if (this.client?.connection !== connection) {
      this.client = { connection, stream: jetstream(connection, { timeout: PUBLISH_TIMEOUT_MS }) };
    }
    return this.client.stream;
  }
}

/** The span of a publication is in the trace of the request that caused the message. */
function spanOptions({ id, subject, payload, traceparent, publications }: ClaimedMessage): SpanOptions {
  return {
    kind: 'producer',
    parent: traceparent,
    attributes: {
      'messaging.system': 'nats',
      'messaging.operation.name': 'publish',
      'messaging.operation.type': 'send',
      'messaging.destination.name': subject,
      'messaging.message.id': messageId(id, publications),
      'messaging.message.body.size': payload.length,
    },
  };
}

/**
 * Whether a message may be on the stream already although nobody knows: an earlier claim ended without an answer, or an earlier
 * publication was not settled. The stream's duplicate filter does not survive its server, so delivery has to check.
 */
export function isPossibleDuplicate(message: Pick<ClaimedMessage, 'claims' | 'publications'>): boolean {
  return message.claims > 1 || message.publications > 0;
}
