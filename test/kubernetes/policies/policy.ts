import type { Manifest } from '../manifests.js';

/** What is to hold for the objects of one overlay. */
export interface Policy {
  name: string;
  /** One text for each violation, which names the object. */
  violations: (objects: readonly Manifest[]) => string[];
}
