import { defineConfig } from 'vite';

/** One script for any page: everything in it, no module, no eval, no style of its own beside it. */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: ['chrome109', 'firefox115', 'safari16.4'],
    reportCompressedSize: false,
    lib: { entry: 'src/main.ts', formats: ['iife'], name: 'flowforgeWidget', fileName: () => 'widget.js' },
  },
});
