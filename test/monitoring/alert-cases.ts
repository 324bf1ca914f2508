import type { AlertCase } from './alert-case.js';
import { CAUSE_CASES } from './cause-cases.js';
import { OBJECTIVE_CASES } from './objective-cases.js';

/** The cases of all alerts, two or more for each. */
export const ALERT_CASES: readonly AlertCase[] = [...OBJECTIVE_CASES, ...CAUSE_CASES];
