import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const FILES = [
  // Runs before the first paint, so that the page does not flash in the other theme.
  { file: 'theme.js', tag: (src) => ({ tag: 'script', attrs: { src } }) },
  // Draws the frame before the app's script is there.
  { file: 'boot.js', tag: (src) => ({ tag: 'script', attrs: { src } }) },
  { file: 'boot.css', tag: (href) => ({ tag: 'link', attrs: { rel: 'stylesheet', href } }) },
  // react-aria-components writes this rule into a style element unless it finds the id; the content security policy refuses that.
  {
    file: 'first.css',
    tag: (href) => ({ tag: 'link', attrs: { rel: 'stylesheet', id: 'react-aria-pressable-style', href } }),
  },
];

/** A Vite plugin: puts the files of `head/` into the page's head as hashed files of their own, outside of the bundles. */
export function headAssets() {
  const assets = FILES.map(({ file, tag }) => {
    const source = readFileSync(new URL(`../head/${file}`, import.meta.url), 'utf8');
    const hash = createHash('sha256').update(source).digest('base64url').slice(0, 8);
    const dot = file.lastIndexOf('.');
    return { tag, source, fileName: `assets/${file.slice(0, dot)}-${hash}${file.slice(dot)}` };
  });
  return {
    name: 'flowforge:head-assets',
    buildStart() {
      if (this.meta.watchMode) return;
      for (const { fileName, source } of assets) this.emitFile({ type: 'asset', fileName, source });
    },
    configureServer(server) {
      for (const { fileName, source } of assets) {
        server.middlewares.use(`/${fileName}`, (_request, response) => {
          response.setHeader('content-type', fileName.endsWith('.css') ? 'text/css' : 'text/javascript');
          response.end(source);
        });
      }
    },
    transformIndexHtml: () =>
      assets.map(({ tag, fileName }) => ({ ...tag(`/${fileName}`), injectTo: 'head-prepend' })),
  };
}
