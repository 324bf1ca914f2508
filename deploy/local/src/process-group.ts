import type { Replica } from './replica.js';
import type { NatsServer, Server } from './servers.js';
import { GRACE_MS } from './stop-times.js';

/** The processes that a run has started, and the order in which they are stopped. */
export class ProcessGroup {
  private replicas: Replica[] = [];
  /** Promises, because a shutdown waits for a server that is still starting. */
  nats: Promise<NatsServer> | undefined;
  postgres: Promise<Server> | undefined;

  add(replica: Replica): void {
    this.replicas.push(replica);
  }

  /** Forgets a replica that has been stopped. */
  remove(replica: Replica): void {
    this.replicas = this.replicas.filter((one) => one !== replica);
  }

  /** The replicas of one service, by number. */
  of(service: string): Replica[] {
    const own = this.replicas.filter((replica) => replica.service === service);
    return own.sort((one, other) => one.number - other.number);
  }

  /** Stops the front door, then the services that accept events, then delivery, then NATS and Postgres. */
  async drain(): Promise<void> {
    await stopAll(this.of('console'), GRACE_MS.console);
    await stopAll([...this.of('conversations'), ...this.of('registry')], GRACE_MS.sources);
    await stopAll(this.of('delivery'), GRACE_MS.delivery);
    const [nats, postgres] = await Promise.all([opened(this.nats), opened(this.postgres)]);
    await nats?.stop(GRACE_MS.nats);
    await postgres?.stop(GRACE_MS.postgres);
  }
}

async function stopAll(replicas: Replica[], graceMs: number): Promise<void> {
  await Promise.all(replicas.map((replica) => replica.stop(graceMs)));
}

async function opened(server: Promise<Server> | undefined): Promise<Server | undefined> {
  // A server that could not be started is already reported as the reason of the shutdown.
  return server?.catch(() => undefined);
}
