import type { ApiKey } from '../../../api/api-keys.js';

/** Who created a key. */
export function makerName(maker: ApiKey['created_by']): string {
  if (maker === null) return '—';
  if (maker.kind === 'operator') return 'The operator';
  return maker.kind === 'api_key' ? `API key ${maker.name ?? ''}`.trim() : (maker.name ?? 'A former user');
}
