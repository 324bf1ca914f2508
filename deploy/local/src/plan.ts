import type { ServiceName } from '@flowforge/contracts/words';
import type { ServiceDefinition } from './replica.js';
import type { LocalConfig } from './config.js';
import type { LocalState } from './state.js';

/** What the services of one run are started with. */
export interface LaunchContext {
  config: LocalConfig;
  state: LocalState;
  /** Each service's own address, with its own user. */
  databaseUrls: Record<ServiceName, string>;
  natsUrls: Record<ServiceName, string>;
  /** Base URLs of each service's replicas. */
  serviceUrls: Record<ServiceName, string[]>;
}

/** What the launcher runs: the services of this checkout (`flowforge.ts`), or small ones in its tests. */
export interface Plan {
  migrate: (databaseUrls: Record<ServiceName, string>) => Promise<void>;
  service: (name: ServiceName, context: LaunchContext) => ServiceDefinition;
  console: (config: LocalConfig, serviceUrls: Record<ServiceName, string[]>) => ServiceDefinition;
  /** Makes the demo workspace and a key for it, with the registry's database. */
  openWorkspace: (registryDatabaseUrl: string) => Promise<{ apiKey: string }>;
  /** Sets up the demo; returns the signing secret of its webhook. */
  seed: (access: {
    publicUrl: string;
    apiKey: string;
    receiverUrl: string;
    state: LocalState;
  }) => Promise<{ widgetId: string; webhook: { id: string; secret: string } }>;
}
