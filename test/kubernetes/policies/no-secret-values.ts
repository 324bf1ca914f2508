import { type Manifest, nameOf, ofKind } from '../manifests.js';
import type { Policy } from './policy.js';

/** An address with a password, or a long random text. Templates of ExternalSecrets name what is filled in. */
const SECRET_VALUE = /:\/\/[^/\s:@]+:(?!\{\{)[^@\s]+@|\b[0-9a-f]{32,}\b|BEGIN [A-Z ]*PRIVATE KEY|whsec_/;

/** No Secret, and nothing that looks like a secret value, is in the repository. */
export const noSecretValues: Policy = {
  name: 'no secret value is in the repository',
  violations: (objects: readonly Manifest[]) => [
    ...ofKind(objects, 'Secret')
      .filter(({ stringData, data }) => stringData === undefined || data !== undefined)
      .map((one) => `Secret ${nameOf(one)} is in the repository`),
    ...objects
      .filter(({ kind }) => kind !== 'Secret')
      .filter((object) => SECRET_VALUE.test(JSON.stringify(object)))
      .map((object) => `${object.kind} ${nameOf(object)} holds a secret value`),
  ],
};
