import { Gauge, type Registry } from 'prom-client';
import { VERSION } from '../version.js';
import type { Health } from './health.js';

/** Shows the lines of `/readyz` as metrics. */
export class HealthMetrics {
  constructor(registry: Registry, health: Health) {
    const registers = [registry];
    new Gauge({
      name: 'service_ready',
      help: '1 while /readyz answers 200, else 0. A process that drains is not ready.',
      registers,
      collect(): void {
        this.set(health.ready ? 1 : 0);
      },
    });
    new Gauge({
      name: 'health_check_passing',
      help: '1 while a check of /readyz passes, else 0. Three failures in a row, one each second, make a check fail.',
      labelNames: ['check'],
      registers,
      collect(): void {
        for (const { name, ok } of health.checkStates()) this.set({ check: name }, ok ? 1 : 0);
      },
    });
    new Gauge({
      name: 'service_info',
      help: 'Always 1; the label has the version of the release.',
      labelNames: ['version'],
      registers,
    }).set({ version: VERSION }, 1);
  }
}
