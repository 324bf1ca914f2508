import type { EventStream } from './event-stream.js';

/** How many streams may be open at the same time in one process. */
export interface StreamLimits {
  total: number;
  perConversation: number;
}

/** The open streams of this process, by conversation. */
export class OpenStreams {
  private readonly byConversation = new Map<string, Set<EventStream>>();
  private count = 0;

  constructor(private readonly limits: StreamLimits) {}

  get size(): number {
    return this.count;
  }

  /** Whether there is room for one more of this conversation; otherwise which limit is reached. */
  room(conversationId: string): 'free' | 'conversation' | 'total' {
    if (this.count >= this.limits.total) return 'total';
    const open = this.byConversation.get(conversationId)?.size ?? 0;
    return open >= this.limits.perConversation ? 'conversation' : 'free';
  }

  add(stream: EventStream): void {
    const { conversationId } = stream.owner;
    const open = this.byConversation.get(conversationId) ?? new Set();
    this.byConversation.set(conversationId, open.add(stream));
    this.count += 1;
  }

  /** Removing it again has no effect. */
  remove(stream: EventStream): void {
    const { conversationId } = stream.owner;
    const open = this.byConversation.get(conversationId);
    if (open?.delete(stream)) this.count -= 1;
    if (open?.size === 0) this.byConversation.delete(conversationId);
  }

  of(conversationId: string): Iterable<EventStream> {
    return this.byConversation.get(conversationId) ?? [];
  }

  all(): EventStream[] {
    return [...this.byConversation.values()].flatMap((streams) => [...streams]);
  }
}
