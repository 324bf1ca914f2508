/** What an attempt ended with, by the names of the API. */
export interface EndedAttempt {
  /** One of the outcomes that the API shows. */
  outcome: string;
  /** The HTTP status of the answer; null without one. */
  status_code: number | null;
  /** In milliseconds. */
  duration_ms: number;
}

/** The outcome of an attempt in a sentence. It names what failed: the endpoint, the network on the way to it, or Flowforge. */
export function attemptSentence({ outcome, status_code: status, duration_ms }: EndedAttempt): string {
  switch (outcome) {
    case 'delivered':
      return `Your endpoint answered ${status ?? '2xx'}.`;
    case 'endpoint_error':
      if (status === null) return 'Your endpoint did not answer in valid HTTP.';
      if (status >= 300 && status < 400)
        return `Your endpoint answered ${status}. Redirects are not followed.`;
      return `Your endpoint answered ${status}.`;
    case 'endpoint_timeout':
      return `Your endpoint gave no complete answer within ${Math.round(duration_ms / 100) / 10} s.`;
    case 'connection':
      return 'The connection to your endpoint was refused, or closed before the answer was complete.';
    case 'dns':
      return 'No address on the public internet was found for the host name of your endpoint. Nothing was sent.';
    case 'tls':
      return 'The TLS connection to your endpoint failed.';
    case 'gone':
      return status === null
        ? 'Your endpoint asked for no more events.'
        : `Your endpoint answered ${status} and asked for no more events.`;
    default:
      return 'We could not send this; nothing is lost.';
  }
}

/** What follows from the outcome of a test event, or what to do next. It stands after the sentence above. */
export function testEventAdvice({ outcome, status_code: status }: EndedAttempt): string {
  switch (outcome) {
    case 'delivered':
      return 'It accepted the event.';
    case 'endpoint_error':
      return status === null
        ? 'Check that the address and the port are those of a web server.'
        : 'Only a status from 200 to 299 accepts an event.';
    case 'endpoint_timeout':
      return 'Answer as soon as the event is stored, and process it afterwards.';
    case 'connection':
      return 'Check that the server runs and that its firewall allows requests.';
    case 'dns':
      return 'Check the spelling and the DNS records.';
    case 'tls':
      return 'Check that the certificate is valid, complete, and issued for this host name.';
    case 'gone':
      return 'A delivery with this answer disables the webhook; a test event does not.';
    default:
      return 'Try again, and report it if it happens again.';
  }
}
