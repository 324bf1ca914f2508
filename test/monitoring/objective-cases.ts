import { type AlertCase, NAMESPACE, of, value } from './alert-case.js';

/** Requests that capture an event: all of them, and those answered within a second, at each minute. */
const accept = (all: string, good: string): Record<string, string> => {
  const labels = 'method="POST", route="/v1/chat/conversations/:id/messages"';
  return {
    [of('http_request_duration_seconds_count', `${labels}, status_class="2xx"`, 'conversations')]: all,
    [of('http_request_duration_seconds_bucket', `${labels}, status_class="2xx", le="1"`, 'conversations')]:
      good,
  };
};
const firstAttempts = (all: string, good: string): Record<string, string> => ({
  [of('webhook_first_attempt_latency_seconds_count')]: all,
  [of('webhook_first_attempt_latency_seconds_bucket', 'le="1"')]: good,
});
const oldestDue = of('webhook_oldest_due_age_seconds');

/** The cases of the alerts about objectives. */
export const OBJECTIVE_CASES: readonly AlertCase[] = [
  // 0.7 % of all requests fail: more than 6 × 0.1 %, in six hours and in half an hour.
  { alert: 'AcceptBudgetBurnsFast', series: accept('0+1000x400', '0+993x400'), at: 400, fires: [NAMESPACE] },
  // 2 % of the last hour, after five hours without an error: more than 14.4 × 0.1 %.
  {
    alert: 'AcceptBudgetBurnsFast',
    series: accept('0+1000x420', '0+1000x355 355000+980x65'),
    at: 420,
    fires: [NAMESPACE],
  },
  { alert: 'AcceptBudgetBurnsFast', series: accept('0+1000x400', '0+995x400'), at: 400, fires: [] },
  // The errors are over: the short windows end the alert.
  {
    alert: 'AcceptBudgetBurnsFast',
    series: accept('0+1000x420', '0+1000x300 300000+980x60 358800+1000x60'),
    at: 400,
    fires: [],
  },
  // One slow request at night.
  { alert: 'AcceptBudgetBurnsFast', series: accept('0+1x70', '0+1x57 57 58+1x10'), at: 60, fires: [] },
  // A client's error says nothing about the service.
  {
    alert: 'AcceptBudgetBurnsFast',
    series: {
      ...accept('0+1000x100', '0+1000x100'),
      [of(
        'http_request_duration_seconds_count',
        'method="POST", route="/v1/chat/conversations/:id/messages", status_class="4xx"',
        'conversations',
      )]: '0+1000x100',
    },
    at: 100,
    fires: [],
  },
  // Nothing but errors since the start, so no good request was ever counted.
  {
    alert: 'AcceptBudgetBurnsFast',
    series: {
      [of(
        'http_request_duration_seconds_count',
        'method="POST", route="/v1/conversations/:id/close", status_class="5xx"',
        'conversations',
      )]: '0+10x100',
    },
    at: 100,
    fires: [NAMESPACE],
  },
  {
    alert: 'AcceptBudgetBurnsSlowly',
    series: accept('0+10000x600', '0+9985x600'),
    at: 600,
    fires: [NAMESPACE],
  },
  { alert: 'AcceptBudgetBurnsSlowly', series: accept('0+10000x600', '0+9993x600'), at: 600, fires: [] },
  {
    alert: 'FirstAttemptBudgetBurnsFast',
    series: firstAttempts('0+100x400', '0+93x400'),
    at: 400,
    fires: [NAMESPACE],
  },
  {
    alert: 'FirstAttemptBudgetBurnsFast',
    series: firstAttempts('0+100x420', '0+100x355 35500+80x65'),
    at: 420,
    fires: [NAMESPACE],
  },
  {
    alert: 'FirstAttemptBudgetBurnsFast',
    series: firstAttempts('0+100x400', '0+95x400'),
    at: 400,
    fires: [],
  },
  {
    alert: 'FirstAttemptBudgetBurnsSlowly',
    series: firstAttempts('0+1000x600', '0+985x600'),
    at: 600,
    fires: [NAMESPACE],
  },
  {
    alert: 'FirstAttemptBudgetBurnsSlowly',
    series: firstAttempts('0+1000x600', '0+993x600'),
    at: 600,
    fires: [],
  },
  // Late for 6 of the last 60 minutes: more than 14.4 × 0.5 %.
  value('OldestDueBudgetBurnsFast', oldestDue, '0x394 61x5', 400, [NAMESPACE]),
  // Late for 15 of 360 minutes, and again now: more than 6 × 0.5 %.
  value('OldestDueBudgetBurnsFast', oldestDue, '0x199 61x13 0x185 61', 400, [NAMESPACE]),
  value('OldestDueBudgetBurnsFast', oldestDue, '0x397 61x2', 400, []),
  value('OldestDueBudgetBurnsFast', oldestDue, '59x400', 400, []),
  // 5 of 600 minutes.
  value('OldestDueBudgetBurnsSlowly', oldestDue, '0x595 61x4', 600, [NAMESPACE]),
  value('OldestDueBudgetBurnsSlowly', oldestDue, '0x598 61x1', 600, []),
];
