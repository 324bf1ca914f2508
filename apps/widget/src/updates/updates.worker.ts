import type { ChatApi } from '../api/chat-api.client.js';
import type { Message, Session } from '../api/types.js';
import { readStream } from './event-stream.client.js';
import { nextStep } from './next-step.js';
import { type Tabs, untilVisible } from './tabs.client.js';

/** Time between two polls while streams do not work, in milliseconds; a hidden page polls less often. */
const POLL_MS = 4_000;
const HIDDEN_POLL_MS = 30_000;
/** After this many polls the stream is tried again. */
const POLLS_PER_TRY = 10;

/** Called when updates arrive. */
export interface UpdateEvents {
  messages(messages: readonly Message[]): void;
  ended(end: 'closed' | 'expired'): void;
  /** Whether the server answers. */
  reachable(isReachable: boolean): void;
  /** Number of the last message up to which none is missing. */
  completeSeq(): number;
}

/** Brings new messages of one conversation: from the tab that has the stream, or from the stream itself, or by polling. */
export class Updates {
  private readonly abort = new AbortController();
  private wake: () => void = () => undefined;

  constructor(
    private readonly api: ChatApi,
    private readonly session: Session,
    private readonly tabs: Tabs,
    private readonly events: UpdateEvents,
  ) {}

  start(): void {
    const { signal } = this.abort;
    // Without a shared stream a hidden tab has none, so it reads what it missed when it is visible again.
    void this.catchUp().then(() =>
      this.tabs.inOneTab(`stream:${this.session.conversationId}`, signal, () => this.follow(signal)),
    );
  }

  stop(): void {
    this.abort.abort();
    this.wake();
  }

  /** Ends the current wait: the device is online again, or the visitor looks at the page. */
  hurry(): void {
    this.wake();
  }

  /** Reads the messages after the last known one. Answers whether the server answered. */
  async catchUp(): Promise<boolean> {
    const answer = await this.api.messages(this.session, this.events.completeSeq());
    if (this.abort.signal.aborted) return false;
    if (answer.ok) this.events.messages(answer.value);
    else if (answer.failure.kind === 'expired') this.end('expired');
    this.events.reachable(answer.ok);
    return answer.ok;
  }

  private async follow(signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      if (!this.tabs.canShare) await untilVisible(signal);
      let worked = false;
      let serverWaitMs: number | null = null;
      const opened = (): void => {
        worked = true;
        this.events.reachable(true);
      };
      const end = await this.readStream(signal, opened, (ms) => (serverWaitMs = ms));
      if (signal.aborted) return;
      failures = worked ? 0 : failures + 1;
      const step = nextStep(end, worked, serverWaitMs, failures, Math.random());
      if (step.kind === 'stop') return this.end(step.end);
      if (failures > 1 && end.kind === 'unreachable') this.events.reachable(false);
      await this.wait(step.afterMs);
      if (step.kind === 'poll') await this.poll(signal);
    }
  }

  private readStream(
    signal: AbortSignal,
    opened: () => void,
    retryAfter: (ms: number) => void,
  ): ReturnType<typeof readStream> {
    const abort = new AbortController();
    const onEnd = (): void => abort.abort();
    signal.addEventListener('abort', onEnd);
    const hide = (): void => {
      if (document.visibilityState === 'hidden') abort.abort();
    };
    if (!this.tabs.canShare) document.addEventListener('visibilitychange', hide);
    const events = {
      opened,
      retryAfter,
      message: (message: Message): void => this.events.messages([message]),
      closed: (): void => this.end('closed'),
    };
    return readStream(this.api.base, this.session, this.events.completeSeq(), events, abort.signal).finally(
      () => {
        signal.removeEventListener('abort', onEnd);
        document.removeEventListener('visibilitychange', hide);
      },
    );
  }

  /** Polls while the server answers, for some time. */
  private async poll(signal: AbortSignal): Promise<void> {
    for (let polls = 0; polls < POLLS_PER_TRY; polls += 1) {
      if (signal.aborted || !(await this.catchUp())) return;
      await this.wait(document.visibilityState === 'hidden' ? HIDDEN_POLL_MS : POLL_MS);
    }
  }

  private end(end: 'closed' | 'expired'): void {
    this.stop();
    this.events.ended(end);
  }

  private wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.abort.signal.aborted) this.wake();
    });
  }
}
