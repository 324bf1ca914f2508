import type { ChatApi } from '../api/chat-api.client.js';
import type { Session, Turn } from '../api/types.js';
import type { PendingMessage, SendingState } from '../conversation/conversation.js';
import { sendingStep } from './sending.js';

/** What the outbox needs of the conversation. */
export interface OutboxHost {
  /** The next message to send; undefined when there is none. */
  next(): PendingMessage | undefined;
  /** The session, started if need be; the failure when it cannot be. */
  session(): Promise<
    { ok: true; value: Session } | { ok: false; failure: Parameters<typeof sendingStep>[0] }
  >;
  changed(message: PendingMessage, state: SendingState): void;
  answered(message: PendingMessage, turn: Turn): void;
  ended(end: 'closed' | 'expired'): void;
  reachable(isReachable: boolean): void;
}

/** Sends the pending messages one after the other, so that they are stored in the order in which they were typed. */
export class Outbox {
  private isRunning = false;
  private isStopped = false;

  constructor(
    private readonly api: ChatApi,
    private readonly host: OutboxHost,
  ) {}

  /** Sends what waits. Does nothing while it sends already. */
  async run(): Promise<void> {
    if (this.isRunning) return;
    this.isRunning = true;
    for (let next = this.host.next(); next && !this.isStopped; next = this.host.next()) await this.send(next);
    this.isRunning = false;
  }

  stop(): void {
    this.isStopped = true;
  }

  private async send(message: PendingMessage): Promise<void> {
    this.host.changed(message, 'sending');
    for (let failures = 1; !this.isStopped; failures += 1) {
      const session = await this.host.session();
      const answer = session.ok
        ? await this.api.sendMessage(session.value, message.text, message.clientId)
        : session;
      if (this.isStopped) return;
      if (answer.ok) {
        this.host.reachable(true);
        return this.host.answered(message, answer.value);
      }
      const step = sendingStep(answer.failure, failures, navigator.onLine);
      if (step.kind === 'end') return this.host.ended(step.end);
      if (step.kind !== 'retry') {
        if (answer.failure.kind === 'unreachable') this.host.reachable(false);
        return this.host.changed(message, step.kind === 'wait' ? 'waiting' : 'failed');
      }
      await new Promise((resolve) => setTimeout(resolve, step.afterMs));
    }
  }
}
