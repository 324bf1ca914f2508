import { ConfigurationError, readEnvironment } from '@flowforge/service-kit/environment';
import { environmentOf } from '../environment-of.js';
import { nameOf, ofKind } from '../manifests.js';
import { CONFIGURATIONS, LOCAL_VARIABLES, SHARED_VARIABLES, variablesOf } from '../services.js';
import type { Policy } from './policy.js';

/** Each service accepts its environment, knows every variable in it, and gets none of a local run; secrets come from Secrets. */
export const settings: Policy = {
  name: 'services accept their settings',
  violations: (objects) =>
    ofKind(objects, 'Deployment').flatMap((deployment) => {
      const name = nameOf(deployment);
      const read = CONFIGURATIONS[name];
      if (read === undefined) return [`${name} is not a service`];
      const environment = environmentOf(deployment, objects);
      const variables = variablesOf(name);
      const inMaps = ofKind(objects, 'ConfigMap').flatMap(({ data = {} }) => Object.keys(data));
      return [
        ...errorsOf(() => readEnvironment(environment, read)),
        ...Object.keys(environment)
          .filter((key) => !SHARED_VARIABLES.has(key) && !variables.some((variable) => variable.name === key))
          .map((key) => `${key} is not a variable of it`),
        ...Object.keys(environment)
          .filter((key) => LOCAL_VARIABLES.has(key))
          .map((key) => `${key} is for a local run only`),
        ...variables
          .filter(({ name: key, secret }) => secret && inMaps.includes(key))
          .map(({ name: key }) => `${key} is a secret`),
        ...(environment.PUBLIC_URL === '' ? ['PUBLIC_URL is not set'] : []),
      ].map((text) => `${name}: ${text}`);
    }),
};

function errorsOf(read: () => unknown): string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return [...error.errors];
  }
}
