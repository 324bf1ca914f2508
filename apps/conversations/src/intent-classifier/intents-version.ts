import { createHash } from 'node:crypto';
import { FEATURE_VERSION } from '@flowforge/intent-classifier/features';

/**
 * Names what a classifier is trained on: the features and each intent in its revision, whatever their order. Two replicas
 * that read the same intents get the same version.
 */
export function intentsVersion(intents: readonly { id: string; revision: number }[]): string {
  const named = intents.map(({ id, revision }) => `${id}:${revision}`).sort();
  return createHash('sha256')
    .update(JSON.stringify([FEATURE_VERSION, named]))
    .digest('base64url');
}
