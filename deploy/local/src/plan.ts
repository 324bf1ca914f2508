import type { ServiceDefinition } from './replica.js';
import type { LocalConfig } from './config.js';
import type { LocalState } from './state.js';

/** The services with storage of their own, as run.json names them. */
export const STORING_SERVICES = ['conversations', 'registry', 'delivery'] as const;
export type StoringService = (typeof STORING_SERVICES)[number];

/** What the services of one run share. */
export interface Surroundings {
  config: LocalConfig;
  state: LocalState;
  /** Each service's own connection. */
  databaseUrls: Record<StoringService, string>;
  natsUrl: string;
  /** Where each service's replicas listen. */
  serviceUrls: Record<StoringService, string[]>;
}

/**
 * What is run: production's services in `flowforge.ts`; a test brings smaller ones. The launcher knows the
 * order of things and nothing else of them.
 */
export interface Plan {
  migrate: (databaseUrls: Record<StoringService, string>) => Promise<void>;
  service: (name: StoringService, surroundings: Surroundings) => ServiceDefinition;
  console: (config: LocalConfig, serviceUrls: Record<StoringService, string[]>) => ServiceDefinition;
  openWorkspace: (natsUrl: string) => Promise<{ apiKey: string }>;
  /** Sets up the demo; answers what its webhook is signed with. */
  seed: (access: {
    publicUrl: string;
    apiKey: string;
    receiverUrl: string;
    state: LocalState;
  }) => Promise<{ widgetId: string; webhook: { id: string; secret: string } }>;
}
