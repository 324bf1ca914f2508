import { Environment, readServiceSettings, type ServiceSettings } from '@flowforge/service-kit/environment';
import { KeyRing } from '@flowforge/encryption/key-ring';
import { EndpointRule } from './webhook/endpoint.js';

/** What the registry reads at its start. */
export interface RegistryConfig {
  settings: ServiceSettings;
  databaseUrl: string;
  natsUrl: string;
  keyRing: KeyRing;
  endpointRule: EndpointRule;
  /** Base addresses of conversations, for asking it while NATS is away; may be empty. */
  conversationsUrls: string[];
}

/** @throws Error that names everything wrong with the environment, never a value that could be secret */
export function readConfig(values: NodeJS.ProcessEnv = process.env): RegistryConfig {
  const environment = new Environment(values);
  const settings = readServiceSettings('registry', environment);
  const databaseUrl = environment.address('DATABASE_URL', ['postgres:', 'postgresql:']);
  const natsUrl = environment.address('NATS_URL', ['nats:', 'tls:']);
  const keys = environment.text('ENCRYPTION_KEYS');
  const endpointRule = new EndpointRule(environment.flag('ALLOW_INSECURE_ENDPOINTS', false));
  const conversationsUrls = environment.addresses('CONVERSATIONS_URLS', ['http:', 'https:']);
  environment.finish();
  return { settings, databaseUrl, natsUrl, keyRing: KeyRing.parse(keys), endpointRule, conversationsUrls };
}
