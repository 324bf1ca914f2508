import { createHash } from 'node:crypto';
import { FEATURE_VERSION } from '@flowforge/intent-classifier/features';

/**
 * Names what a classifier is trained on: the features and the examples of each intent. The order of the intents does not matter. Two
 * replicas that read the same intents get the same version. A change of a name, a reply or a threshold does not change it.
 */
export function intentsVersion(intents: readonly { id: string; examplesHash: string }[]): string {
  const named = intents.map(({ id, examplesHash }) => `${id}:${examplesHash}`).sort();
  return createHash('sha256')
    .update(JSON.stringify([FEATURE_VERSION, named]))
    .digest('base64url');
}
