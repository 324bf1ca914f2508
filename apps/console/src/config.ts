import type { ServiceName } from '@flowforge/contracts/words';
import { type Environment, readEnvironment } from '@flowforge/service-kit/environment';
import { readServiceSettings, type ServiceSettings } from '@flowforge/service-kit/service-settings';

/** The configuration of the front door. */
export interface ConsoleConfig {
  settings: ServiceSettings;
  /** Origins of each service's replicas. */
  origins: Record<ServiceName, string[]>;
}

/** @throws ConfigurationError that lists every wrong variable */
export function readConfig(values: NodeJS.ProcessEnv = process.env): ConsoleConfig {
  return readEnvironment(values, configOf);
}

/** Reads each variable of the front door. */
export function configOf(environment: Environment): ConsoleConfig {
  const origins = (name: string, service: ServiceName): string[] =>
    environment
      .addresses(name, {
        protocols: ['http:', 'https:'],
        description: `Base addresses of the replicas of ${service}, separated by commas.`,
      })
      .map((address) => (URL.canParse(address) ? new URL(address).origin : ''));
  return {
    settings: readServiceSettings('console', environment),
    origins: {
      conversations: origins('CONVERSATIONS_URLS', 'conversations'),
      registry: origins('REGISTRY_URLS', 'registry'),
      delivery: origins('DELIVERY_URLS', 'delivery'),
    },
  };
}
