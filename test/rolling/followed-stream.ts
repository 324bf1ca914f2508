import { setTimeout as delay } from 'node:timers/promises';
import type { HttpClient } from './http-client.js';

/** How long a client waits before it connects again when the stream gave no time, in milliseconds. */
const RETRY_MS = 3_000;

/** A client of the event stream of one conversation, which connects again as a browser does. */
export class FollowedStream {
  /** `seq` of each message, in the order in which it came. */
  readonly seqs: number[] = [];
  reconnected = 0;
  broken = 0;
  /** Why a stream could not be opened. */
  readonly refusals: string[] = [];
  private readonly stopping = new AbortController();
  private readonly running: Promise<void>;

  constructor(
    private readonly client: HttpClient,
    private readonly path: string,
    private readonly token: string,
  ) {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    for (let opened = 0; !signal.aborted; opened += 1) {
      if (opened > 0) this.reconnected += 1;
      const retryMs = await this.readOnce(signal);
      if (!signal.aborted) await delay(retryMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Reads until the stream ends. @returns the time after which to connect again, in milliseconds */
  private async readOnce(signal: AbortSignal): Promise<number> {
    let retryMs = RETRY_MS;
    let isOpen = false;
    let rest = '';
    const last = this.seqs.at(-1);
    const headers = {
      authorization: `Bearer ${this.token}`,
      ...(last !== undefined && { 'last-event-id': String(last) }),
    };
    try {
      for await (const text of this.client.stream(`${this.path}/stream`, headers, signal)) {
        isOpen = true;
        const parts = (rest + text).split('\n\n');
        rest = parts.pop() ?? '';
        for (const part of parts) {
          const [, retry] = /^retry: (\d+)$/m.exec(part) ?? [];
          const [, id] = /^id: (\d+)$/m.exec(part) ?? [];
          if (retry !== undefined) retryMs = Number(retry);
          if (id !== undefined) this.seqs.push(Number(id));
        }
      }
    } catch (error) {
      if (signal.aborted) return 0;
      if (isOpen) this.broken += 1;
      else this.refusals.push(String(error));
    }
    return retryMs;
  }
}
