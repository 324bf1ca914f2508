import { notFound, Problem } from '@flowforge/service-kit/http/problem';
import type { CurrentRouting } from './current-routing.worker.js';
import { WEBHOOK_INACTIVE } from './webhook-inactive.js';

/** Codes of the problems that an outdated routing causes. */
const OUTDATED: ReadonlySet<string> = new Set([notFound('webhook').code, WEBHOOK_INACTIVE]);

/**
 * Runs the work of a request. When the work finds that a webhook is unknown or inactive, the routing asks the registry for its newest
 * changes, and the work runs again: the webhook may have been created or enabled a moment ago.
 *
 * @param work throws what `ownWebhook` or `activeWebhook` throws before it has any effect, or in a transaction that is rolled back
 */
export async function withLatestRouting<Result>(
  routing: Pick<CurrentRouting, 'load' | 'catchUp'>,
  work: () => Promise<Result>,
): Promise<Result> {
  // A process that has just started has loaded nothing.
  await routing.load();
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Problem) || !OUTDATED.has(error.code)) throw error;
    await routing.catchUp();
    return work();
  }
}
