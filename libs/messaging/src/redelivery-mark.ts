/** What consuming begins on. */
export interface ConsumptionStart {
  /** Id that the server gave itself when it started. */
  serverId: string;
  /** Whether the server is one of several, any of which may lead the consumer. */
  clustered: boolean;
  /** When stream and consumer were made, as the server says it. */
  streamCreated: string;
  consumerCreated: string;
  /** The stream's last sequence. */
  lastSequence: number;
}

/**
 * Up to which sequence a message may have been handed out before and not say so. A server remembers what it handed out, and marks
 * it when it comes again, for as long as it runs: so consuming that is taken up again on the same server, stream and consumer
 * doubts no more than it did before.
 */
export class RedeliveryMark {
  private last: ConsumptionStart | undefined;
  private possiblyRedeliveredUpTo = 0;

  /** The sequence for a consumption that begins now; what is at or below it is to be looked up. */
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
    // One that fell was restored from a copy, and the consumer with it.
    last.lastSequence <= now.lastSequence
  );
}
