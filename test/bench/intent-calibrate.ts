import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { confidenceInputs, confidenceTerms } from '@flowforge/intent-classifier/confidence';
import { type Clinc, dataFolder, type LabelledText, readData, textsByIntent } from './intent-data.js';
import { everydayBusinesses } from './intent-everyday.js';
import { DEVELOPMENT_FOLDER, readSets } from './intent-development.js';
import {
  type Observation,
  type Observations,
  type Pool,
  randomOf,
  simulateTenants,
  type Writing,
} from './intent-simulate.js';
import { fitNetwork } from './fit-network.js';
import { fitLogistic } from './logistic.js';

/**
 * Fits the constants of the confidence on simulated tenants and writes them into the library:
 * `npm run calibrate:intent -- --data DIR`. Tenants and their messages are drawn from training and validation splits only;
 * no test split is read. Of the development assistants the part `fit` is used.
 */
const TENANTS = 640;
const TENANTS_WITHOUT_DEVELOPMENT = 240;
/** Of each business and of each development assistant, against 0.5 of the data sets. */
const EVERYDAY_SHARE = 0.05;
const DEVELOPMENT_SHARE = 0.03;
/** Their unrelated sentences are hard already. */
const DEVELOPMENT_NEAR_WEIGHT = 1.5;
const GEORGIAN = 0x10d0;
const SEED = 20_261_126;
const TARGET = join(import.meta.dirname, '../../../libs/intent-classifier/src/confidence-constants.ts');

const folder = dataFolder();
const clinc = readData<Clinc>(folder, 'clinc150_full.json');
const banking = readData<LabelledText[]>(folder, 'banking77_train_full.json');
const outOfScope = [...clinc.oos_train, ...clinc.oos_valid];
const pools: Pool[] = [
  { intents: textsByIntent([...clinc.train, ...clinc.valid]), outOfScope, share: 0.3 },
  { intents: textsByIntent(banking), outOfScope, share: 0.2 },
  ...everydayBusinesses().map((intents) => ({ intents, outOfScope, share: EVERYDAY_SHARE })),
  ...readSets(DEVELOPMENT_FOLDER)
    .filter(({ part }) => part === 'fit')
    .map(({ intents, paraphrases, unrelated }) => ({
      intents: new Map(intents.map(({ name, utterances }) => [name, utterances])),
      paraphrases: textsByIntent(paraphrases),
      outOfScope: unrelated,
      share: DEVELOPMENT_SHARE,
      nearWeight: DEVELOPMENT_NEAR_WEIGHT,
    })),
];

/** Letters that have no word vectors and no stems, one for each Latin letter: what another language looks like. */
function inOtherLetters(text: string): string {
  return text
    .toLowerCase()
    .replace(/[a-z]/g, (letter) => String.fromCharCode(GEORGIAN + letter.charCodeAt(0) - 'a'.charCodeAt(0)));
}

const DIGITS = 6;

function fitted(observed: readonly Observation[]): string {
  const network = fitNetwork(
    observed.map(({ signals, isRight, weight }) => ({ inputs: confidenceInputs(signals), isRight, weight })),
  );
  const shortened = (_key: string, value: unknown): unknown =>
    typeof value === 'number' ? Number(value.toPrecision(DIGITS)) : value;
  return JSON.stringify(network, shortened);
}

function fit(observed: readonly Observation[]): string {
  const best = observed.filter(({ place }) => place === 0);
  const weights = fitLogistic(
    best.map(({ signals, isRight, weight }) => ({ terms: confidenceTerms(signals), isRight, weight })),
  );
  return JSON.stringify(weights.map((value) => Number(value.toPrecision(DIGITS))));
}

function constantsOf(withNearest: string, withoutNearest: string): string {
  return `{
    // oxfmt-ignore
    withNearest: ${withNearest},
    // oxfmt-ignore
    withoutNearest: ${withoutNearest},
  }`;
}

/**
 * Without the development sets. Without meanings, nothing of a paraphrase in very different words can be recognised, and an assistant
 * without an index of its examples has thousands of them: these sets would only lower the confidence of everything else.
 */
function withoutDevelopment(writing?: Writing): Observations {
  return simulateTenants(
    pools.filter(({ paraphrases }) => paraphrases === undefined),
    TENANTS_WITHOUT_DEVELOPMENT,
    randomOf(SEED),
    writing,
  );
}

const withVector = simulateTenants(pools, TENANTS, randomOf(SEED));
const large = withoutDevelopment();
const withoutVector = withoutDevelopment(inOtherLetters);
const source = `import type { ConfidenceConstants } from './confidence.js';

/** Written by \`npm run calibrate:intent\`; see test/bench/intent-calibrate.ts. */
export const CONFIDENCE_CONSTANTS: ConfidenceConstants = {
  withVector: ${constantsOf(fitted(withVector.withNearest), fit(large.withoutNearest))},
  withoutVector: ${constantsOf(fit(withoutVector.withNearest), fit(withoutVector.withoutNearest))},
};
`;
writeFileSync(TARGET, source);
process.stdout.write(`${withVector.withNearest.length} observations of ${TENANTS} tenants\n`);
