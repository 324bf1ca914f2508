import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';
import { CloseConversationService } from '../close-conversation/close-conversation.service.js';
import { IdleConversationStore } from './idle-conversation.store.js';

const BATCH = 100;

/** Ends conversations in which nothing was said for their idle time. The time is kept in Postgres, so restarts do not matter. */
@Injectable()
export class IdleCloser {
  constructor(
    @Inject(IdleConversationStore) private readonly store: IdleConversationStore,
    @Inject(CloseConversationService) private readonly closing: CloseConversationService,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Closes all conversations that are idle now; ends early when `stopping` is aborted. A conversation that cannot be closed does
   * not block the others; it is tried again when its claim has expired.
   */
  async closeIdle(stopping: AbortSignal): Promise<void> {
    let claimed: number;
    do {
      const idle = await this.store.claim(BATCH);
      claimed = idle.length;
      for (const { workspaceId, conversationId } of idle) {
        if (stopping.aborted) return;
        try {
          await this.closing.closeIfIdle(workspaceId, conversationId);
        } catch (error) {
          this.log.error({ err: error, conversation_id: conversationId }, 'conversation.idle_close_failed');
        }
      }
    } while (claimed === BATCH && !stopping.aborted);
  }
}
