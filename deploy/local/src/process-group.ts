import type { Replica } from './replica.js';
import type { NatsServer, Server } from './servers.js';

/** Each group ends before the next begins; in ms, together below the launcher's deadline. */
const GRACE_MS = { console: 1_500, sources: 2_500, delivery: 2_500, nats: 700, postgres: 1_800 };

/** Everything a run has started so far, and the order in which it ends. */
export class ProcessGroup {
  private replicas: Replica[] = [];
  /** Promises, so that a server that is still starting is waited for and ended in good order too. */
  nats: Promise<NatsServer> | undefined;
  postgres: Promise<Server> | undefined;

  add(replica: Replica): void {
    this.replicas.push(replica);
  }

  /** For one that has ended and is not to be started again. */
  remove(replica: Replica): void {
    this.replicas = this.replicas.filter((one) => one !== replica);
  }

  /** In the order of their numbers. */
  of(service: string): Replica[] {
    const own = this.replicas.filter((replica) => replica.service === service);
    return own.sort((one, other) => one.number - other.number);
  }

  /** Front door, then those that accept events, then the one that delivers them, then what they stand on. */
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
  // One that could not be opened has been reported as the reason of the end.
  return server?.catch(() => undefined);
}
