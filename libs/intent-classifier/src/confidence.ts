import { type Network, outputOf } from './network.js';
import type { Signals } from './signals.js';

/** A network over `confidenceInputs`, or a weight for each of `confidenceTerms`. */
export type ConfidenceModel = Network | readonly number[];

export interface ConfidenceConstants {
  /** For a message with a vector, and for one without: it is in another language than English. */
  withVector: { withNearest: Network; withoutNearest: readonly number[] };
  withoutVector: { withNearest: readonly number[]; withoutNearest: readonly number[] };
}

/** The signals as the inputs of a network. */
export function confidenceInputs(signals: Signals): number[] {
  return [
    clamp(signals.margin, -1.5, 1.5),
    clamp(signals.marginLead, -1, 1.5),
    clamp(signals.scope, -1.5, 1.5),
    signals.spellingMargin,
    signals.meaningMargin,
    signals.vectorMargin,
    signals.spellingMarginLead,
    signals.meaningMarginLead,
    signals.vectorMarginLead,
    signals.spellingScope,
    signals.meaningScope,
    signals.vectorScope,
    signals.nearest,
    signals.nearestLead,
    signals.meaning,
    signals.meaningLead,
    signals.vector,
    signals.vectorLead,
    signals.vectorMean,
    signals.vectorMeanLead,
    signals.generic,
    signals.genericMeaning,
    signals.genericVector,
    signals.coverage,
    signals.coverageOfRare,
    signals.mostUnexplained,
    signals.coverageLead,
    signals.knownSpelling,
    signals.knownMeaning,
    signals.knownWords,
    signals.knownVectors,
    signals.exampleNearest,
    signals.exampleLead,
    signals.logIntents,
    signals.logExamples,
    signals.logWords,
    signals.logContentWords,
  ];
}

/** The signals as the terms of a logistic function: themselves, their squares and some products. */
export function confidenceTerms(signals: Signals): number[] {
  const { nearest, meaning, vector, vectorMean, genericVector } = signals;
  const { knownMeaning, logIntents, logExamples, logWords } = signals;
  const { exampleNearest, exampleLead } = signals;
  const margin = clamp(signals.margin, -1.5, 1.5);
  const lead = clamp(signals.marginLead, -1, 1.5);
  const scope = clamp(signals.scope, -1.5, 1.5);
  return [
    ...[1, margin, lead, scope, logIntents, logExamples, logWords],
    ...[nearest, signals.nearestLead, signals.generic, meaning, signals.meaningLead, signals.genericMeaning],
    ...[signals.knownSpelling, signals.knownWords, knownMeaning],
    ...[margin * margin, lead * lead, scope * scope, nearest * nearest, meaning * meaning],
    ...[margin * scope, nearest * scope, meaning * nearest, knownMeaning * margin],
    ...[margin * logWords, nearest * logWords, signals.knownSpelling * logWords, knownMeaning * logWords],
    ...[margin * logIntents, lead * logIntents, scope * logIntents, meaning * logIntents],
    ...[margin * logExamples, nearest * logExamples],
    ...[vector, signals.vectorLead, vectorMean, signals.vectorMeanLead, genericVector, signals.knownVectors],
    ...[
      vector * vector,
      genericVector * genericVector,
      vector * margin,
      vector * scope,
      vector * genericVector,
    ],
    ...[vector * logWords, vector * logExamples, vectorMean * logExamples, signals.vectorLead * logIntents],
    // Where the examples of an assistant differ much from each other, a right message is less similar to them, too.
    ...[exampleNearest, exampleNearest * margin, exampleNearest * vectorMean, exampleNearest * vector],
    ...[exampleLead, exampleLead * margin, exampleLead * lead, exampleLead * signals.nearestLead],
    ...[exampleLead * signals.vectorMeanLead, exampleNearest * logIntents, exampleLead * logIntents],
  ];
}

/** How likely the intent is the right one, 0 to 1. */
export function confidenceOf(signals: Signals, model: ConfidenceModel): number {
  const sum =
    'hidden' in model
      ? outputOf(model, confidenceInputs(signals))
      : confidenceTerms(signals).reduce((total, term, at) => total + term * (model[at] ?? 0), 0);
  return 1 / (1 + Math.exp(-sum));
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
