import { configOf as console_ } from '@flowforge/console/config';
import { configOf as conversations } from '@flowforge/conversations/config';
import { configOf as delivery } from '@flowforge/delivery/config';
import { configOf as registry } from '@flowforge/registry/config';
import { describeEnvironment, type Variable } from '@flowforge/service-kit/environment';
import { readServiceSettings } from '@flowforge/service-kit/service-settings';
import { formatted } from '../generated-files/formatted.js';

const SHARED = describeEnvironment((environment) => readServiceSettings('any', environment));

const SERVICES: readonly { name: string; variables: readonly Variable[] }[] = [
  { name: 'console', variables: describeEnvironment(console_) },
  { name: 'conversations', variables: describeEnvironment(conversations) },
  { name: 'registry', variables: describeEnvironment(registry) },
  { name: 'delivery', variables: describeEnvironment(delivery) },
];

/** The text of `docs/configuration.md`, formatted like every file of the repository. */
export function configurationPage(): Promise<string> {
  const shared = new Set(SHARED.map(({ name }) => name));
  const sections = [
    '# Configuration',
    'A service reads its configuration from environment variables when it starts. When variables are wrong or missing, it exits with ' +
      'code 1 and an error that lists them all.',
    '`npm run docs:configuration` generates this page from the `config.ts` of each service.',
    'A **secret** is never shown in a log or an error. Lists are separated by commas.',
    '## Every service',
    table(SHARED),
    ...SERVICES.flatMap(({ name, variables }) => [
      `## ${name}`,
      table(variables.filter((variable) => !shared.has(variable.name))),
    ]),
  ];
  return formatted('configuration.md', sections.join('\n\n'));
}

function table(variables: readonly Variable[]): string {
  const rows = variables.map(({ name, type, fallback, secret, description }) => [
    `\`${name}\``,
    type,
    defaultOf(fallback),
    secret ? `**Secret.** ${description}` : description,
  ]);
  return [['Variable', 'Value', 'Default', 'What it is'], ['---', '---', '---', '---'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function defaultOf(fallback: string | null): string {
  if (fallback === null) return 'must be set';
  return fallback === '' ? 'none' : `\`${fallback}\``;
}
