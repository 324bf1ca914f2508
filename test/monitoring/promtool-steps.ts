import assert from 'node:assert/strict';
import type { Step } from '../kubernetes/step.js';
import type { AlertCase } from './alert-case.js';
import { ALERT_CASES } from './alert-cases.js';
import { checkRules, failedCases, hasPromtool } from './promtool.js';
import { looser, stricter } from './rule-mutants.js';
import { alertsIn, readRules, type Rules } from './rules.js';

const NO_PROMTOOL = { skipped: 'promtool is not here to test the alerts' };
const fires = ({ fires: expected }: AlertCase): boolean => expected.length > 0;
const isSilent = (one: AlertCase): boolean => !fires(one);

/** The alerts of which no chosen case fails with changed rules. */
function missedAlerts(rules: Rules, changed: Rules, isChosen: (one: AlertCase) => boolean): string[] {
  const failed = failedCases(changed, rules, isChosen);
  const caught = new Set([...failed].map((index) => ALERT_CASES[index]?.alert));
  return alertsIn(rules)
    .map(({ alert }) => alert)
    .filter((alert) => !caught.has(alert));
}

/** Steps of `npm run k8s:verify` that need promtool, which is in the Debian package prometheus. */
export const PROMTOOL_STEPS: readonly Step[] = [
  {
    name: 'each alert fires, and stays silent, as its cases say',
    run: () => {
      if (!hasPromtool()) return NO_PROMTOOL;
      const rules = readRules();
      checkRules(rules);
      const failed = [...failedCases(rules, rules)].map((index) => ALERT_CASES[index]);
      assert.deepEqual(failed, []);
      return { ran: `${ALERT_CASES.length} cases of ${alertsIn(rules).length} alerts by promtool` };
    },
  },
  {
    name: 'the cases of an alert see its threshold doubled and halved',
    run: () => {
      if (!hasPromtool()) return NO_PROMTOOL;
      const rules = readRules();
      assert.deepEqual(missedAlerts(rules, stricter(rules), fires), []);
      assert.deepEqual(missedAlerts(rules, looser(rules), isSilent), []);
      const mutants = 2 * alertsIn(rules).length;
      return { ran: `${mutants} mutants of alerts planted, ${mutants} caught` };
    },
  },
];
