/** A conversation was saved and is committed. */
export interface ConversationChange {
  conversationId: string;
  /** `seq` of its last message; 0 before the first. */
  messageSeq: number;
  isClosed: boolean;
}

/** Reports changes of conversations to the listener in this process. */
export class ConversationChanges {
  private listener: (change: ConversationChange) => void = () => undefined;

  onChange(listener: (change: ConversationChange) => void): void {
    this.listener = listener;
  }

  publish(change: ConversationChange): void {
    this.listener(change);
  }
}
