import type { ServiceName } from '@flowforge/contracts/words';
import { Environment, readServiceSettings, type ServiceSettings } from '@flowforge/service-kit/environment';

/** What the front door reads at its start. */
export interface ConsoleConfig {
  settings: ServiceSettings;
  /** Origins of each service's replicas. */
  origins: Record<ServiceName, string[]>;
}

/** @throws Error that lists everything wrong with the environment */
export function readConfig(values: NodeJS.ProcessEnv = process.env): ConsoleConfig {
  const environment = new Environment(values);
  const origins = (name: string): string[] =>
    environment
      .address(name, ['http:', 'https:'])
      .split(',')
      .map((address) => (URL.canParse(address.trim()) ? new URL(address.trim()).origin : ''));
  const config = {
    settings: readServiceSettings('console', environment),
    origins: {
      conversations: origins('CONVERSATIONS_URLS'),
      registry: origins('REGISTRY_URLS'),
      delivery: origins('DELIVERY_URLS'),
    },
  };
  environment.finish();
  return config;
}
