import { rmSync } from 'node:fs';
import { SERVICE_NAMES, type ServiceName } from '@flowforge/contracts/words';
import { ensureRoles } from '@flowforge/local-servers/ensure-roles';
import { freePort, freePortNear, isPortFree } from '@flowforge/local-servers/free-port';
import { removePostgresData } from '@flowforge/local-servers/postgres';
import { boundLogs } from './bound-logs.js';
import { readConfig, type LocalConfig } from './config.js';
import { Crew } from './crew.js';
import { Ending } from './ending.js';
import { foldersOf, type Folders } from './folders.js';
import { endOrphans, killAll } from './orphans.js';
import type { Plan, Surroundings } from './plan.js';
import { Receiver } from './receiver/receiver.js';
import { freeAddresses, Replica, urlOf, type Address, type ServiceDefinition } from './replica.js';
import { removeRunFile, runServiceOf, writeRunFile, type RunFile } from './run-file.js';
import { readyScreen } from './screen.js';
import { openNats, openPostgres } from './servers.js';
import { loadState, saveState, type LocalState } from './state.js';

export interface LocalRunOptions {
  root: string;
  /** Of each service with storage. */
  replicas: number;
  /** Forget the data of earlier runs first. */
  reset: boolean;
  env: NodeJS.ProcessEnv;
  say: (line: string) => void;
}

/** One run of everything in one folder, from the first server to the last drain. */
export class LocalRun {
  private readonly folders: Folders;
  private readonly crew = new Crew();
  private readonly ending: Ending;
  private readonly say: (line: string) => void;
  /** What run.json says, once there is one. */
  private told: Omit<RunFile, 'services'> | undefined;

  constructor(
    private readonly plan: Plan,
    private readonly options: LocalRunOptions,
  ) {
    this.folders = foldersOf(options.root);
    this.say = options.say;
    this.ending = new Ending({
      drain: () => this.crew.drain(),
      killAll: () => {
        removeRunFile(this.folders.runFile);
        killAll(this.folders);
      },
      say: this.say,
    });
  }

  /** Resolves when all is ready; what fails on the way, or a signal, ends the process in good order. */
  async start(): Promise<void> {
    try {
      await this.startAll();
    } catch (error) {
      this.ending.begin(1, error);
    }
  }

  private async startAll(): Promise<void> {
    const startedAt = performance.now();
    const config = readConfig(this.options.env);
    await endOrphans(this.folders, this.say);
    if (this.options.reset) await this.forget(config);
    const state = loadState(this.folders.stateFile);
    boundLogs(this.folders.logs);
    const receiverUrl = await this.openReceiver(state);

    const addresses = await this.addresses();
    const [publicUrl, servers] = await Promise.all([
      this.openFrontDoor(config, addresses),
      this.openServers(config, state),
    ]);
    const surroundings = { config, state, serviceUrls: urlsOf(addresses), ...servers };
    this.ending.throwIfBegun();
    await this.plan.migrate(surroundings.databaseUrls);
    this.say('starting the services');
    await this.startServices(surroundings, addresses);
    const { apiKey } = await this.plan.openWorkspace(surroundings.databaseUrls.registry);
    const access = { publicUrl, apiKey, receiverUrl, state };
    const widgetId = await this.seed(access);

    this.told = {
      public_url: publicUrl,
      api_key: apiKey,
      receiver_url: receiverUrl,
      database_url: servers.databaseUrl,
      nats_url: servers.natsUrl,
    };
    this.tell();
    this.say(
      readyScreen({ publicUrl, apiKey, receiverUrl, widgetId, tookMs: performance.now() - startedAt }),
    );
  }

  private async forget({ databaseUrl, natsUrl }: LocalConfig): Promise<void> {
    if (databaseUrl !== undefined || natsUrl !== undefined) {
      throw new Error(
        '--reset leaves the servers of DATABASE_URL and NATS_URL alone: drop the schemas conversations, registry ' +
          'and delivery and the streams EVENTS and ROUTING there yourself, then start without --reset.',
      );
    }
    this.say('forgetting the data of earlier runs');
    await removePostgresData(this.folders.postgres);
    rmSync(this.folders.data, { recursive: true, force: true });
  }

  private async openReceiver(state: LocalState): Promise<string> {
    const kept = state.receiver_port;
    const port = kept !== null && (await isPortFree(kept)) ? kept : await freePort();
    const receiver = new Receiver(this.say, (secrets) => {
      state.receiver_secrets = [...secrets];
      saveState(this.folders.stateFile, state);
    });
    receiver.remember(state.receiver_secrets);
    await receiver.listen(port);
    if (port !== kept) {
      state.receiver_port = port;
      saveState(this.folders.stateFile, state);
    }
    return `http://127.0.0.1:${port}`;
  }

  private async addresses(): Promise<Record<ServiceName, Address[]>> {
    const { replicas } = this.options;
    const [conversations, registry, delivery] = await Promise.all([
      freeAddresses(replicas),
      freeAddresses(replicas),
      freeAddresses(replicas),
    ]);
    return { conversations, registry, delivery };
  }

  /** The front door needs nobody to be there yet. It comes first, for another start may take the same free port. */
  private async openFrontDoor(
    config: LocalConfig,
    addresses: Record<ServiceName, Address[]>,
  ): Promise<string> {
    const definition = this.plan.console(config, urlsOf(addresses));
    if (config.port !== undefined && !(await isPortFree(config.port))) {
      throw new Error(
        `Port ${config.port} (PORT) is taken by another program, or this account may not open it.`,
      );
    }
    for (let attempt = 1; ; attempt += 1) {
      const address = { port: config.port ?? (await freePortNear(3_000)), opsPort: await freePort() };
      const replica = await this.startReplica(definition, 1, address);
      try {
        await replica.ready();
        return urlOf(address);
      } catch (error) {
        this.ending.throwIfBegun();
        await replica.stop(0);
        this.crew.dismiss(replica);
        if (config.port !== undefined || attempt >= 3 || (await isPortFree(address.port))) throw error;
      }
    }
  }

  private async openServers(
    config: LocalConfig,
    state: LocalState,
  ): Promise<Pick<Surroundings, 'databaseUrls' | 'natsUrls'> & { databaseUrl: string; natsUrl: string }> {
    this.crew.nats = openNats(this.folders, config.natsUrl, state.nats_passwords, this.say);
    this.crew.postgres = openPostgres(this.folders, config.databaseUrl, this.say);
    const [nats, postgres] = await Promise.all([this.crew.nats, this.crew.postgres]);
    this.ending.throwIfBegun();
    const databaseUrls = await ensureRoles(postgres.url, state.role_passwords, {
      exclusive: postgres.isPrivate,
    });
    return { databaseUrls, databaseUrl: postgres.url, natsUrls: nats.serviceUrls, natsUrl: nats.url };
  }

  private async startServices(
    surroundings: Surroundings,
    addresses: Record<ServiceName, Address[]>,
  ): Promise<void> {
    const starting = SERVICE_NAMES.flatMap((name) => {
      const definition = this.plan.service(name, surroundings);
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
    this.ending.throwIfBegun();
    const replica = await Replica.start(definition, number, address, this.folders, {
      onDown: (name, delayMs) => this.say(`${name} ended; starting it again in ${delayMs / 1000} s`),
      onUp: (name) => {
        this.say(`${name} runs again`);
        this.tell();
      },
    });
    this.crew.add(replica);
    return replica;
  }

  /** The demo is a courtesy: without it everything still works, so its failure is shown and no more. */
  private async seed(access: Parameters<Plan['seed']>[0]): Promise<string | undefined> {
    try {
      const demo = await this.plan.seed(access);
      const response = await fetch(`${access.receiverUrl}/secrets`, {
        method: 'POST',
        body: JSON.stringify({ secret: demo.webhook.secret }),
        signal: AbortSignal.timeout(5_000),
      });
      if (!response.ok) throw new Error(`the receiver does not take the secret: ${await response.text()}`);
      access.state.demo_webhook = demo.webhook;
      saveState(this.folders.stateFile, access.state);
      return demo.widgetId;
    } catch (error) {
      this.say(`The demo could not be set up: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }

  /** Writes run.json; before the first complete start, and while ending, there is none. */
  private tell(): void {
    if (this.told === undefined || this.ending.hasBegun) return;
    const describe = (name: ServiceName): RunFile['services'][ServiceName] =>
      runServiceOf(this.crew.of(name).map((replica) => replica.describe()));
    const { public_url, api_key, receiver_url, ...servers } = this.told;
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

function urlsOf(addresses: Record<ServiceName, Address[]>): Record<ServiceName, string[]> {
  return {
    conversations: addresses.conversations.map(urlOf),
    registry: addresses.registry.map(urlOf),
    delivery: addresses.delivery.map(urlOf),
  };
}
