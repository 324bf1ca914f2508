import { AttemptExchange, type AttemptRequest, type RunningAttempt } from './attempt-exchange.client.js';
import { AddressResolver } from './address-resolver.client.js';
import { EndpointConnector } from './endpoint-connector.client.js';
import { HostsFile } from './hosts-file.client.js';
import { type ConnectionLimits, WebhookConnections } from './webhook-connections.client.js';

const LIMITS: ConnectionLimits = { connectionSlotsPerOrigin: 128, keptConnections: 4_096 };
/** How long a request waits for a connection slot, in milliseconds. */
const SLOT_WAIT_MS = 5_000;

/**
 * The only code that sends requests to customers' endpoints. It follows no redirect, uses no proxy from the environment, does
 * not decompress, and reads a bounded part of the response.
 */
export class AttemptSender {
  private readonly connections: WebhookConnections;
  private closing = false;

  /** `timeoutMs`: deadline of an attempt, from its connection slot to the end of the response, in milliseconds. */
  constructor(
    private readonly settings: { localRun: boolean; timeoutMs: number },
    private readonly resolver = new AddressResolver(new HostsFile()),
  ) {
    const connector = new EndpointConnector(settings.localRun, resolver);
    this.connections = new WebhookConnections(connector, LIMITS);
  }

  /**
   * Sends one request as soon as it has a connection slot.
   *
   * @param mayStart called just before the first byte is sent, which can be seconds later
   * @param keepsAllHeaders whether the result has the headers of the response also after a success
   */
  send(request: AttemptRequest, mayStart: () => boolean, keepsAllHeaders = false): RunningAttempt {
    const { timeoutMs } = this.settings;
    const attempt = new AttemptExchange(request, mayStart, this.connections, timeoutMs, keepsAllHeaders);
    if (this.closing) attempt.cancel();
    else attempt.start(SLOT_WAIT_MS);
    return attempt;
  }

  /** Waits for running requests up to `ms` milliseconds, then cancels them and closes all connections. */
  async close(ms: number): Promise<void> {
    this.closing = true;
    await this.connections.close(ms);
    this.resolver.close();
  }
}
