/**
 * Time for each group of processes to stop before SIGKILL, in milliseconds. The groups stop one after the other; the sum is below
 * the launcher's deadline for the whole shutdown.
 */
export const GRACE_MS = { console: 1_500, sources: 2_500, delivery: 2_500, nats: 700, postgres: 1_800 };

/** A process ends itself so much earlier than it would be killed, in milliseconds. */
const MARGIN_MS = 200;

/** `DRAIN_TIMEOUT_MS` of each process, in milliseconds. */
export const DRAIN_MS = {
  console: GRACE_MS.console - MARGIN_MS,
  conversations: GRACE_MS.sources - MARGIN_MS,
  registry: GRACE_MS.sources - MARGIN_MS,
  delivery: GRACE_MS.delivery - MARGIN_MS,
};
