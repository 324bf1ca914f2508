import { Problem, unavailable } from '@flowforge/service-kit/http/problem';

/** How many event streams may be open at the same time. */
export interface StreamLimits {
  total: number;
  /** For one client network: an IPv4 address, or the /64 network of an IPv6 address. */
  perNetwork: number;
}

/** Seconds after which a refused client may try again. */
const RETRY_AFTER_S = 5;

/** Counts the open event streams. Each one holds a connection to its client and one to the service. */
export class StreamSlots {
  private readonly perNetwork = new Map<string, number>();
  private total = 0;
  private closed = false;

  constructor(private readonly limits: StreamLimits) {}

  /**
   * Takes a slot for a client of this network.
   *
   * @returns the function that frees the slot; only its first call counts
   * @throws Problem 429 `too_many_streams` at the limit of the network, 503 `streams_unavailable` at the limit of all, and after `close`
   */
  take(network: string): () => void {
    const open = this.perNetwork.get(network) ?? 0;
    if (this.closed || this.total >= this.limits.total) throw streamsUnavailable();
    if (open >= this.limits.perNetwork) throw tooManyStreams();
    this.total += 1;
    this.perNetwork.set(network, open + 1);
    let isFree = false;
    return () => {
      if (isFree) return;
      isFree = true;
      this.free(network);
    };
  }

  /** Refuses every further stream. */
  close(): void {
    this.closed = true;
  }

  private free(network: string): void {
    this.total -= 1;
    const left = (this.perNetwork.get(network) ?? 1) - 1;
    if (left > 0) this.perNetwork.set(network, left);
    else this.perNetwork.delete(network);
  }
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
