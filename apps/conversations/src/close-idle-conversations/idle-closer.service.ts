import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';
import { CloseConversationService } from '../close-conversation/close-conversation.service.js';
import { IdleConversationStore } from './idle-conversation.store.js';

const BATCH = 100;

/** Ends conversations in which nothing was said for their idle time. The time is kept in Postgres, so restarts do not matter. */
@Injectable()
export class IdleCloser {
  private stopping = false;

  constructor(
    @Inject(IdleConversationStore) private readonly store: IdleConversationStore,
    @Inject(CloseConversationService) private readonly closing: CloseConversationService,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Closes all that are idle now. One that cannot be closed does not keep the others from it; its claim runs out. */
  async closeIdle(): Promise<void> {
    let claimed: number;
    do {
      const idle = await this.store.claim(BATCH);
      claimed = idle.length;
      for (const { workspaceId, conversationId } of idle) {
        if (this.stopping) return;
        try {
          await this.closing.closeIfIdle(workspaceId, conversationId);
        } catch (error) {
          this.log.error({ err: error, conversation_id: conversationId }, 'conversation.idle_close_failed');
        }
      }
    } while (claimed === BATCH && !this.stopping);
  }

  /** No further one is begun. */
  stop(): void {
    this.stopping = true;
  }
}
