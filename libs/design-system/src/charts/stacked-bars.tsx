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

/** Units of the drawing, which is stretched to the width of its place. Its texts are not part of it, so they keep their size. */
const HEIGHT = 100;
const WIDTH = 1_000;
/** About so many names stand below the axis. */
const NAMES = 6;
/** Shares of the height at which a line is drawn. */
const GRID = [0, 0.5, 1];

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
        <div className={styles.plot}>
          {GRID.map((at) => (
            <div key={at} className={styles.grid} style={{ bottom: `${at * 100}%` }} aria-hidden="true">
              {at > 0 && <span>{count(top * at)}</span>}
            </div>
          ))}
          <svg
            viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
            preserveAspectRatio="none"
            role="img"
            aria-label={label}
            className={styles.bars}
          >
            {bars.map((bar, at) => (
              <g key={bar.id} className={styles.bar}>
                <title>{`${bar.name}: ${series.map(({ id, name }) => `${name} ${count(bar.values[id] ?? 0)}`).join(', ')}`}</title>
                <rect x={at * step} y={0} width={step} height={HEIGHT} className={styles.hit} />
                {barHeights(
                  series.map(({ id }) => bar.values[id] ?? 0),
                  top,
                  HEIGHT,
                ).map(({ start, height }, part) => (
                  <rect
                    key={series[part]?.id}
                    x={at * step + step * 0.14}
                    y={HEIGHT - start - height}
                    width={step * 0.72}
                    height={height}
                    className={styles[series[part]?.tone ?? 'neutral']}
                  />
                ))}
              </g>
            ))}
          </svg>
          {bars.map(
            ({ id, name }, at) =>
              at % Math.ceil(bars.length / NAMES) === 0 && (
                <span
                  key={id}
                  className={styles.name}
                  style={{ left: `${((at + 0.5) / bars.length) * 100}%` }}
                  aria-hidden="true"
                >
                  {name}
                </span>
              ),
          )}
        </div>
      )}
    </figure>
  );
}

function sum(series: readonly Series[], values: Bar['values']): number {
  return series.reduce((total, { id }) => total + (values[id] ?? 0), 0);
}
