import { Readable } from 'node:stream';

/** Whose messages a stream carries. */
export interface StreamOwner {
  workspaceId: string;
  conversationId: string;
  /** The token that opened it; the stream ends when the token is revoked. */
  tokenHash: Buffer;
}

/** Bytes that wait for the client until the stream takes no further page of messages. */
const FULL_BYTES = 64 * 1024;

/**
 * The body of one open event stream. It holds one page of messages beyond `FULL_BYTES` at most: while the client does not read, the
 * stream `isFull`, and nothing more is written.
 */
export class EventStream extends Readable {
  /** `seq` of the last message that was written. */
  lastSeq: number;
  /** When it became full, in the milliseconds of `append`; null while it takes more. */
  fullSince: number | null = null;
  private isEnding = false;

  /** @param onFree called when a full stream takes more again */
  constructor(
    readonly owner: StreamOwner,
    after: number,
    private readonly onFree: (stream: EventStream) => void,
  ) {
    super({ highWaterMark: FULL_BYTES });
    this.lastSeq = after;
  }

  get isFull(): boolean {
    return this.fullSince !== null;
  }

  /** Whether it still takes events. */
  get isOpen(): boolean {
    return !this.isEnding && !this.destroyed;
  }

  /** @param now milliseconds of a monotonic clock */
  append(text: string, now: number): void {
    if (this.isOpen && !this.push(text)) this.fullSince ??= now;
  }

  /** Ends it after what was written. */
  finish(): void {
    if (!this.isOpen) return;
    this.isEnding = true;
    this.push(null);
  }

  override _read(): void {
    if (this.fullSince === null) return;
    this.fullSince = null;
    this.onFree(this);
  }
}
