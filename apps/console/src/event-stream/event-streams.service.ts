import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Inject, Injectable } from '@nestjs/common';
import { clientNetwork } from '@flowforge/service-kit/auth/client-network';
import { type StreamLimits, StreamSlots } from './stream-slots.js';

/** Token of the limits: `@Inject(STREAM_LIMITS)`. */
export const STREAM_LIMITS = Symbol('stream limits');

/** The client of a stream that ends connects again after a random time in this range, in milliseconds. */
const RECONNECT_MS = { min: 1_000, max: 5_000 };

/** The event streams that are open through this process. */
@Injectable()
export class EventStreams {
  private readonly slots: StreamSlots;
  private readonly ending = new AbortController();

  constructor(@Inject(STREAM_LIMITS) limits: StreamLimits) {
    this.slots = new StreamSlots(limits);
  }

  /** Takes a slot; see `StreamSlots.take`. @param ip address of the client */
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
      response.write(`retry: ${reconnectMs()}\n\n`);
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

function reconnectMs(): number {
  return Math.round(RECONNECT_MS.min + Math.random() * (RECONNECT_MS.max - RECONNECT_MS.min));
}
