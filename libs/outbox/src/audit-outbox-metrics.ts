import { Gauge, type Registry } from 'prom-client';

/** Prometheus metrics of the way to the audit log. */
export class AuditOutboxMetrics {
  readonly unsent: Gauge;
  readonly oldestAge: Gauge;

  constructor(registry: Registry) {
    const registers = [registry];
    this.unsent = new Gauge({
      name: 'audit_entries_unsent',
      help: 'Entries of the audit log that the registry has not stored yet; counted up to 10,000.',
      registers,
    });
    this.oldestAge = new Gauge({
      name: 'audit_entries_oldest_age_seconds',
      help: 'Age of the oldest entry of the audit log that the registry has not stored yet; 0 if there is none.',
      registers,
    });
  }
}
