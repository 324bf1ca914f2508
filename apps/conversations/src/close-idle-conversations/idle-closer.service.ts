import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';
import { CloseConversationService } from '../close-conversation/close-conversation.service.js';
import { IdleConversationStore } from './idle-conversation.store.js';

const BATCH = 100;

/** Closes conversations without a message for their idle time. The time is in Postgres, so a restart does not lose it. */
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
    let claimed: Awaited<ReturnType<IdleConversationStore['claim']>>;
    do {
      claimed = await this.store.claim(BATCH);
      for (const { workspaceId, conversationId } of claimed.idle) {
        if (stopping.aborted) return;
        try {
          await this.closing.closeIfIdle(workspaceId, conversationId);
        } catch (error) {
          this.log.error({ err: error, conversation_id: conversationId }, 'conversation.idle_close_failed');
        }
      }
    } while (claimed.hasMore && !stopping.aborted);
  }
}
