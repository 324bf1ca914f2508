import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Inject, Injectable } from '@nestjs/common';
import { clientNetwork } from '@flowforge/service-kit/auth/client-network';
import { Problem, unavailable } from '@flowforge/service-kit/http/problem';
import { NetworkSlots, type SlotLimits } from '../network-slots/network-slots.js';

/** Token of the limits: `@Inject(STREAM_LIMITS)`. */
export const STREAM_LIMITS = Symbol('stream limits');

/** The client of a stream that ends connects again after a random time in this range, in milliseconds. */
const RECONNECT_MS = { min: 1_000, max: 5_000 };
/** Seconds after which a refused client may try again. */
const RETRY_AFTER_S = 5;

/** The event streams that are open through this process. */
@Injectable()
export class EventStreams {
  private readonly slots: NetworkSlots;
  private readonly ending = new AbortController();

  constructor(@Inject(STREAM_LIMITS) limits: SlotLimits) {
    this.slots = new NetworkSlots(limits, { perNetwork: tooManyStreams, total: streamsUnavailable });
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

function tooManyStreams(): Problem {
  return new Problem(
    429,
    'too_many_streams',
    'Too many event streams are open from your network. Close one, or read the messages with GET instead.',
    undefined,
    { 'retry-after': String(RETRY_AFTER_S) },
  );
}

function streamsUnavailable(): Problem {
  return unavailable(
    'streams_unavailable',
    'No further event stream can be opened now. Read the messages with GET, and try again later.',
    RETRY_AFTER_S,
  );
}
