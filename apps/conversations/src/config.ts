import { Environment, readServiceSettings, type ServiceSettings } from '@flowforge/service-kit/environment';

/** What the process reads from its environment, once, at its start. */
export interface Config {
  service: ServiceSettings;
  databaseUrl: string;
  natsUrl: string;
  /** Requests a second that one address may send to the visitor's routes; twice that at once. */
  rateLimitPerSecond: number;
}

/** @throws Error that lists everything wrong with the environment */
export function readConfig(values: NodeJS.ProcessEnv = process.env): Config {
  const environment = new Environment(values);
  const config: Config = {
    service: readServiceSettings('conversations', environment),
    databaseUrl: environment.address('DATABASE_URL', ['postgres:', 'postgresql:']),
    natsUrl: environment.address('NATS_URL', ['nats:', 'tls:']),
    rateLimitPerSecond: environment.integer('RATE_LIMIT_PER_SECOND', 20, 1, 1_000_000),
  };
  environment.finish();
  return config;
}
