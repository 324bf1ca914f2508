import { WorkspaceDatabase, type WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { KeyedLimit, LimitReachedError } from '@flowforge/scheduling/keyed-limit';
import { Problem } from '@flowforge/service-kit/http/problem';
import { inSpan } from '@flowforge/tracing/spans';
import { Inject, Injectable } from '@nestjs/common';

/** Requests of one conversation that wait at most; one more is refused. */
const WAITING = 20;
/** How long a request waits for those before it, in milliseconds. */
const WAIT_MS = 5_000;

/**
 * Transactions that lock a conversation. In one process, those of one conversation run one after the other: each would hold a
 * database connection while it waits for the lock, and many of them would leave no connection to other conversations.
 */
@Injectable()
export class ConversationTransactions {
  private readonly queues = new KeyedLimit({ running: 1, waiting: WAITING, waitMs: WAIT_MS });

  constructor(@Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase) {}

  /**
   * Runs `work` in one transaction of the workspace.
   *
   * @throws Problem `conversation_busy`: 429 when 20 requests wait already, 503 after a wait of 5 s
   */
  async run<T>(
    workspaceId: string,
    conversationId: string,
    work: (tx: WorkspaceTransaction) => Promise<T>,
  ): Promise<T> {
    const leave = await this.enter(`${workspaceId}:${conversationId}`);
    try {
      const attributes = {
        'db.system.name': 'postgresql',
        'flowforge.workspace_id': workspaceId,
        'flowforge.conversation_id': conversationId,
      };
      return await inSpan('transaction', { attributes }, () =>
        this.database.transaction(workspaceId, (tx) => {
          // The lock ends with the commit: the next one need not wait for the effects after it.
          tx.afterCommit(leave);
          return work(tx);
        }),
      );
    } finally {
      leave();
    }
  }

  private async enter(key: string): Promise<() => void> {
    try {
      return await this.queues.enter(key);
    } catch (error) {
      if (!(error instanceof LimitReachedError)) throw error;
      throw error.reason === 'full' ? tooManyWait() : conversationSlow();
    }
  }
}

/** 429: so many requests of this conversation wait that this one is refused. */
export function tooManyWait(): Problem {
  return busy(
    429,
    'Too many requests of this conversation wait already. Wait for the answer to one before you send the next; this one was not stored.',
  );
}

/** 503: the requests of this conversation before this one have not ended in time. */
export function conversationSlow(): Problem {
  return busy(
    503,
    'The earlier requests of this conversation take too long. This one was not stored. Send it again.',
  );
}

function busy(status: number, detail: string): Problem {
  return new Problem(status, 'conversation_busy', detail, undefined, { 'retry-after': '1' });
}
