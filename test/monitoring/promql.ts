import { parser } from '@prometheus-io/lezer-promql';

/** A selector of time series in an expression, such as `up{job="flowforge"}`. */
export interface Selector {
  metric: string;
  /** The value of each matched label, without its operator. */
  labels: Map<string, string>;
}

/** The selectors of an expression. @throws when it is not PromQL */
export function selectorsIn(expression: string): Selector[] {
  const selectors: Selector[] = [];
  let label = '';
  parser.parse(expression).iterate({
    enter: ({ type, from, to, node }) => {
      const text = expression.slice(from, to);
      const last = selectors.at(-1);
      if (type.isError)
        throw new Error(`not PromQL at "${expression.slice(from, from + 20)}" of ${expression}`);
      if (type.name === 'VectorSelector') selectors.push({ metric: '', labels: new Map() });
      if (last === undefined) return;
      if (type.name === 'Identifier' && node.parent?.name === 'VectorSelector') last.metric = text;
      if (type.name === 'LabelName' && node.parent?.name === 'UnquotedLabelMatcher') label = text;
      if (type.name === 'StringLiteral' && node.parent?.name === 'UnquotedLabelMatcher')
        last.labels.set(label, text.slice(1, -1));
    },
  });
  return selectors;
}
