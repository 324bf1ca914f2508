import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { confidenceTerms } from '@flowforge/intent-classifier/confidence';
import { type Clinc, dataFolder, type LabelledText, readData, textsByIntent } from './intent-data.js';
import { everydayBusinesses } from './intent-everyday.js';
import { type Observation, randomOf, simulateTenants } from './intent-simulate.js';
import { fitLogistic } from './logistic.js';

/**
 * Fits the constants of the confidence on simulated tenants and writes them into the library:
 * `npm run calibrate:intent -- --data DIR`. Tenants and their messages are drawn from training and validation splits only;
 * no test split is read.
 */
const TENANTS = 150;
/** Of each business, against 0.75 of the data sets. */
const EVERYDAY_SHARE = 0.05;
const SEED = 20_261_126;
const TARGET = join(import.meta.dirname, '../../../libs/intent-classifier/src/confidence-constants.ts');

const folder = dataFolder();
const clinc = readData<Clinc>(folder, 'clinc150_full.json');
const banking = readData<LabelledText[]>(folder, 'banking77_train_full.json');
const observations = simulateTenants(
  [
    {
      intents: textsByIntent([...clinc.train, ...clinc.valid]),
      outOfScope: [...clinc.oos_train, ...clinc.oos_valid],
      share: 0.5,
    },
    { intents: textsByIntent(banking), outOfScope: [...clinc.oos_train, ...clinc.oos_valid], share: 0.25 },
    ...everydayBusinesses().map((intents) => ({
      intents,
      outOfScope: [...clinc.oos_train, ...clinc.oos_valid],
      share: EVERYDAY_SHARE,
    })),
  ],
  TENANTS,
  randomOf(SEED),
);

function fit(observed: readonly Observation[]): number[] {
  return fitLogistic(
    observed.map(({ signals, isRight, weight }) => ({ terms: confidenceTerms(signals), isRight, weight })),
  ).map((value) => Number(value.toPrecision(6)));
}

const source = `import type { ConfidenceConstants } from './confidence.js';

/** Written by \`npm run calibrate:intent\`; see test/bench/intent-calibrate.ts. */
export const CONFIDENCE_CONSTANTS: ConfidenceConstants = {
  // prettier-ignore
  withNearest: ${JSON.stringify(fit(observations.withNearest))},
  // prettier-ignore
  withoutNearest: ${JSON.stringify(fit(observations.withoutNearest))},
};
`;
writeFileSync(TARGET, source);
process.stdout.write(`${observations.withNearest.length} messages of ${TENANTS} tenants\n`);
