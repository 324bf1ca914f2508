import { COMPLETENESS_MUTANTS } from './mutants/completeness.js';
import { EGRESS_RANGES_MUTANTS } from './mutants/egress-ranges.js';
import { IMAGES_MUTANTS } from './mutants/images.js';
import { MIGRATIONS_MUTANTS } from './mutants/migrations.js';
import { MONITORING_MUTANTS } from './mutants/monitoring.js';
import { NETWORK_MUTANTS } from './mutants/network.js';
import { NO_SECRET_VALUES_MUTANTS } from './mutants/no-secret-values.js';
import { PROBES_MUTANTS } from './mutants/probes.js';
import { REFERENCES_MUTANTS } from './mutants/references.js';
import { RESOURCES_MUTANTS } from './mutants/resources.js';
import { RESTRICTED_MUTANTS } from './mutants/restricted.js';
import { SELECTORS_MUTANTS } from './mutants/selectors.js';
import { SETTINGS_MUTANTS } from './mutants/settings.js';
import { TIMEOUTS_MUTANTS } from './mutants/timeouts.js';
import type { Mutant } from './mutants/mutant.js';

/** The mutants of all policies. */
export const MUTANTS: readonly Mutant[] = [
  ...SELECTORS_MUTANTS,
  ...PROBES_MUTANTS,
  ...RESTRICTED_MUTANTS,
  ...RESOURCES_MUTANTS,
  ...IMAGES_MUTANTS,
  ...COMPLETENESS_MUTANTS,
  ...TIMEOUTS_MUTANTS,
  ...REFERENCES_MUTANTS,
  ...MIGRATIONS_MUTANTS,
  ...SETTINGS_MUTANTS,
  ...NO_SECRET_VALUES_MUTANTS,
  ...NETWORK_MUTANTS,
  ...EGRESS_RANGES_MUTANTS,
  ...MONITORING_MUTANTS,
];
