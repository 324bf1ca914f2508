/** What an outcome means and what to do next, as a sentence for the person who sent the test event. */
export function sentenceOf(outcome: string, status: number | null): string {
  switch (outcome) {
    case 'delivered':
      return 'The endpoint accepted the event.';
    case 'endpoint_error':
      return status === null
        ? 'The endpoint did not answer in valid HTTP. Check that the address and the port are those of a web server.'
        : `The endpoint answered with status ${status}. Only a status from 200 to 299 accepts an event; a redirect is not followed.`;
    case 'endpoint_timeout':
      return 'The endpoint did not answer in time. Answer as soon as the event is stored, and process it afterwards.';
    case 'connection':
      return 'No connection to the endpoint could be opened, or it was closed before the answer was complete. Check that the server runs and that its firewall allows requests.';
    case 'dns':
      return 'The host name of the endpoint could not be resolved to an address on the public internet. Check the spelling and the DNS records.';
    case 'tls':
      return 'The TLS connection failed. Check that the certificate is valid, complete, and issued for this host name.';
    case 'gone':
      return 'The endpoint answered that it wants no more events. A delivery with this answer disables the webhook; a test event does not.';
    default:
      return 'The request could not be made because of an error of Flowforge. Try again, and report it if it happens again.';
  }
}
