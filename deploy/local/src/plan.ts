import type { ServiceName } from '@flowforge/contracts/words';
import type { NatsClientName } from '@flowforge/messaging/permissions';
import type { ServiceDefinition } from './replica.js';
import type { LocalConfig } from './config.js';
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
}

/** What the launcher runs: the services of this checkout (`flowforge.ts`), or fake ones in its tests. */
export interface Plan {
  migrate: (databaseUrls: Record<ServiceName, string>) => Promise<void>;
  service: (name: ServiceName, context: LaunchContext) => ServiceDefinition;
  console: (config: LocalConfig, serviceUrls: Record<ServiceName, string[]>) => ServiceDefinition;
  /** Creates the demo workspace and an api key for it, in the registry's database. */
  openWorkspace: (registryDatabaseUrl: string) => Promise<{ apiKey: string }>;
  /** Sets up the demo; returns the signing secret of its webhook. */
  seed: (access: {
    publicUrl: string;
    apiKey: string;
    receiverUrl: string;
    state: LocalState;
  }) => Promise<{ widgetId: string; webhook: { id: string; secret: string } }>;
}
