/** How the time of a shutdown is divided, in milliseconds. */
export interface DrainTimes {
  /** For a start that still runs. */
  startMs: number;
  /** For connections to send their next request, whose answer has the header `connection: close`. */
  noticeMs: number;
  /** For all running requests, with the notice. */
  requestsMs: number;
  /** Kept for closing the connections to other servers after the rest is done. */
  closeMs: number;
}

const START_MS = 3_000;
const NOTICE_MS = 1_000;
const MIN_REQUESTS_MS = 3_000;
const CLOSE_MS = 2_000;

/**
 * Divides `DRAIN_TIMEOUT_MS`. Running requests get what the other steps leave, because a client whose request is cut does not know
 * whether it was stored; they get at least 3 s. A short timeout is divided in fixed parts.
 *
 * @param finishMs what the service needs to finish its work after the last request, in milliseconds
 */
export function drainTimes(drainTimeoutMs: number, finishMs: number): DrainTimes {
  const startMs = Math.min(START_MS, drainTimeoutMs / 8);
  const closeMs = Math.min(CLOSE_MS, drainTimeoutMs / 4);
  return {
    startMs,
    noticeMs: Math.min(NOTICE_MS, drainTimeoutMs / 8),
    requestsMs: Math.max(
      Math.min(MIN_REQUESTS_MS, drainTimeoutMs * 0.375),
      drainTimeoutMs - startMs - finishMs - closeMs,
    ),
    closeMs,
  };
}
