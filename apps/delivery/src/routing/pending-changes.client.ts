import {
  decodePendingRoutingChanges,
  PENDING_ROUTING_CHANGES_PATH,
  type PendingRoutingChanges,
} from '@flowforge/contracts/routing/pending-routing-changes';
import type { KeyRing } from '@flowforge/encryption/key-ring';
import { authorizeServiceRequest } from '@flowforge/encryption/service-request';
import type { Log } from '@flowforge/service-kit/log';
import { request } from 'undici';

/** For one page, in milliseconds. */
const TIMEOUT_MS = 800;
/** 20,000 changes: more than an outage of NATS should bring. */
const MAX_PAGES = 40;
/** Shortest time between two log lines about a registry that refuses the requests, in milliseconds. */
const LOG_EVERY_MS = 60_000;
/** What an operator must check when the registry answers 401. */
const REFUSED_ADVICE =
  'Give delivery and the registry the same ENCRYPTION_KEYS, and check that their clocks differ by less than a minute.';

/** Asks the registry over HTTP which routing changes delivery may not have applied: those that are not settled. */
export class PendingChanges {
  private next = 0;
  /** When a refused request was last logged, in `performance.now()` milliseconds. */
  private refusedLoggedAt = Number.NEGATIVE_INFINITY;

  constructor(
    /** Base addresses of the registry's replicas; may be empty. */
    private readonly urls: readonly string[],
    private readonly ring: KeyRing,
    private readonly log: Pick<Log, 'error'>,
  ) {}

  /**
   * The messages of the changes that were committed before this call and are not settled.
   *
   * @returns null when no replica answers in time
   */
  async read(): Promise<Buffer[] | null> {
    for (let tried = 0; tried < this.urls.length; tried += 1) {
      const index = (this.next + tried) % this.urls.length;
      const url = this.urls[index];
      const changes = url === undefined ? null : await this.readFrom(url);
      if (changes === null) continue;
      // The replica that answered is asked first next time: a dead one costs a timeout.
      this.next = index;
      return changes;
    }
    return null;
  }

  /** Null when this replica did not answer. */
  private async readFrom(url: string): Promise<Buffer[] | null> {
    const changes: Buffer[] = [];
    for (let after: string | null = null, pages = 0; pages < MAX_PAGES; pages += 1) {
      const page: PendingRoutingChanges | null = await this.readPage(url, after);
      if (page === null) return null;
      for (const change of page.changes) changes.push(Buffer.from(change, 'base64'));
      after = page.next;
      if (after === null) return changes;
    }
    return null;
  }

  private async readPage(url: string, after: string | null): Promise<PendingRoutingChanges | null> {
    const query = after === null ? '' : `?after=${after}`;
    try {
      const { statusCode, body } = await request(`${url}${PENDING_ROUTING_CHANGES_PATH}${query}`, {
        headers: {
          authorization: authorizeServiceRequest(this.ring, PENDING_ROUTING_CHANGES_PATH, Date.now()),
        },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (statusCode === 401) this.logRefused(url);
      const bytes = new Uint8Array(await body.arrayBuffer());
      return statusCode === 200 ? decodePendingRoutingChanges(bytes) : null;
    } catch {
      return null;
    }
  }

  /** Without this line, a registry with other keys looks like one that is away. */
  private logRefused(url: string): void {
    const now = performance.now();
    if (now - this.refusedLoggedAt < LOG_EVERY_MS) return;
    this.refusedLoggedAt = now;
    this.log.error({ registry: new URL(url).host, advice: REFUSED_ADVICE }, 'routing.request_refused');
  }
}
