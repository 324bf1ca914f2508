import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningNats, startNats, type StartNatsOptions } from '@flowforge/local-servers/nats';
import type { NatsTls } from '@flowforge/local-servers/nats-config';
import { type NatsUserName, natsUrls, natsUsers } from './users.js';

const PASSWORDS: Record<NatsUserName, string> = {
  conversations: 'conversations-test',
  registry: 'registry-test',
  delivery: 'delivery-test',
  console: 'console-test',
  operator: 'operator-test',
};

/** A nats-server for one test file, with the users of the system. A test can kill it and start it again on the same port. */
export class PrivateNats {
  private constructor(
    private readonly options: StartNatsOptions,
    private server: RunningNats,
  ) {}

  /**
   * @param env `FLOWFORGE_BINARIES` is the folder for a downloaded nats-server
   * @param tls the files of a certificate; default: no TLS
   */
  static async start(env: NodeJS.ProcessEnv, tls?: NatsTls): Promise<PrivateNats> {
    const dataFolder = await mkdtemp(join(tmpdir(), 'flowforge-messaging-'));
    const binaryFolder = env['FLOWFORGE_BINARIES'];
    const options = {
      dataFolder,
      users: natsUsers(PASSWORDS),
      ...(tls && { tls }),
      ...(binaryFolder === undefined ? {} : { binaryFolder }),
    };
    return new PrivateNats(options, await startNats(options));
  }

  /** The address for one user. */
  url(user: NatsUserName): string {
    return natsUrls(this.server.url, PASSWORDS)[user];
  }

  /** Sends SIGKILL and waits for the end. */
  kill(): Promise<void> {
    return this.server.kill();
  }

  /** Starts it again after `kill`; `wipe` empties JetStream's store first. */
  async restart(options: { wipe?: boolean } = {}): Promise<void> {
    if (options.wipe) await rm(this.server.storeFolder, { recursive: true, force: true });
    this.server = await startNats({ ...this.options, port: this.server.port });
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await rm(this.options.dataFolder, { recursive: true, force: true });
  }
}
