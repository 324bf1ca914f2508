import type { ServiceName } from '@flowforge/contracts/words';
import type { ServiceDefinition } from './replica.js';
import type { LocalConfig } from './config.js';
import type { LocalState } from './state.js';

/** What the services of one run share. */
export interface LaunchContext {
  config: LocalConfig;
  state: LocalState;
  /** Each service's own address, with its own user. */
  databaseUrls: Record<ServiceName, string>;
  natsUrls: Record<ServiceName, string>;
  /** Where each service's replicas listen. */
  serviceUrls: Record<ServiceName, string[]>;
}

/**
 * What is run: production's services in `flowforge.ts`; a test brings smaller ones. The launcher knows the
 * order of things and nothing else of them.
 */
export interface Plan {
  migrate: (databaseUrls: Record<ServiceName, string>) => Promise<void>;
  service: (name: ServiceName, context: LaunchContext) => ServiceDefinition;
  console: (config: LocalConfig, serviceUrls: Record<ServiceName, string[]>) => ServiceDefinition;
  /** Makes the demo workspace and a key for it, with the registry's database. */
  openWorkspace: (registryDatabaseUrl: string) => Promise<{ apiKey: string }>;
  /** Sets up the demo; answers what its webhook is signed with. */
  seed: (access: {
    publicUrl: string;
    apiKey: string;
    receiverUrl: string;
    state: LocalState;
  }) => Promise<{ widgetId: string; webhook: { id: string; secret: string } }>;
}
