/** Name of the Fastify decorator with the hours that the answers to requests with an `Idempotency-Key` are stored. */
export const IDEMPOTENCY_HOURS = 'idempotencyHours';
