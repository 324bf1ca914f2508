import type { RequestTracing } from '@flowforge/messaging/request-tracing';
import { activeSpan, failSpan, inSpan, isTracing, traceparentOfSpan } from '@flowforge/tracing/spans';
import { isTraceparent } from '@flowforge/tracing/traceparent';

/**
 * Makes the spans of requests over NATS, for those that a traced request causes. Others, such as those of the outbox of the audit log,
 * would be traces of two spans, several times a minute. Makes none while tracing is off.
 */
export const natsRequestTracing: RequestTracing = {
  sending: (subject, send) => {
    if (!isTracing() || activeSpan() === undefined) return send(undefined);
    const attributes = { ...attributesOf(subject), 'messaging.operation.type': 'send' };
    return inSpan(`request ${subject}`, { kind: 'client', attributes }, (span) =>
      send(traceparentOfSpan(span)),
    );
  },
  answering: (subject, traceparent, answer) => {
    if (!isTracing() || traceparent === undefined || !isTraceparent(traceparent)) return answer();
    const attributes = { ...attributesOf(subject), 'messaging.operation.type': 'process' };
    return inSpan(`answer ${subject}`, { kind: 'server', parent: traceparent, attributes }, () => answer());
  },
  answerFailed: () => {
    const span = activeSpan();
    if (span !== undefined) failSpan(span, 'handler_failed');
  },
};

function attributesOf(subject: string): Record<string, string> {
  return { 'messaging.system': 'nats', 'messaging.destination.name': subject };
}
