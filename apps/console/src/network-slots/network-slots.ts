import type { Problem } from '@flowforge/service-kit/http/problem';

/** How many of something may be open at the same time. */
export interface SlotLimits {
  total: number;
  /** For one client network: an IPv4 address, or the /64 network of an IPv6 address. */
  perNetwork: number;
}

/** The answers to clients that get no slot. */
export interface SlotRefusals {
  /** At the limit of the network. */
  perNetwork(): Problem;
  /** At the limit of all networks together, and after `close`. */
  total(): Problem;
}

/** Counts what is open for each client network: each holds a connection to its client and one to a service. */
export class NetworkSlots {
  private readonly perNetwork = new Map<string, number>();
  private total = 0;
  private closed = false;

  constructor(
    private readonly limits: SlotLimits,
    private readonly refusals: SlotRefusals,
  ) {}

  /**
   * Takes a slot for a client of this network.
   *
   * @returns the function that frees the slot; only its first call counts
   * @throws Problem of `refusals` when there is no slot
   */
  take(network: string): () => void {
    const open = this.perNetwork.get(network) ?? 0;
    if (this.closed || this.total >= this.limits.total) throw this.refusals.total();
    if (open >= this.limits.perNetwork) throw this.refusals.perNetwork();
    this.total += 1;
    this.perNetwork.set(network, open + 1);
    let isFree = false;
    return () => {
      if (isFree) return;
      isFree = true;
      this.free(network);
    };
  }

  /** Gives no further slot. */
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
