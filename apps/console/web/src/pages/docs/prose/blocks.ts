/** A part of a description: a paragraph, or the items of a list. */
export type Block = { kind: 'paragraph'; text: string } | { kind: 'list'; items: string[] };

/** Splits a description at blank lines, and takes lines that begin with `- ` as a list. */
export function blocksOf(description: string): Block[] {
  const blocks: Block[] = [];
  for (const line of description.split('\n')) {
    const last = blocks.at(-1);
    if (line.startsWith('- ')) {
      if (last?.kind === 'list') last.items.push(line.slice(2));
      else blocks.push({ kind: 'list', items: [line.slice(2)] });
    } else if (line.trim() !== '') blocks.push({ kind: 'paragraph', text: line });
  }
  return blocks;
}

/** Splits a text at its backticks: every second part is code. */
export function codeParts(text: string): { text: string; isCode: boolean }[] {
  return text
    .split('`')
    .map((part, at) => ({ text: part, isCode: at % 2 === 1 }))
    .filter((part) => part.text !== '');
}
