import {
  decodePendingRoutingChanges,
  PENDING_ROUTING_CHANGES_PATH,
} from '@flowforge/contracts/routing/pending-routing-changes';
import type { KeyRing } from '@flowforge/encryption/key-ring';
import { authorizeServiceRequest } from '@flowforge/encryption/service-request';
import { request } from 'undici';

const TIMEOUT_MS = 800;

/** Asks the registry over HTTP which routing changes delivery may not have applied: those that are not settled. */
export class PendingChanges {
  private next = 0;

  constructor(
    /** Base addresses of the registry's replicas; may be empty. */
    private readonly urls: readonly string[],
    private readonly ring: KeyRing,
  ) {}

  /**
   * The messages of the changes that were committed before this call and are not settled.
   *
   * @returns null when no replica answers in time, or when there are more than one answer holds
   */
  async read(): Promise<Buffer[] | null> {
    for (let tried = 0; tried < this.urls.length; tried += 1) {
      const url = this.urls[(this.next + tried) % this.urls.length];
      if (url === undefined) break;
      const changes = await this.readFrom(url);
      if (changes === undefined) continue;
      // The replica that answered is asked first next time: a dead one costs a timeout.
      this.next = (this.next + tried) % this.urls.length;
      return changes;
    }
    return null;
  }

  /** Undefined when this replica did not answer. */
  private async readFrom(url: string): Promise<Buffer[] | null | undefined> {
    try {
      const { statusCode, body } = await request(`${url}${PENDING_ROUTING_CHANGES_PATH}`, {
        headers: {
          authorization: authorizeServiceRequest(this.ring, PENDING_ROUTING_CHANGES_PATH, Date.now()),
        },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const bytes = new Uint8Array(await body.arrayBuffer());
      const answer = statusCode === 200 ? decodePendingRoutingChanges(bytes) : null;
      if (answer === null) return undefined;
      return answer.complete ? answer.changes.map((change) => Buffer.from(change, 'base64')) : null;
    } catch {
      return undefined;
    }
  }
}
