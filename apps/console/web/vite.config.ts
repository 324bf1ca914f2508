import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { headAssets } from './build/head-assets.mjs';

/** Recent enough for `light-dark()`, `oklch()` and nesting, which are sent as they are written. */
const BROWSERS = ['chrome123', 'edge123', 'firefox123', 'safari17.5'];

/** `npx vite apps/console/web` forwards the API to this address: the front door of a local run. */
const api = process.env['FLOWFORGE_URL'] ?? 'http://127.0.0.1:3000';

/** `/local-sign-in` is a page and a request. */
const servePages = ({ method, url }: { method?: string; url?: string }) =>
  method === 'GET' && url?.startsWith('/local-sign-in') ? '/index.html' : undefined;

export default defineConfig({
  plugins: [react(), headAssets()],
  resolve: { conditions: ['@flowforge/source', 'module', 'browser', 'development|production'] },
  build: {
    target: BROWSERS,
    cssTarget: BROWSERS,
    // The content security policy allows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // A file that every page needs, in one request.
    cssCodeSplit: true,
    // Which chunk needs which: `npm run sizes` reads it.
    manifest: true,
    reportCompressedSize: false,
  },
  server: {
    // The front door takes writes from its own origin only.
    proxy: Object.fromEntries(
      ['/v1', '/local-sign-in', '^/docs/\\w+-(json|yaml)$', '/chat', '/widget.js', '/receiver'].map(
        (path) => [path, { target: api, changeOrigin: true, headers: { origin: api }, bypass: servePages }],
      ),
    ),
  },
});
