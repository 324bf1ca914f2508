/** State of server, stream and consumer when a consumption starts. */
export interface ConsumptionStart {
  /** The server makes a new id at every start. */
  serverId: string;
  /** Whether the server belongs to a cluster, where another server may take over the consumer. */
  clustered: boolean;
  /** When stream and consumer were created, as the server reports it. */
  streamCreated: string;
  consumerCreated: string;
  /** The stream's last sequence. */
  lastSequence: number;
}

/**
 * The sequence up to which a message may have been delivered before without being marked as redelivered. A running server counts
 * deliveries and marks a redelivery; a restarted one has forgotten the count. So a consumption that resumes on the same server,
 * stream and consumer keeps the sequence of its first start.
 */
export class RedeliveryMark {
  private last: ConsumptionStart | undefined;
  private possiblyRedeliveredUpTo = 0;

  /** The mark for a consumption that starts now: messages up to it are possible duplicates. */
  begin(start: ConsumptionStart): number {
    if (!this.last || !isSame(this.last, start)) this.possiblyRedeliveredUpTo = start.lastSequence;
    this.last = start;
    return this.possiblyRedeliveredUpTo;
  }
}

function isSame(last: ConsumptionStart, now: ConsumptionStart): boolean {
  return (
    !now.clustered &&
    last.serverId === now.serverId &&
    last.streamCreated === now.streamCreated &&
    last.consumerCreated === now.consumerCreated &&
    // A lower sequence means that stream and consumer were restored from a backup.
    last.lastSequence <= now.lastSequence
  );
}
