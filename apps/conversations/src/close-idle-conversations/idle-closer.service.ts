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
   * Closes up to 100 conversations that are idle now; ends early when `stopping` is aborted. One batch only, so that the caller's
   * heartbeat moves during a backlog. A conversation that cannot be closed does not block the others; it is tried again when its
   * claim has expired.
   *
   * @returns whether more may be idle
   */
  async closeIdle(stopping: AbortSignal): Promise<boolean> {
    const { idle, hasMore } = await this.store.claim(BATCH);
    for (const { workspaceId, conversationId } of idle) {
      if (stopping.aborted) return false;
      try {
        await this.closing.closeIfIdle(workspaceId, conversationId);
      } catch (error) {
        this.log.error({ err: error, conversation_id: conversationId }, 'conversation.idle_close_failed');
      }
    }
    return hasMore;
  }
}
