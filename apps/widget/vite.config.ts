import { defineConfig, type Plugin } from 'vite';

/** Writes every other character as an escape. A page without a charset would read the script in its own, and show wrong letters. */
const asciiOnly: Plugin = {
  name: 'flowforge:ascii-only',
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type !== 'chunk') continue;
      file.code = file.code.replace(
        /[^\x00-\x7f]/g,
        (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
    }
  },
};

/** One script for any page: everything in it, no module, no eval, no style of its own beside it. */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  plugins: [asciiOnly],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: ['chrome109', 'firefox115', 'safari16.4'],
    reportCompressedSize: false,
    lib: { entry: 'src/main.ts', formats: ['iife'], name: 'flowforgeWidget', fileName: () => 'widget.js' },
  },
});
