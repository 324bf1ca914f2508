import type { Stop } from './replica-set.js';

/** What a run counted at one service. */
export interface ServiceCounts {
  /** Processes that were restarted. */
  restarts: number;
  requests: number;
  /** Requests without the expected answer: another status, or no complete answer. */
  failed: number;
  /** The longest time until an answer was complete, in milliseconds. */
  slowestMs: number;
}

/** What a run of restarts under load counted. */
export interface RollingReport {
  services: Readonly<Record<string, ServiceCounts>>;
  stops: readonly (Stop & { name: string })[];
  /** Connections that a balancer could not give to a server. */
  refused: number;
  streams: {
    /** Streams that ended and were opened again. */
    reconnected: number;
    /** Those among them that broke off instead of ending. */
    broken: number;
    /** Tries to open a stream that failed. */
    refused: number;
    messages: number;
    /** Messages that a stream left out, repeated or sent out of order. */
    wrong: number;
  };
  events: {
    captured: number;
    delivered: number;
    lost: number;
    duplicates: number;
    /** From the answer to the visitor until the endpoint's request, the longest one, in milliseconds. */
    slowestMs: number;
  };
}

/** What is wrong, one line for each kind. */
export function problemsOf(report: RollingReport): string[] {
  const { services, stops, refused, streams, events } = report;
  const problems: string[] = [];
  for (const [name, { requests, failed, restarts }] of Object.entries(services)) {
    if (failed > 0) problems.push(`${failed} of ${requests} requests to ${name} failed`);
    if (restarts === 0) problems.push(`${name} was not restarted`);
    if (requests === 0) problems.push(`${name} got no request`);
  }
  for (const { name, exitCode } of stops) {
    if (exitCode !== 0) problems.push(`a process of ${name} ended with ${exitCode ?? 'a signal'}`);
  }
  if (refused > 0) problems.push(`${refused} connections were refused`);
  if (streams.wrong > 0)
    problems.push(`${streams.wrong} messages of streams were lost, repeated or out of order`);
  if (streams.broken > 0) problems.push(`${streams.broken} streams broke off`);
  if (streams.refused > 0) problems.push(`${streams.refused} tries to open a stream failed`);
  if (streams.reconnected === 0) problems.push('no stream was opened again');
  if (events.lost > 0) problems.push(`${events.lost} of ${events.captured} events were lost`);
  if (events.captured === 0) problems.push('no event was captured');
  return problems;
}

/** The report as text; its last line is the verdict. */
export function textOf(report: RollingReport): string {
  const { services, stops, streams, events, refused } = report;
  const problems = problemsOf(report);
  const requests = Object.values(services).reduce((sum, one) => sum + one.requests, 0);
  const longestStop = Math.max(0, ...stops.map(({ ms }) => ms));
  const row = (...cells: (string | number)[]): string =>
    cells
      .map((cell, column) => (column === 0 ? String(cell).padEnd(14) : String(cell).padStart(10)))
      .join('');
  return [
    row('service', 'restarts', 'requests', 'failed', 'slowest'),
    ...Object.entries(services).map(([name, one]) =>
      row(name, one.restarts, one.requests, one.failed, `${one.slowestMs} ms`),
    ),
    `connections refused: ${refused}; longest stop: ${longestStop} ms`,
    `streams: ${streams.reconnected} opened again, ${streams.broken} broke off, ${streams.refused} refused; ${streams.messages} messages, ${streams.wrong} lost, repeated or out of order`,
    `events: ${events.captured} captured, ${events.delivered} delivered, ${events.lost} lost, ${events.duplicates} delivered again; slowest ${events.slowestMs} ms`,
    ...problems.map((problem) => `problem: ${problem}`),
    problems.length === 0
      ? `rolling: PASSED: ${stops.length} restarts, ${requests} requests, 0 failed, 0 events lost`
      : `rolling: FAILED: ${problems.length} problems`,
  ].join('\n');
}
