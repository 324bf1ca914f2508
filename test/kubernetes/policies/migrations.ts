import { MIGRATION_WAIT_MAX_MS } from '@flowforge/service-kit/run-migrate';
import { nameOf, ofKind } from '../manifests.js';
import { SERVICES_WITH_SCHEMA } from '../services.js';
import type { Policy } from './policy.js';

/** Each service with a schema has a migration Job of its own release, and its pods wait for it. A Job may wait for another one until it gives up. */
export const migrations: Policy = {
  name: 'pods wait for the migrations of their release',
  violations: (objects) =>
    SERVICES_WITH_SCHEMA.flatMap((service) => {
      const deployment = ofKind(objects, 'Deployment').find((one) => nameOf(one) === service);
      const image = deployment?.spec?.template.spec?.containers[0]?.image ?? '';
      const waiting = deployment?.spec?.template.spec?.initContainers?.find(
        ({ command = [] }) => command.at(-1) === '--wait',
      );
      const jobs = ofKind(objects, 'Job').filter((one) => nameOf(one).startsWith(`${service}-migrate-`));
      const [job] = jobs;
      const container = job?.spec?.template.spec?.containers[0];
      const release = image.split(':').at(-1) ?? '';
      const script = `apps/${service}/dist/migrate.js`;
      const deadlineMs = (job?.spec?.activeDeadlineSeconds ?? Number.POSITIVE_INFINITY) * 1_000;
      return [
        ...(deadlineMs > MIGRATION_WAIT_MAX_MS ? [] : ['the Job is killed while it waits for another one']),
        ...(jobs.length === 1 && container?.image === image ? [] : ['no migration Job with its image']),
        ...(job && nameOf(job) === `${service}-migrate-${release}`
          ? []
          : ['the name of the Job does not end in the release']),
        ...(container?.command?.join(' ') === `node ${script}` ? [] : ['the Job does not migrate']),
        ...(waiting?.image === image && waiting.command?.join(' ') === `node ${script} --wait`
          ? []
          : ['its pods do not wait']),
      ].map((text) => `${service}: ${text}`);
    }),
};
