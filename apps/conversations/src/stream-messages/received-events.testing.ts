import { until } from '@flowforge/testing/until';
import type { VisitorClient } from '../api-client.testing.js';

/** One event of a stream. */
export interface ReceivedEvent {
  id: string | undefined;
  event: string | undefined;
  data: ReturnType<typeof JSON.parse>;
}

/** How a stream is opened. */
export interface OpenOptions {
  /** Another replica than the visitor's. */
  url?: string;
  after?: number;
  lastEventId?: string;
  headers?: Record<string, string>;
}

/** An open event stream, and what has come on it so far. */
export class ReceivedEvents {
  readonly events: ReceivedEvent[] = [];
  /** Comments and `retry:` lines. */
  readonly others: string[] = [];
  /** `complete` when the server has ended the answer, `broken` when the connection was lost. */
  end: 'complete' | 'broken' | undefined;

  private constructor(
    readonly status: number,
    readonly headers: Headers,
    private readonly abort: AbortController,
  ) {}

  static async open(visitor: VisitorClient, options: OpenOptions = {}): Promise<ReceivedEvents> {
    const { url = visitor.url, after, lastEventId, headers = {} } = options;
    const abort = new AbortController();
    const query = after === undefined ? '' : `?after=${after}`;
    const response = await fetch(`${url}${visitor.path}/stream${query}`, {
      headers: {
        authorization: `Bearer ${visitor.token}`,
        ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
        ...headers,
      },
      signal: abort.signal,
    });
    const received = new ReceivedEvents(response.status, response.headers, abort);
    if (response.body) void received.read(response.body);
    return received;
  }

  /** The `seq` of the messages so far, in the order in which they came. */
  get seqs(): number[] {
    return this.events.filter(({ event }) => event === 'message').map(({ data }) => data.seq);
  }

  /** Waits until a message with this `seq` has come. */
  async untilSeq(seq: number): Promise<void> {
    await until(`message ${seq}, after ${this.seqs.at(-1)}`, () => this.seqs.includes(seq));
  }

  async untilEnd(): Promise<'complete' | 'broken'> {
    return until('the end of the stream', () => this.end);
  }

  close(): void {
    this.abort.abort();
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let rest = '';
    try {
      for await (const chunk of body) {
        const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
        rest = blocks.pop() ?? '';
        for (const block of blocks) this.take(block);
      }
      this.end = 'complete';
    } catch {
      this.end = 'broken';
    }
  }

  private take(block: string): void {
    const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
    const data = field('data');
    if (data === undefined) this.others.push(block);
    else this.events.push({ id: field('id'), event: field('event'), data: JSON.parse(data) });
  }
}
