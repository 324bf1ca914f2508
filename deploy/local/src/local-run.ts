import { rmSync } from 'node:fs';
import { SERVICE_NAMES, type ServiceName } from '@flowforge/contracts/words';
import { ensureRoles } from '@flowforge/local-servers/ensure-roles';
import { freePort, freePortNear, isPortFree } from '@flowforge/local-servers/free-port';
import { removePostgresData } from '@flowforge/local-servers/postgres';
import { isEveryInterface, urlOf, type Address } from './addresses.js';
import { readConfig, type LocalConfig } from './config.js';
import { ProcessGroup } from './process-group.js';
import { Shutdown } from './shutdown.js';
import { foldersOf, type Folders } from './folders.js';
import { limitLogFiles } from './limit-log-files.js';
import { killAll, stopOrphans } from './orphans.js';
import { DEMO_OWNER, linkOf, newLocalSignIn } from './local-sign-in.js';
import type { FrontDoorContext, LaunchContext, Plan } from './plan.js';
import { addressOf, checkPort, takenPortOf, USUAL_PORT } from './ports.js';
import { Receiver } from './receiver/receiver.js';
import { Replica, type ServiceDefinition } from './replica.js';
import { removeRunFile, runServiceOf, writeRunFile, type RunFile } from './run-file.js';
import { readyScreen } from './screen.js';
import { type NatsServer, openNats, openPostgres } from './servers.js';
import { loadState, saveState, type LocalState } from './state.js';

export interface LocalRunOptions {
  root: string;
  /** Number of processes of each service. The front door always has one. */
  replicas: number;
  /** Whether the data of earlier runs is deleted first. */
  reset: boolean;
  env: NodeJS.ProcessEnv;
  say: (line: string) => void;
}

/** One run of the whole system in one folder, from its start to its shutdown. */
export class LocalRun {
  private readonly folders: Folders;
  private readonly processes = new ProcessGroup();
  private readonly shutdown: Shutdown;
  private readonly say: (line: string) => void;
  private readonly localSignIn = newLocalSignIn();
  /** The content of run.json without the services; undefined until the first complete start. */
  private runFacts: Omit<RunFile, 'services'> | undefined;

  constructor(
    private readonly plan: Plan,
    private readonly options: LocalRunOptions,
  ) {
    this.folders = foldersOf(options.root);
    this.say = options.say;
    this.shutdown = new Shutdown({
      drain: () => this.processes.drain(),
      killAll: () => {
        removeRunFile(this.folders.runFile);
        killAll(this.folders);
      },
      say: this.say,
    });
  }

  /** Resolves when everything is ready. A failure or a signal before that stops everything and ends the process. */
  async start(): Promise<void> {
    try {
      await this.startAll();
    } catch (error) {
      this.shutdown.begin(1, error);
    }
  }

  private async startAll(): Promise<void> {
    const config = readConfig(this.options.env);
    await stopOrphans(this.folders, this.say);
    if (this.options.reset) await this.deleteData(config);
    const state = loadState(this.folders.stateFile);
    limitLogFiles(this.folders.logs);
    const receiverUrl = await this.openReceiver(state);

    const addresses = await this.addresses(config);
    const { localSignIn } = this;
    const serviceUrls = urlsOf(addresses);
    const { signal } = this.shutdown;
    this.processes.nats = openNats(this.folders, config.natsUrl, state.nats_passwords, this.say, signal);
    const nats = this.processes.nats.then(({ clientUrls }) => clientUrls.console);
    const [frontDoorUrl, servers] = await Promise.all([
      nats.then((natsUrl) => this.openFrontDoor({ config, natsUrl, serviceUrls, localSignIn, receiverUrl })),
      this.openServers(config, state, this.processes.nats),
    ]);
    const context = { config, state, serviceUrls, localSignIn, ...servers };
    this.shutdown.throwIfStarted();
    await this.plan.migrate(context.databaseUrls, this.say);
    this.say('starting the services');
    // It needs the database only, so it does not wait for the services.
    const [{ apiKey }] = await Promise.all([
      this.plan.openWorkspace(context.databaseUrls.registry, state.owner_password),
      this.startServices(context, addresses),
    ]);
    const publicUrl = config.publicUrl ?? frontDoorUrl;
    const consoleUrl = linkOf(localSignIn, publicUrl);
    const access = { publicUrl: frontDoorUrl, apiKey, receiverUrl, state };
    const demo = await this.seed(access);

    this.runFacts = {
      public_url: publicUrl,
      api_key: apiKey,
      receiver_url: receiverUrl,
      database_url: servers.databaseUrl,
      nats_url: servers.natsUrl,
      console_url: consoleUrl,
      console_email: DEMO_OWNER.email,
      console_password: state.owner_password,
    };
    this.updateRunFile();
    // Counted from the start of this process, which has installed and built before.
    this.say(
      readyScreen({
        ...{ publicUrl, frontDoorUrl, consoleUrl, apiKey, receiverUrl, demo },
        takenPort: takenPortOf(config, frontDoorUrl),
        needsPublicUrl: config.publicUrl === undefined && isEveryInterface(config.host),
        tookMs: performance.now(),
      }),
    );
  }

  /** @throws Error with `--reset` and a server of the user: its data is not deleted */
  private async deleteData({ databaseUrl, natsUrl }: LocalConfig): Promise<void> {
    if (databaseUrl !== undefined || natsUrl !== undefined) {
      throw new Error(
        '--reset does not delete data on the servers of DATABASE_URL and NATS_URL. Drop the schemas conversations, ' +
          'registry and delivery and the streams EVENTS and ROUTING there yourself, then start without --reset.',
      );
    }
    this.say('deleting the data of earlier runs');
    await removePostgresData(this.folders.postgres);
    rmSync(this.folders.data, { recursive: true, force: true });
  }

  private async openReceiver(state: LocalState): Promise<string> {
    const lastPort = state.receiver_port;
    const port = lastPort !== null && (await isPortFree(lastPort)) ? lastPort : await freePort();
    const receiver = new Receiver(this.say, (secrets) => {
      state.receiver_secrets = [...secrets];
      saveState(this.folders.stateFile, state);
    });
    receiver.addSecrets(state.receiver_secrets);
    await receiver.listen(port);
    if (port !== lastPort) {
      state.receiver_port = port;
      saveState(this.folders.stateFile, state);
    }
    return `http://127.0.0.1:${port}`;
  }

  private async addresses(config: LocalConfig): Promise<Record<ServiceName, Address[]>> {
    const addressesOf = (name: ServiceName): Promise<Address[]> =>
      Promise.all(
        Array.from({ length: this.options.replicas }, (_, index) => addressOf(config, name, index + 1)),
      );
    const [conversations, registry, delivery] = await Promise.all([
      addressesOf('conversations'),
      addressesOf('registry'),
      addressesOf('delivery'),
    ]);
    return { conversations, registry, delivery };
  }

  /**
   * The front door starts before the services, because another program could take its free port meanwhile. Tries three ports. Returns
   * its address for a client on this machine.
   */
  private async openFrontDoor(context: Omit<FrontDoorContext, 'publicUrl'>): Promise<string> {
    const { config } = context;
    const { host } = config;
    if (config.port !== undefined) await checkPort(config.port, host, 'PORT');
    for (let attempt = 1; ; attempt += 1) {
      const { opsPort } = await addressOf(config, 'console', 1);
      const address = { host, port: config.port ?? (await freePortNear(USUAL_PORT, host)), opsPort };
      const publicUrl = config.publicUrl ?? urlOf(address);
      const definition = this.plan.console({ ...context, publicUrl });
      const replica = await this.startReplica(definition, 1, address);
      try {
        await replica.ready();
        return urlOf(address);
      } catch (error) {
        this.shutdown.throwIfStarted();
        await replica.stop(0);
        this.processes.remove(replica);
        if (config.port !== undefined || attempt >= 3 || !hasLostPort(error)) throw error;
        this.say(`another program has just taken port ${address.port}; trying another one`);
      }
    }
  }

  private async openServers(
    config: LocalConfig,
    state: LocalState,
    opening: Promise<NatsServer>,
  ): Promise<Pick<LaunchContext, 'databaseUrls' | 'natsUrls'> & { databaseUrl: string; natsUrl: string }> {
    const { signal } = this.shutdown;
    this.processes.postgres = openPostgres(this.folders, config.databaseUrl, this.say, signal);
    const [nats, postgres] = await Promise.all([opening, this.processes.postgres]);
    this.shutdown.throwIfStarted();
    const databaseUrls = await ensureRoles(postgres.url, state.role_passwords, {
      exclusive: postgres.isPrivate,
    });
    return { databaseUrls, databaseUrl: postgres.url, natsUrls: nats.clientUrls, natsUrl: nats.url };
  }

  private async startServices(
    context: LaunchContext,
    addresses: Record<ServiceName, Address[]>,
  ): Promise<void> {
    const starting = SERVICE_NAMES.flatMap((name) => {
      const definition = this.plan.service(name, context);
      return addresses[name].map(async (address, index) => {
        const replica = await this.startReplica(definition, index + 1, address);
        await replica.ready();
      });
    });
    await Promise.all(starting);
  }

  private async startReplica(
    definition: ServiceDefinition,
    number: number,
    address: Address,
  ): Promise<Replica> {
    this.shutdown.throwIfStarted();
    const replica = await Replica.start(definition, number, address, this.folders, {
      onDown: this.say,
      onStarted: () => this.updateRunFile(),
      onReady: (name) => this.say(`${name} runs again`),
      onNotReady: this.say,
    });
    this.processes.add(replica);
    return replica;
  }

  /** Sets up the demo. The services work without it, so a failure is printed and the start continues. */
  private async seed(
    access: Parameters<Plan['seed']>[0],
  ): Promise<{ widgetId: string; webhookId: string } | undefined> {
    try {
      const demo = await this.plan.seed(access);
      const response = await fetch(`${access.receiverUrl}/secrets`, {
        method: 'POST',
        body: JSON.stringify({ secret: demo.webhook.secret }),
        signal: AbortSignal.timeout(5_000),
      });
      if (!response.ok) throw new Error(`the demo receiver refused the secret: ${await response.text()}`);
      access.state.demo_webhook = demo.webhook;
      saveState(this.folders.stateFile, access.state);
      return { widgetId: demo.widgetId, webhookId: demo.webhook.id };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.say(`The demo could not be set up; everything else works. Reason: ${reason}`);
      return undefined;
    }
  }

  /** Writes run.json. It does not exist before the first complete start and during the shutdown. */
  private updateRunFile(): void {
    if (this.runFacts === undefined || this.shutdown.hasStarted) return;
    const describe = (name: ServiceName): RunFile['services'][ServiceName] =>
      runServiceOf(this.processes.of(name).map((replica) => replica.describe()));
    const { public_url, api_key, receiver_url, ...servers } = this.runFacts;
    writeRunFile(this.folders.runFile, {
      public_url,
      api_key,
      receiver_url,
      services: {
        conversations: describe('conversations'),
        registry: describe('registry'),
        delivery: describe('delivery'),
      },
      ...servers,
    });
  }
}

/** Whether a process ended because another program has taken a port of it. Its last log line is in the error. */
function hasLostPort(error: unknown): boolean {
  return error instanceof Error && error.message.includes('EADDRINUSE');
}

function urlsOf(addresses: Record<ServiceName, Address[]>): Record<ServiceName, string[]> {
  return {
    conversations: addresses.conversations.map(urlOf),
    registry: addresses.registry.map(urlOf),
    delivery: addresses.delivery.map(urlOf),
  };
}
