import type { ServiceName } from '@flowforge/contracts/words';
import type { NatsClientName } from '@flowforge/messaging/permissions';
import type { ServiceDefinition } from './replica.js';
import type { LocalConfig } from './config.js';
import type { LocalSignIn } from './local-sign-in.js';
import type { LocalState } from './state.js';

/** The values of one run that the environment of its services is made from. */
export interface LaunchContext {
  config: LocalConfig;
  state: LocalState;
  /** Address of each service's schema, with the service's own role. */
  databaseUrls: Record<ServiceName, string>;
  /** Address of NATS for each process, with its own user. */
  natsUrls: Record<NatsClientName, string>;
  /** Base URLs of each service's replicas. */
  serviceUrls: Record<ServiceName, string[]>;
  localSignIn: LocalSignIn;
}

/** The values that the environment of the front door is made from. */
export interface FrontDoorContext {
  config: LocalConfig;
  /** Base address of the front door itself. */
  publicUrl: string;
  /** Address of NATS with the user of the front door. */
  natsUrl: string;
  serviceUrls: Record<ServiceName, string[]>;
  localSignIn: LocalSignIn;
  /** Address of the receiver of this run. */
  receiverUrl: string;
}

/** What the launcher runs: the services of this checkout (`flowforge.ts`), or fake ones in its tests. */
export interface Plan {
  /** Applies the migrations of all services. `say` prints how long it has waited for another process that migrates. */
  migrate: (databaseUrls: Record<ServiceName, string>, say: (line: string) => void) => Promise<void>;
  service: (name: ServiceName, context: LaunchContext) => ServiceDefinition;
  console: (context: FrontDoorContext) => ServiceDefinition;
  /** Creates the demo workspace, its owner with this password, and an api key for it, in the registry's database. */
  openWorkspace: (registryDatabaseUrl: string, ownerPassword: string) => Promise<{ apiKey: string }>;
  /** Sets up the demo; returns the signing secret of its webhook. */
  seed: (access: {
    publicUrl: string;
    apiKey: string;
    receiverUrl: string;
    state: LocalState;
  }) => Promise<{ widgetId: string; webhook: { id: string; secret: string } }>;
}
