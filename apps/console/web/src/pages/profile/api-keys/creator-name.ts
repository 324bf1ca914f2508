import type { ApiKey } from '../../../api/api-keys.js';

/** Who created a key. */
export function creatorName(creator: ApiKey['created_by']): string {
  if (creator === null) return '—';
  if (creator.kind === 'operator') return 'The operator';
  return creator.kind === 'api_key'
    ? `API key ${creator.name ?? ''}`.trim()
    : (creator.name ?? 'A former user');
}
