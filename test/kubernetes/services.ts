import { configOf as console_ } from '@flowforge/console/config';
import { configOf as conversations } from '@flowforge/conversations/config';
import { configOf as delivery } from '@flowforge/delivery/config';
import { configOf as registry } from '@flowforge/registry/config';
import { describeEnvironment, type Environment, type Variable } from '@flowforge/service-kit/environment';
import { readServiceSettings } from '@flowforge/service-kit/service-settings';

/** What reads the environment of each service. */
export const CONFIGURATIONS: Record<string, (environment: Environment) => unknown> = {
  console: console_,
  conversations,
  registry,
  delivery,
};

/** The variables that a service reads, in the order of reading; none for a name that is not a service. */
export function variablesOf(service: string): Variable[] {
  const read = CONFIGURATIONS[service];
  return read === undefined ? [] : describeEnvironment(read);
}

/** Variables of every service, and of several services. */
export const SHARED_VARIABLES: ReadonlySet<string> = new Set([
  ...describeEnvironment((environment) => readServiceSettings('any', environment)).map(({ name }) => name),
  'NATS_STREAM_REPLICAS',
]);

/** Variables of a local run. `ALLOW_INSECURE_ENDPOINTS` is one too: it allows what production refuses. */
export const LOCAL_VARIABLES: ReadonlySet<string> = new Set([
  'ALLOW_INSECURE_ENDPOINTS',
  'LOCAL_SIGN_IN_TOKEN_HASH',
  'LOCAL_SIGN_IN_EMAIL',
  'RECEIVER_URL',
]);

/** Services with a schema of their own. */
export const SERVICES_WITH_SCHEMA = ['conversations', 'registry', 'delivery'] as const;
