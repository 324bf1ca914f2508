import type { ApiGroup, RouteReference } from './reference.js';

/** What a reader needs first stands first. Other groups follow in the order of the documents. */
const ORDER = [
  'webhooks',
  'assignments',
  'deliveries',
  'recoveries',
  'circuits',
  'test events',
  'statistics',
  'assistants',
  'forms',
  'intents',
  'widgets',
  'conversations',
  'captured-forms',
  'captured-intents',
  'contacts',
  'chat',
  'phone',
  'api keys',
  'workspace',
  'members',
  'sessions',
  'setup',
  'audit log',
];

/** Puts the routes into groups by their tags. */
export function groupRoutes(routes: readonly RouteReference[]): ApiGroup[] {
  const names = [...new Set(routes.map(({ group }) => group))];
  return names
    .map((name) => ({ name, title: titleOf(name), routes: routes.filter(({ group }) => group === name) }))
    .sort((one, other) => rankOf(one.name) - rankOf(other.name));
}

function rankOf(name: string): number {
  const rank = ORDER.indexOf(name);
  return rank === -1 ? ORDER.length : rank;
}

function titleOf(name: string): string {
  const words = name.replaceAll('-', ' ').replace(/\bapi\b/, 'API');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
