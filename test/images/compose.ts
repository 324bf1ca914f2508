import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEnvironment } from '@flowforge/service-kit/environment';
import { parse } from 'yaml';
import { CONFIGURATIONS, LOCAL_VARIABLES, variablesOf } from '../kubernetes/services.js';

/** The part of a Compose file that the rules read. */
export interface Compose {
  services: Record<string, Service>;
  networks: Record<string, { internal?: boolean }>;
  volumes: Record<string, unknown>;
}

interface Service {
  image?: string;
  command?: string[];
  user?: string;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  tmpfs?: string[];
  environment?: Record<string, string>;
  networks?: string[];
  ports?: string[];
  volumes?: string[];
  healthcheck?: { test: string[] };
  stop_grace_period?: string;
  restart?: string;
  depends_on?: Record<string, { condition: string }>;
}

/** Fields of a service that this file uses. Compose refuses others, such as those that are misspelled. */
const FIELDS = new Set(
  (
    'build cap_drop command depends_on environment healthcheck image networks ports read_only restart ' +
    'security_opt shm_size stop_grace_period tmpfs user volumes'
  ).split(' '),
);
const VARIABLE = /\$\{(\w+)(?::([-?])([^}]*))?\}/g;

/** Reads a Compose file with its anchors and merges. */
export function readCompose(content: string): Compose {
  const compose: Compose = parse(content, { merge: true });
  return compose;
}

/** The values of an environment file. */
export function readEnvFile(content: string): Record<string, string> {
  const lines = content.split('\n').filter((line) => /^\w+=/.test(line));
  return Object.fromEntries(
    lines.map((line): [string, string] => [
      line.slice(0, line.indexOf('=')),
      line.slice(line.indexOf('=') + 1),
    ]),
  );
}

/** Names of the variables in a text, with those that have no default. */
export function variablesIn(text: string): { name: string; isRequired: boolean }[] {
  return [...text.matchAll(VARIABLE)].map(([, name = '', operator]) => ({
    name,
    isRequired: operator !== '-',
  }));
}

/** Replaces the variables as Compose does. A required one without a value stays as it is. */
function interpolate(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(
    VARIABLE,
    (whole, name: string, operator, rest: string) => values[name] || (operator === '-' ? rest : whole),
  );
}

/** The environment of a service, with the values of an environment file. */
export function environmentIn(
  compose: Compose,
  service: string,
  values: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(compose.services[service]?.environment ?? {}).map(([name, text]): [string, string] => [
      name,
      interpolate(text, values),
    ]),
  );
}

/** What every container must have; each error is one sentence. */
export function hardeningErrors(compose: Compose): string[] {
  return Object.entries(compose.services).flatMap(([name, service]) => {
    const errors: [isWrong: boolean, text: string][] = [
      ...Object.keys(service).map((field): [boolean, string] => [
        !FIELDS.has(field),
        `unknown field ${field}`,
      ]),
      [service.read_only !== true, 'its root is writable'],
      [service.cap_drop?.join() !== 'ALL', 'it keeps capabilities'],
      [service.security_opt?.includes('no-new-privileges:true') !== true, 'it may gain privileges'],
      [!/^\d+:\d+$/.test(service.user ?? ''), 'its user is no number'],
      [service.user === '0:0' && name !== 'nats', 'it runs as root'],
      [
        !/:[\w.${}:-]+$/.test(service.image ?? '') || /:latest/.test(service.image ?? ''),
        'its image has no tag',
      ],
      [service.networks === undefined, 'it is in the default network'],
      [
        (service.networks ?? []).some((network) => !(network in compose.networks)),
        'it is in a network that is not declared',
      ],
      [service.restart !== 'no' && service.healthcheck === undefined, 'it has no health check'],
      [service.restart !== 'no' && service.stop_grace_period === undefined, 'it has no time to drain'],
      ...(service.volumes ?? []).map((volume): [boolean, string] => [
        !volume.startsWith('.') && !((volume.split(':')[0] ?? '') in compose.volumes),
        `the volume ${volume} is not declared`,
      ]),
    ];
    return errors.filter(([isWrong]) => isWrong).map(([, text]) => `${name}: ${text}`);
  });
}

/** Who waits for whom, who is reachable, and who reaches the outside. */
export function wiringErrors(compose: Compose): string[] {
  const errors: string[] = [];
  const condition = (service: string, other: string): string | undefined =>
    compose.services[service]?.depends_on?.[other]?.condition;
  for (const service of ['conversations', 'registry', 'delivery']) {
    if (condition(service, `migrate-${service}`) !== 'service_completed_successfully')
      errors.push(`${service} does not wait for its migrations`);
    if (condition(`migrate-${service}`, 'postgres') !== 'service_healthy')
      errors.push(`migrate-${service} does not wait for Postgres`);
    if (condition(service, 'nats') !== 'service_healthy') errors.push(`${service} does not wait for NATS`);
    if (condition('console', service) !== 'service_healthy')
      errors.push(`console does not wait for ${service}`);
    if (compose.services[service]?.image !== compose.services[`migrate-${service}`]?.image)
      errors.push(`${service} and its migrations have different images`);
  }
  if (compose.networks['internal']?.internal !== true)
    errors.push('the network internal reaches the outside');
  for (const [name, { ports, networks }] of Object.entries(compose.services)) {
    if (ports !== undefined && name !== 'console') errors.push(`${name} publishes a port`);
    if (networks?.join() !== 'internal' && !['console', 'delivery'].includes(name))
      errors.push(`${name} is in more networks than internal`);
  }
  return errors;
}

/** Compares what a service reads with what it gets, by reading it as the service does. */
export function settingErrors(compose: Compose, values: Readonly<Record<string, string>>): string[] {
  return Object.entries(CONFIGURATIONS).flatMap(([service, configOf]) => {
    const environment = environmentIn(compose, service, values);
    const known = new Set(variablesOf(service).map(({ name }) => name));
    const errors = Object.keys(environment)
      .filter((name) => !known.has(name) || LOCAL_VARIABLES.has(name))
      .map((name) => `${service}: it does not read ${name}, or in a local run only`);
    try {
      readEnvironment(environment, configOf);
    } catch (error) {
      errors.push(`${service}: ${error instanceof Error ? error.message : 'its settings are wrong'}`);
    }
    return errors;
  });
}

/** Compares the variables of the Compose file with those of the example, both ways. */
export function exampleErrors(content: string, example: Readonly<Record<string, string>>): string[] {
  const used = variablesIn(content);
  const names = new Set(used.map(({ name }) => name));
  return [
    ...[...names].filter((name) => !(name in example)).map((name) => `.env.example does not have ${name}`),
    ...Object.keys(example)
      .filter((name) => !names.has(name))
      .map((name) => `compose.yaml does not use ${name}`),
    ...used
      .filter(({ name, isRequired }) => /PASSWORD|KEYS/.test(name) && !isRequired)
      .map(({ name }) => `${name} has a default, and it is a secret`),
  ];
}

/** Files of the checkout that the Compose file mounts. */
export function mountedFiles(compose: Compose): string[] {
  return Object.values(compose.services).flatMap(({ volumes = [] }) =>
    volumes.filter((volume) => volume.startsWith('.')).map((volume) => volume.split(':')[0] ?? ''),
  );
}

/** Reads a file of deploy/docker. */
export function dockerFile(root: string, name: string): string {
  return readFileSync(join(root, 'deploy/docker', name), 'utf8');
}
