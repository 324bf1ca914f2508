import { IdField } from '@flowforge/service-kit/http/fields';
import { ListDto, ListQueryDto } from '@flowforge/service-kit/http/list.dto';
import { AssignmentDto } from '../assignment/assignment.dto.js';

/** What a list is narrowed to; all that are given must hold. */
export class AssignmentQueryDto extends ListQueryDto {
  @IdField({ description: 'Only those of this assistant.', optional: true })
  assistant_id?: string;

  @IdField({ description: 'Only those of this form.', optional: true })
  form_id?: string;

  @IdField({ description: 'Only those of this webhook.', optional: true })
  webhook_id?: string;
}

export class AssignmentListDto extends ListDto(AssignmentDto) {}
