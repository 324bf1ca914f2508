import type { ChatApi } from '../api/chat-api.client.js';
import type { Result } from '../api/failure.js';
import type { Session } from '../api/types.js';
import { withPending, withSendingState, withTurn } from '../conversation/conversation.js';
import type { ChatState } from './chat-state.js';
import { newClientId } from './client-id.client.js';
import type { ChatConnection } from './connection.worker.js';
import { Outbox, type OutboxHost } from './outbox.worker.js';
import type { Store } from './store.js';

/** Sends messages of the visitor. */
export class Sending {
  private readonly outbox: Outbox;

  constructor(
    private readonly state: Store<ChatState>,
    private readonly connection: ChatConnection,
    private readonly session: () => Promise<Result<Session>>,
    api: ChatApi,
  ) {
    this.outbox = new Outbox(api, this.host());
  }

  /** @param text not blank */
  send(text: string): void {
    const at = new Date().toISOString();
    this.connection.change((own) =>
      withPending(own, { clientId: newClientId(), text, state: 'sending', at }),
    );
    void this.outbox.run();
  }

  retry(clientId: string): void {
    this.connection.change((own) => withSendingState(own, clientId, 'sending'));
    void this.outbox.run();
  }

  /** Sends what waited for a connection. */
  resume(): void {
    for (const { clientId, state } of this.state.value.conversation.pending) {
      if (state === 'waiting') this.connection.change((own) => withSendingState(own, clientId, 'sending'));
    }
    void this.outbox.run();
  }

  stop(): void {
    this.outbox.stop();
  }

  private host(): OutboxHost {
    return {
      next: () => this.state.value.conversation.pending.find(({ state }) => state === 'sending'),
      session: this.session,
      changed: ({ clientId }, state) =>
        this.connection.change((own) => withSendingState(own, clientId, state)),
      answered: ({ clientId }, { messages, form }) => {
        this.connection.change((own) => withTurn(own, clientId, messages, form));
        this.withId((id) => this.connection.add(id, messages));
      },
      ended: (end) => this.withId((id) => this.connection.end(id, end)),
      reachable: (isReachable) => this.connection.reachable(isReachable),
    };
  }

  private withId(work: (conversationId: string) => void): void {
    const id = this.state.value.conversation.session?.conversationId;
    if (id !== undefined) work(id);
  }
}
