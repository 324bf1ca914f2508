import { useState } from 'react';
import { Button } from '../button/button.js';
import { count } from '../format/number.js';
import { Table } from '../table/table.js';
import { axisTop, barHeights } from './scale.js';
import styles from './charts.module.css';

/** One part of every bar. */
export interface Series {
  id: string;
  name: string;
  tone: 'success' | 'danger' | 'warning' | 'info' | 'neutral';
}

/** One bar: its name below the axis, and the value of each series. */
export interface Bar {
  id: string;
  /** “14:00”. */
  name: string;
  values: Readonly<Record<string, number>>;
}

interface StackedBarsProps {
  label: string;
  series: readonly Series[];
  bars: readonly Bar[];
}

const HEIGHT = 160;
const WIDTH = 720;

/** Bars over time, each made of parts. “Show as table” gives the same numbers as text. */
export function StackedBars({ label, series, bars }: StackedBarsProps) {
  const [isTable, setTable] = useState(false);
  const top = axisTop(Math.max(0, ...bars.map(({ values }) => sum(series, values))));
  const step = WIDTH / Math.max(1, bars.length);
  return (
    <figure className={styles.chart}>
      <figcaption className={styles.legend}>
        {series.map(({ id, name, tone }) => (
          <span key={id} className={styles.key}>
            <i className={`${styles.swatch} ${styles[tone]}`} aria-hidden="true" />
            {name}
          </span>
        ))}
        <span className={styles.toggle}>
          <Button size="small" variant="quiet" onPress={() => setTable(!isTable)}>
            {isTable ? 'Show as chart' : 'Show as table'}
          </Button>
        </span>
      </figcaption>
      {isTable ? (
        <Table
          label={label}
          keyOf={({ id }) => id}
          rows={bars}
          columns={[
            { id: 'name', heading: 'Time', cell: ({ name }) => name },
            ...series.map(({ id, name }) => ({
              id,
              heading: name,
              isNumber: true,
              cell: ({ values }: Bar) => count(values[id] ?? 0),
            })),
          ]}
        />
      ) : (
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT + 20}`} role="img" aria-label={label} className={styles.bars}>
          {[0, 0.5, 1].map((at) => (
            <g key={at}>
              <line
                x1={0}
                x2={WIDTH}
                y1={HEIGHT - at * (HEIGHT - 12)}
                y2={HEIGHT - at * (HEIGHT - 12)}
                className={styles.grid}
              />
              {at > 0 && (
                <text x={0} y={HEIGHT - at * (HEIGHT - 12) - 4} className={styles.tick}>
                  {count(top * at)}
                </text>
              )}
            </g>
          ))}
          {bars.map((bar, at) => {
            const heights = barHeights(
              series.map(({ id }) => bar.values[id] ?? 0),
              top,
              HEIGHT - 12,
            );
            return (
              <g key={bar.id} className={styles.bar}>
                <title>{`${bar.name}: ${series.map(({ id, name }) => `${name} ${count(bar.values[id] ?? 0)}`).join(', ')}`}</title>
                <rect x={at * step} y={0} width={step} height={HEIGHT} className={styles.hit} />
                {heights.map(({ start, height }, part) => (
                  <rect
                    key={series[part]?.id}
                    x={at * step + step * 0.14}
                    y={HEIGHT - start - height}
                    width={step * 0.72}
                    height={height}
                    className={styles[series[part]?.tone ?? 'neutral']}
                  />
                ))}
                {at % Math.ceil(bars.length / 6) === 0 && (
                  <text x={at * step + step / 2} y={HEIGHT + 15} textAnchor="middle" className={styles.tick}>
                    {bar.name}
                  </text>
                )}
              </g>
            );
          })}
        </svg>
      )}
    </figure>
  );
}

function sum(series: readonly Series[], values: Bar['values']): number {
  return series.reduce((total, { id }) => total + (values[id] ?? 0), 0);
}
