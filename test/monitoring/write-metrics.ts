// `npm run docs:metrics`: writes docs/metrics.md from the metrics of the services.
import { writeFileSync } from 'node:fs';
import { metricsPage } from './metrics-page.js';

writeFileSync(new URL('../../../docs/metrics.md', import.meta.url), await metricsPage());
