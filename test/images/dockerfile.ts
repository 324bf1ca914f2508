/** One instruction of a Dockerfile: its name in upper case, and the rest with its continued lines joined. */
export interface Instruction {
  name: string;
  text: string;
}

/** Reads a Dockerfile. Comments are left out. */
export function readDockerfile(content: string): Instruction[] {
  const lines = content.split('\n').filter((line) => !/^\s*#/.test(line) && line.trim() !== '');
  return lines
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => {
      const [, name = '', text = ''] = /^\s*(\S+)\s*(.*)$/.exec(line) ?? [];
      return { name: name.toUpperCase(), text };
    });
}

const LABELS = ['title', 'version', 'revision', 'source', 'licenses'];

/** What the images need of their Dockerfile; each error is one sentence. */
export function dockerfileErrors(content: string): string[] {
  const all = readDockerfile(content);
  const start = all.findLastIndex(({ name }) => name === 'FROM');
  const final = all.slice(start);
  const texts = (name: string): string[] => final.filter((one) => one.name === name).map(({ text }) => text);
  const bases = all
    .filter(({ name }) => name === 'FROM')
    .map(({ text }) => text.replace(/^--platform=\S+ /, '').split(' ')[0] ?? '');
  const stages = all.flatMap(({ name, text }) =>
    name === 'FROM' ? (/ AS (\S+)$/.exec(text)?.[1] ?? []) : [],
  );
  const [defaultBase = ''] = all
    .filter(({ name, text }) => name === 'ARG' && text.startsWith('NODE_IMAGE='))
    .map(({ text }) => text.slice('NODE_IMAGE='.length));
  return [
    ...bases
      .filter((base) => base !== '${NODE_IMAGE}' && !stages.includes(base))
      .map((base) => `the base ${base} is not NODE_IMAGE`),
    ...(/\/node:24[.\w]*-[a-z]+-slim$/.test(defaultBase)
      ? []
      : ['NODE_IMAGE is no slim image of Node 24 with a tag']),
    ...(/^[1-9]\d*:[1-9]\d*$/.test(texts('USER').at(-1) ?? '')
      ? []
      : ['the last USER is no number other than root']),
    ...(texts('RUN').length === 0 ? [] : ['the last stage runs a command, which adds a layer']),
    ...(texts('COPY').every((text) => text.startsWith('--from='))
      ? []
      : ['the last stage copies from the checkout']),
    ...(texts('ADD').length === 0 ? [] : ['ADD may download; use COPY']),
    ...(texts('ENTRYPOINT').at(-1) === '[]'
      ? []
      : ['the entry point of the base, a shell script, stays in place']),
    ...(/^\["node", /.test(texts('CMD').at(-1) ?? '') ? [] : ['CMD does not start node without a shell']),
    ...LABELS.filter(
      (label) => !texts('LABEL').some((text) => text.includes(`org.opencontainers.image.${label}=`)),
    ).map((label) => `the label ${label} is missing`),
    ...(texts('ENV').some((text) => text.includes('NODE_ENV=production'))
      ? []
      : ['NODE_ENV is not production']),
    ...all
      .filter(({ text }) => /npm ci/.test(text) && /--workspace/.test(text))
      .filter(
        ({ text }) =>
          !['--omit=dev', '--omit=optional', '--ignore-scripts'].every((flag) => text.includes(flag)),
      )
      .map(() => 'the packages of the image are more than those of production'),
  ];
}
