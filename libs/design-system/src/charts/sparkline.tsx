import { count } from '../format/number.js';
import styles from './charts.module.css';

interface SparklineProps {
  /** For each hour, oldest first: what went well and what failed. */
  bars: readonly { good: number; bad: number }[];
  /** “Deliveries of the last 24 hours”. */
  label: string;
}

const WIDTH = 96;
const HEIGHT = 24;

/** A small chart of bars without axes: good below, failed above in another colour. Its label has the totals. */
export function Sparkline({ bars, label }: SparklineProps) {
  const highest = Math.max(1, ...bars.map(({ good, bad }) => good + bad));
  const step = WIDTH / Math.max(1, bars.length);
  const total = (name: 'good' | 'bad') => bars.reduce((sum, bar) => sum + bar[name], 0);
  return (
    <svg
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`${label}: ${count(total('good'))} delivered, ${count(total('bad'))} failed`}
      className={styles.sparkline}
    >
      {bars.map(({ good, bad }, at) => {
        const goodHeight = heightOf(good, highest);
        const badHeight = heightOf(bad, highest);
        const x = at * step;
        return (
          <g key={at}>
            <rect x={x} y={HEIGHT - 1} width={step - 1} height={1} className={styles.base} />
            <rect
              x={x}
              y={HEIGHT - goodHeight}
              width={step - 1}
              height={goodHeight}
              className={styles.good}
            />
            <rect
              x={x}
              y={HEIGHT - goodHeight - badHeight}
              width={step - 1}
              height={badHeight}
              className={styles.bad}
            />
          </g>
        );
      })}
    </svg>
  );
}

/** At least 2 px for something, so that one failure among thousands is seen. */
function heightOf(value: number, highest: number): number {
  return value === 0 ? 0 : Math.max(2, (value / highest) * (HEIGHT - 2));
}
