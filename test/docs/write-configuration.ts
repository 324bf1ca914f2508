// `npm run docs:configuration`: writes docs/configuration.md from the services' config.ts.
import { mkdirSync, writeFileSync } from 'node:fs';
import { configurationPage } from './configuration-page.js';

const folder = new URL('../../../docs/', import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL('configuration.md', folder), await configurationPage());
