import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Inject, Injectable } from '@nestjs/common';
import { clientNetwork } from '@flowforge/service-kit/auth/client-network';
import { retryHint, streamsUnavailable, tooManyStreams } from '@flowforge/service-kit/http/event-streams';
import { KeyedSlots, type SlotLimits } from '@flowforge/service-kit/http/keyed-slots';

/** Token of the limits: `@Inject(STREAM_LIMITS)`. */
export const STREAM_LIMITS = Symbol('stream limits');

/** The event streams that are open through this process. */
@Injectable()
export class EventStreams {
  private readonly slots: KeyedSlots;
  private readonly ending = new AbortController();

  constructor(@Inject(STREAM_LIMITS) limits: SlotLimits) {
    this.slots = new KeyedSlots(limits, {
      perKey: () => tooManyStreams('Too many event streams are open from your network.'),
      total: streamsUnavailable,
    });
  }

  /**
   * Takes a slot for a stream.
   *
   * @param ip address of the client
   * @returns the function that frees the slot
   * @throws Problem 429 `too_many_streams` at the limit of the network, 503 `streams_unavailable` at the limit of all, and after `endAll`
   */
  take(ip: string): () => void {
    return this.slots.take(clientNetwork(ip));
  }

  /**
   * Passes the stream on until one side ends it. It reads no faster than the client does. When the service breaks off, the
   * connection to the client is destroyed, so that the client sees an incomplete answer.
   */
  async relay(body: Readable, response: ServerResponse): Promise<void> {
    const end = (): unknown => body.destroy();
    this.ending.signal.addEventListener('abort', end);
    try {
      // Streams that end together must not all connect again together. First in the stream, where no event can be incomplete.
      response.write(retryHint(Math.random()));
      await pipeline(body, response, { end: false });
      response.end();
    } catch {
      if (this.ending.signal.aborted) response.end();
      else response.destroy();
    } finally {
      this.ending.signal.removeEventListener('abort', end);
    }
  }

  /** Ends all streams, which never end by themselves, and opens no more. Their clients connect again. */
  endAll(): void {
    this.slots.close();
    this.ending.abort();
  }
}
