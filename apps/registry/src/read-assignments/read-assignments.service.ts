import type { Page } from '@flowforge/postgres/page';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { pageOf } from '@flowforge/service-kit/http/list.dto';
import { notFound } from '@flowforge/service-kit/http/problem';
import { Inject, Injectable } from '@nestjs/common';
import { type AssignmentDto, showAssignment } from '../assignment/assignment.dto.js';
import { AssignmentStore } from '../assignment/assignment.store.js';
import type { AssignmentQueryDto } from './read-assignments.dto.js';

@Injectable()
export class ReadAssignmentsService {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(AssignmentStore) private readonly assignments: AssignmentStore,
  ) {}

  /** @throws Problem 404 */
  async read(workspaceId: string, id: string): Promise<AssignmentDto> {
    return this.database.transaction(workspaceId, async (tx) => {
      const assignment = await this.assignments.find(tx, id);
      if (!assignment) throw notFound('assignment');
      return showAssignment(assignment);
    });
  }

  async list(workspaceId: string, query: AssignmentQueryDto): Promise<Page<AssignmentDto>> {
    const filter = { webhookId: query.webhook_id, assistantId: query.assistant_id, formId: query.form_id };
    const page = pageOf(query);
    return this.database.transaction(workspaceId, async (tx) => {
      const { items, next_cursor } = await this.assignments.list(tx, filter, page);
      return { items: items.map(showAssignment), next_cursor };
    });
  }
}
