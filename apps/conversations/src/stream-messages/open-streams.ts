import type { EventStream } from './event-stream.js';

/** The open streams of this process, by conversation. */
export class OpenStreams {
  private readonly byConversation = new Map<string, Set<EventStream>>();
  private count = 0;

  get size(): number {
    return this.count;
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
