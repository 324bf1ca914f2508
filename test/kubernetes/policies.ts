import { completeness } from './policies/completeness.js';
import { egressRanges } from './policies/egress-ranges.js';
import { images } from './policies/images.js';
import { migrations } from './policies/migrations.js';
import { monitoring } from './policies/monitoring.js';
import { network } from './policies/network.js';
import { noSecretValues } from './policies/no-secret-values.js';
import type { Policy } from './policies/policy.js';
import { probes } from './policies/probes.js';
import { references } from './policies/references.js';
import { resources } from './policies/resources.js';
import { restricted } from './policies/restricted.js';
import { selectors } from './policies/selectors.js';
import { settings } from './policies/settings.js';
import { timeouts } from './policies/timeouts.js';

/** The policies that hold for the base alone: it has no servers, no Secrets and no address of its own. */
export const BASE_POLICIES: readonly Policy[] = [
  selectors,
  probes,
  restricted,
  resources,
  images,
  completeness,
  timeouts,
  migrations,
  noSecretValues,
  egressRanges,
];

export const POLICIES: readonly Policy[] = [...BASE_POLICIES, references, settings, network, monitoring];
