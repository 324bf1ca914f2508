import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IntentExamples } from '@flowforge/intent-classifier/artifact';

/** A text and the intent it shows. */
export type LabelledText = readonly [text: string, intent: string];

export interface Clinc {
  train: LabelledText[];
  valid: LabelledText[];
  test: LabelledText[];
  oos_train: string[];
  oos_valid: string[];
  oos_test: string[];
}

/** A small tenant with messages about its intents, about intents like them, and about something else. */
export interface SmallTenant {
  intents: { name: string; examples: string[] }[];
  test: LabelledText[];
  oosFar: string[];
  oosNear: string[];
}

export interface FewShot {
  train_5: LabelledText[];
  train_10: LabelledText[];
}

/** The folder given as `--data DIR`. */
export function dataFolder(): string {
  const at = process.argv.indexOf('--data');
  const folder = at < 0 ? undefined : process.argv[at + 1];
  if (folder === undefined) throw new Error('name the folder of the intent data: --data DIR');
  return folder;
}

export function readData<Data>(folder: string, file: string): Data {
  return JSON.parse(readFileSync(join(folder, file), 'utf8')) as Data;
}

export function textsByIntent(rows: readonly LabelledText[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [text, intent] of rows) {
    const texts = groups.get(intent);
    if (texts === undefined) groups.set(intent, [text]);
    else texts.push(text);
  }
  return groups;
}

export function asIntents(rows: readonly LabelledText[]): IntentExamples[] {
  return [...textsByIntent(rows)].map(([id, utterances]) => ({ id, utterances }));
}
