import {
  recordAuditEntries,
  type RecordAuditEntriesReply,
} from '@flowforge/contracts/requests/record-audit-entries';
import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload, Transport } from '@nestjs/microservices';
import { RecordAuditEntriesService } from './record-audit-entries.service.js';

/** Receives what was done in the other services. */
@Controller()
export class RecordAuditEntriesController {
  constructor(@Inject(RecordAuditEntriesService) private readonly service: RecordAuditEntriesService) {}

  @MessagePattern(recordAuditEntries.subject, Transport.NATS)
  async record(@Payload() payload: unknown): Promise<RecordAuditEntriesReply> {
    return { stored: await this.service.record(recordAuditEntries.parseRequest(payload).entries) };
  }
}
