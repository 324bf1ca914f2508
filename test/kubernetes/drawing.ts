/** The parts of the system in the first drawing of ARCHITECTURE.md; its other nodes are people and endpoints. */
const NODES = new Set(['console', 'conversations', 'registry', 'delivery', 'endpoint']);

/** One statement of a Mermaid flowchart: `from["text"] -- "label" --> to["text"]`, also with `<--`, without a label, and to several nodes. */
const ARROW = /^(\w+)(?:[[(].*?[\])]+)?\s+(<)?--(?:\s+"([^"]*)"\s+--)?>\s+(\w+(?: & \w+)*)/;

/** The arrows between parts, sorted, such as `delivery -> registry: NATS requests`. Arrows of people are left out. */
export function drawnArrows(text: string): string[] {
  const [, chart = ''] = /```mermaid\s+flowchart([\s\S]*?)```/.exec(text) ?? [];
  return chart
    .split('\n')
    .flatMap((line) => {
      const [, from = '', back, label, targets = ''] = ARROW.exec(line.trim()) ?? [];
      return targets
        .split(' & ')
        .filter((to) => NODES.has(from) && NODES.has(to))
        .map(
          (to) =>
            `${from} ${back === undefined ? '->' : '<->'} ${to}${label === undefined ? '' : `: ${label}`}`,
        );
    })
    .sort();
}
