import type { Message } from '../api/types.js';

/** What the tab with the stream passes on to the other tabs of the visitor. */
export type TabNews =
  | { kind: 'messages'; conversationId: string; messages: readonly Message[] }
  | { kind: 'closed'; conversationId: string };

/** The other tabs of this visitor on this site, for one widget. */
export class Tabs {
  private readonly channel: BroadcastChannel | null;

  constructor(
    private readonly name: string,
    onNews: (news: TabNews) => void,
  ) {
    this.channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(name);
    if (this.channel) this.channel.onmessage = ({ data }: MessageEvent<TabNews>) => onNews(data);
  }

  send(news: TabNews): void {
    this.channel?.postMessage(news);
  }

  /**
   * Runs `work` in one tab at a time; the others wait until it ends there or that tab is closed. Where a page has no locks
   * (plain http), each visible tab does the work and hidden ones wait.
   *
   * @returns when `work` has ended or `signal` was aborted
   */
  async inOneTab(key: string, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    const alone = async (): Promise<void> => {
      await untilVisible(signal);
      if (!signal.aborted) await work();
    };
    if (!this.canShare) return alone();
    await withLock(`${this.name}:${key}`, { signal }, work, alone).catch((error: unknown) => {
      // The caller has aborted the wait: this is no failure.
      if (!signal.aborted) throw error;
    });
  }

  /** Runs `work` while no other tab runs work of the same key. Without locks it runs at once. */
  async exclusively<T>(key: string, work: () => Promise<T>): Promise<T> {
    return this.hasLocks ? withLock(`${this.name}:${key}`, {}, work, work) : work();
  }

  /** Whether one tab can work for all of them. */
  get canShare(): boolean {
    return this.hasLocks && this.channel !== null;
  }

  private get hasLocks(): boolean {
    return 'locks' in navigator;
  }

  stop(): void {
    this.channel?.close();
  }
}

/** Runs `work` with a lock, or `otherwise` when the browser refuses locks to this page: it does so in a sandboxed frame. */
async function withLock<T>(
  name: string,
  options: LockOptions,
  work: () => Promise<T>,
  otherwise: () => Promise<T>,
): Promise<T> {
  let isRefused = true;
  try {
    return await navigator.locks.request(name, options, () => {
      isRefused = false;
      return work();
    });
  } catch (error) {
    if (isRefused && options.signal?.aborted !== true) return otherwise();
    throw error;
  }
}

/** Resolves when the page is visible, at once if it is, or when the signal is aborted. */
export function untilVisible(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => {
      if (document.visibilityState === 'hidden' && !signal.aborted) return;
      document.removeEventListener('visibilitychange', check);
      signal.removeEventListener('abort', check);
      resolve();
    };
    document.addEventListener('visibilitychange', check);
    signal.addEventListener('abort', check);
    check();
  });
}
