/** The header of a request with the W3C trace context of its sender. */
export const REQUEST_TRACEPARENT = 'traceparent';

/** Makes the spans of requests between services. `ServiceClient` and `RequestServer` work without it. */
export interface RequestTracing {
  /** Runs `send` in the span of a request. It gets the `traceparent` of the span; undefined when there is no span. */
  sending<Reply>(subject: string, send: (traceparent: string | undefined) => Promise<Reply>): Promise<Reply>;
  /** Runs `answer` in the span of an answer. @param traceparent the header of the request; undefined without one */
  answering<Result>(
    subject: string,
    traceparent: string | undefined,
    answer: () => Promise<Result>,
  ): Promise<Result>;
  /** The handler, which runs in the span of an answer, has thrown: the sender gets an error. */
  answerFailed(): void;
}
