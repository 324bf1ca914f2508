import { cpus } from 'node:os';
import { artifactBytes } from '@flowforge/intent-classifier/artifact';
import { DEFAULT_GAP, DEFAULT_THRESHOLD, load } from '@flowforge/intent-classifier/classifier';
import { FEATURE_VERSION } from '@flowforge/intent-classifier/features';
import { MESSAGE_CHARACTERS } from '@flowforge/intent-classifier/normal-form';
import { train } from '@flowforge/intent-classifier/train';
import {
  asIntents,
  type Clinc,
  dataFolder,
  type FewShot,
  type LabelledText,
  readData,
  type SmallTenant,
} from './intent-data.js';
import { measureCurve } from './intent-curve.js';
import {
  type AssistantMeasures,
  DEVELOPMENT_FOLDER,
  measureAssistant,
  readSets,
  SETS_FOLDER,
} from './intent-development.js';
import { forcedAccuracy, measureClinc, measureSpeed, measureTenants, timeOf } from './intent-measures.js';
import { measureStall } from './intent-stall.js';
import { randomOf } from './intent-simulate.js';

/** Prints how well and how fast intents are recognised, against the bars: `npm run bench:intent -- --data DIR`. */
const folder = dataFolder();
const print = (text: string): void => void process.stdout.write(`${text}\n`);
let missed = 0;

const CURVE_THRESHOLDS = [0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7];

type Bar = readonly [least: number, moonshot: number];

function row(name: string, value: number, unit: string, bar?: Bar): void {
  const digits = value < 10 ? 2 : 1;
  const shown = `${name.padEnd(46)} ${value.toFixed(digits).padStart(8)} ${unit.padEnd(3)}`;
  if (bar === undefined) return print(shown);
  const [least, moonshot] = bar;
  const reaches = (wanted: number): boolean => (moonshot > least ? value >= wanted : value <= wanted);
  if (!reaches(least)) missed += 1;
  const sign = moonshot > least ? '>=' : '<=';
  const verdict = reaches(moonshot) ? 'moonshot' : reaches(least) ? 'reached' : 'MISSED';
  print(`${shown}  ${sign} ${String(least).padEnd(5)} (${moonshot})`.padEnd(80) + verdict);
}

print(
  `node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? '?'}, feature version ${FEATURE_VERSION}`,
);
print(
  `threshold ${DEFAULT_THRESHOLD}, gap ${DEFAULT_GAP}, first ${MESSAGE_CHARACTERS} characters of a message`,
);
print('');

function printAssistants(name: string, measured: readonly AssistantMeasures[]): void {
  const sum = (of: (one: AssistantMeasures) => number): number =>
    measured.reduce((total, one) => total + of(one), 0);
  print(name);
  print(
    `  of ${sum((one) => one.paraphrases)} paraphrases: ${sum((one) => one.right)} recognised, ` +
      `${sum((one) => one.none)} none, ${sum((one) => one.wrong)} wrong intent; ` +
      `best guess right ${sum((one) => one.best)}; ` +
      `of ${sum((one) => one.unrelated)} unrelated: ${sum((one) => one.taken)} wrong`,
  );
}

for (const part of ['words', 'fit', 'held-out']) {
  const sets = readSets(DEVELOPMENT_FOLDER).filter((set) => set.part === part);
  printAssistants(`development sets, part "${part}"`, sets.map(measureAssistant));
}
for (const set of readSets(SETS_FOLDER)) {
  const measured = measureAssistant(set);
  printAssistants(set.about, [measured]);
  row('  recognised', measured.right, '', [22, 30]);
  row('  unrelated wrong', measured.taken, '', [1, 0]);
}
print('');

const smallTenants = readData<SmallTenant[]>(folder, 'tenants_5x8.json');
const heldOut = readSets(DEVELOPMENT_FOLDER).filter(({ part }) => part === 'held-out');
print(
  'threshold: paraphrases recognised, unrelated wrong, of 30 (held-out); small tenants right, near rejected, %',
);
for (const point of measureCurve(heldOut, smallTenants, CURVE_THRESHOLDS)) {
  const { threshold, recognised, unrelatedWrong, right, nearRejected } = point;
  const figures = [recognised, unrelatedWrong, right, nearRejected].map((value) =>
    value.toFixed(1).padStart(6),
  );
  print(`  ${threshold.toFixed(2)}: ${figures.join(' ')}`);
}
print('');

const tenants = measureTenants(smallTenants);
row('tenants 5x8: forced', tenants.forced, '%', [95, 98]);
row('tenants 5x8: in scope right', tenants.right, '%', [84, 93]);
row('tenants 5x8: wrong intent', tenants.wrong, '%', [1.5, 0.5]);
row('tenants 5x8: far rejected', tenants.farRejected, '%', [93, 98]);
row('tenants 5x8: near rejected', tenants.nearRejected, '%', [90, 95]);
row('tenants 5x8: right at 90 % rejection', tenants.rightAt90, '%');
row('tenants 5x8: calibration error', tenants.calibrationError, '%');

const clinc = readData<Clinc>(folder, 'clinc150_full.json');
const clincFew = readData<FewShot>(folder, 'clinc150_fewshot_train.json');
const bankingFew = readData<FewShot & { test: LabelledText[] }>(folder, 'banking77_fewshot.json');
const few = (rows: LabelledText[], test: LabelledText[]): number =>
  forcedAccuracy(train(asIntents(rows)), test);
row('CLINC 10-shot, forced', few(clincFew.train_10, clinc.test), '%', [81, 86]);
row('CLINC 5-shot, forced', few(clincFew.train_5, clinc.test), '%');
row('BANKING 10-shot, forced', few(bankingFew.train_10, bankingFew.test), '%', [75, 80]);
row('BANKING 5-shot, forced', few(bankingFew.train_5, bankingFew.test), '%');

const full = measureClinc(clinc, artifactBytes);
row('CLINC full: forced', full.forced, '%');
row(`CLINC full: in scope (threshold ${full.threshold})`, full.inScope, '%', [91.5, 94]);
row('CLINC full: out-of-scope recall', full.outOfScopeRecall, '%', [54, 65]);
row('CLINC full: training', full.trainMs / 1_000, 's');
row('CLINC full: artifact', full.bytes / 2 ** 20, 'MiB');
const banking = readData<LabelledText[]>(folder, 'banking77_train_full.json');
row('BANKING full: forced', few(banking, bankingFew.test), '%');

const twenty = asIntents(clinc.train)
  .slice(0, 20)
  .map(({ id, utterances }) => ({ id, utterances: utterances.slice(0, 15) }));
const speed = measureSpeed(
  twenty,
  clinc.test.slice(0, 2_000).map(([text]) => text),
);
row('20 x 15: p50 per message', speed.p50, 'ms');
row('20 x 15: p99 per message', speed.p99, 'ms', [2, 0.5]);
row('20 x 15: training', speed.trainMs / 1_000, 's', [1, 0.3]);

const random = randomOf(1);
const words = (characters: number): string => {
  let text = '';
  while (text.length < characters) text += `${Math.floor(random() * 50_000).toString(36)} `;
  return text.slice(0, characters);
};
const large = Array.from({ length: 50 }, (_intent, at) => ({
  id: `intent-${at}`,
  utterances: Array.from({ length: 100 }, () => words(500)),
}));
const before = process.memoryUsage().rss;
const startedAt = performance.now();
const artifact = train(large);
row('50 x 100 x 500 characters: training', (performance.now() - startedAt) / 1_000, 's');
row('50 x 100 x 500 characters: resident memory more', (process.memoryUsage().rss - before) / 2 ** 20, 'MiB');
row('50 x 100 x 500 characters: artifact', artifactBytes(artifact) / 2 ** 20, 'MiB');
const message = words(10_000);
const classifier = load(artifact);
classifier.classify(words(10_000));
row(
  '50 x 100 x 500: message of 10,000 characters',
  timeOf(() => classifier.classify(message)),
  'ms',
  [10, 1],
);

const stall = await measureStall(large, message.slice(0, 4_000));
for (const [phase, { delay, own, processor }] of [
  ['a page of 50 intents', stall.whileListing],
  ['10 messages while training', stall.whileTraining],
  ['training ends, artifact loaded', stall.whileLoading],
  ['10 messages, trained', stall.whenTrained],
] as const) {
  row(`event-loop stall: ${phase}`, delay, 'ms', [50, 20]);
  row('  without the wait for a processor', own, 'ms', [50, 20]);
  row('  processor time between two turns', processor, 'ms', [50, 20]);
}
row('slowest of 10 messages while training', stall.slowestTraining, 'ms');
row('slowest of 10 messages, trained', stall.slowestTrained, 'ms');

print('');
print(missed === 0 ? 'every bar is reached' : `${missed} bars are missed`);
process.exitCode = missed === 0 ? 0 : 1;
