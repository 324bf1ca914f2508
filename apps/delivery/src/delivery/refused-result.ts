import { internalError } from './attempt-result.js';
import type { DeliveryState, EndedAttempt } from './delivery-state.js';

/** What was stored of a result that the database refused. */
export const REFUSED_RESULTS = ['without_response', 'end_only', 'nothing'] as const;
export type RefusedResult = (typeof REFUSED_RESULTS)[number];

const RESPONSE_NOT_STORED = 'the response could not be stored';
const RESULT_NOT_STORED = 'the result could not be stored';

/** The state without what came from the endpoint, except for the status: the other parts are texts of any kind. */
export function withoutResponse<State extends DeliveryState>(state: State): State {
  const { attempt } = state;
  if (attempt === null) return state;
  const reduced = { ...attempt, detail: RESPONSE_NOT_STORED, excerpt: null, headers: null, timing: null };
  return { ...state, attempt: reduced };
}

/**
 * The end of a delivery whose result cannot be stored even without the response. It is final, because another attempt could end the same
 * way: a success stays delivered, and everything else has failed by an internal error.
 *
 * @param now the time of the attempt that is stored: that of the result may be what was refused
 */
export function endOnly(ended: EndedAttempt, now: Date): EndedAttempt {
  const { state, startedAttempt } = ended;
  const end = { attempts: startedAttempt, retries: 0, dueInMs: null, heldBy: null, bodyHash: null };
  return {
    ...ended,
    state:
      state.status === 'delivered'
        ? { ...end, status: 'delivered', attempt: null }
        : { ...end, status: 'failed', attempt: internalError(RESULT_NOT_STORED, now) },
  };
}
