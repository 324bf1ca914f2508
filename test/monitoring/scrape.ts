/** One time series with its value. */
export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** What a process shows at `/metrics`. */
export interface Scrape {
  /** Sorted by name. */
  metrics: { name: string; type: string; help: string }[];
  samples: Sample[];
}

/** Reads the metrics of a process, by the address of its ops port. */
export async function scrape(opsUrl: string): Promise<Scrape> {
  const response = await fetch(`${opsUrl}/metrics`);
  if (!response.ok) throw new Error(`/metrics answers ${response.status}`);
  return parseMetrics(await response.text());
}

function parseMetrics(text: string): Scrape {
  const helps = new Map<string, string>();
  const metrics: Scrape['metrics'] = [];
  const samples: Sample[] = [];
  for (const line of text.split('\n')) {
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    if (kind === 'HELP') helps.set(name, rest);
    if (kind === 'TYPE') metrics.push({ name, type: rest, help: helps.get(name) ?? '' });
    const [, series = '', labels = '', value] = /^([a-zA-Z_]\w*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (value !== undefined) samples.push({ name: series, labels: labelsIn(labels), value: Number(value) });
  }
  return { metrics: metrics.sort((one, other) => (one.name < other.name ? -1 : 1)), samples };
}

function labelsIn(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, name = '', value = '']) => [name, value]),
  );
}
