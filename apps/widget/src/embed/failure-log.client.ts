import type { ChatApi } from '../api/chat-api.client.js';
import type { Failure } from '../api/failure.js';
import { noAnswer, noAnswerNow, refusedByPolicy, refusedOrigin, unknownWidget } from './failure-texts.js';

/** The browser reports what a policy has blocked a moment after the request has failed, in milliseconds. */
const POLICY_EVENT_MS = 500;
/** Least time between two requests that ask why, in milliseconds. One for each try would be a burden for a busy server. */
const ASK_AGAIN_MS = 60_000;

/** Writes one line into the console of the browser, for whoever has put the tag into the page. */
export function logLine(text: string): void {
  console.warn(`Flowforge: ${text}`);
}

/**
 * Logs why the chat does not show, each reason once. Why there is no answer is asked once a minute at most, until the reason is
 * known.
 */
export class FailureLog {
  private isBlocked = false;
  /** When it may be asked again, in `performance.now()` milliseconds. */
  private askAgainAt = 0;
  private readonly logged = new Set<string>();

  constructor(
    private readonly api: ChatApi,
    private readonly widgetId: string,
    private readonly signal: AbortSignal,
  ) {
    const onViolation = ({ blockedURI, disposition }: SecurityPolicyViolationEvent): void => {
      if (disposition === 'enforce' && blockedURI.startsWith(api.base)) this.isBlocked = true;
    };
    document.addEventListener('securitypolicyviolation', onViolation, { signal });
  }

  async add(failure: Failure): Promise<void> {
    if (failure.kind !== 'unreachable') return logLine(unknownWidget(this.widgetId));
    const isUnread = failure.isUnread === true;
    if (isUnread && performance.now() < this.askAgainAt) return;
    if (isUnread) this.askAgainAt = performance.now() + ASK_AGAIN_MS;
    const text = isUnread ? await this.textWithoutAnswer() : noAnswerNow(this.api.base);
    // The page may have removed the chat meanwhile.
    if (this.signal.aborted || this.logged.has(text)) return;
    this.logged.add(text);
    logLine(text);
  }

  private async textWithoutAnswer(): Promise<string> {
    const { base } = this.api;
    const answers = await this.api.answers(this.widgetId);
    await new Promise((resolve) => setTimeout(resolve, POLICY_EVENT_MS));
    if (!this.isBlocked && !answers) return noAnswer(base);
    this.askAgainAt = Infinity;
    return this.isBlocked ? refusedByPolicy(base) : refusedOrigin(this.widgetId, location.origin);
  }
}
