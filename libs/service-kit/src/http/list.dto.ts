import { decodeCursor, type Cursor, type Page } from '@flowforge/postgres/page';
import { Transform } from 'class-transformer';
import { numberFromDigits } from './digits.js';
import { IntegerField, TextField } from './fields.js';
import { ObjectListField } from './list-fields.js';
import { Problem } from './problem.js';

const LIMIT_MAX = 200;

/** Converts digits to a number, at most the cap. Any other value is left unchanged, and validation refuses it. */
function readLimit(value: unknown): unknown {
  const limit = numberFromDigits(value);
  return typeof limit === 'number' ? Math.min(limit, LIMIT_MAX) : limit;
}

/** The query of every list. */
export class ListQueryDto {
  @Transform(({ value }: { value: unknown }) => readLimit(value))
  @IntegerField({
    description:
      'Entries per page, at least 1, written in digits only. Default 50. A number above 200 counts as 200. A page of large entries ends earlier, at about 4 MiB; `next_cursor` continues after it.',
    example: 50,
    optional: true,
    min: 1,
  })
  limit?: number;

  @TextField({
    description: '`next_cursor` of the previous page, unchanged. Omit it for the first page.',
    example: 'MDE5OWM3YTEtNWQ2Yy03ZDRlLThmM2EtMmIxYzBkOWU4Zjdh',
    optional: true,
    max: 4_000,
  })
  cursor?: string;
}

/**
 * The class of a list's answer: `class WebhookListDto extends ListDto(WebhookDto) {}`. Each list has a class of its own, whose
 * name becomes the schema's name in the OpenAPI document.
 */
export function ListDto<Item extends object>(
  item: new () => Item,
  order: 'newest first' | 'oldest first' = 'newest first',
): new () => Page<Item> {
  class ListPage implements Page<Item> {
    @ObjectListField({ description: `The entries of this page, ${order}.`, of: () => item, maxItems: 200 })
    items: Item[];

    @TextField({
      description: 'Send it as `cursor` to read the next page. Null on the last page.',
      example: null,
      nullable: true,
      max: 4_000,
    })
    next_cursor: string | null;
  }
  return ListPage;
}

/** Entries per page when the request has no `limit`. */
export const DEFAULT_LIMIT = 50;

/**
 * The limit and the decoded cursor of a list request.
 *
 * @throws Problem 400 `invalid_cursor` for a text that is not a cursor of this API
 */
export function pageOf(query: ListQueryDto): { limit: number; cursor: Cursor | null } {
  const limit = query.limit ?? DEFAULT_LIMIT;
  if (query.cursor === undefined) return { limit, cursor: null };
  const cursor = decodeCursor(query.cursor);
  if (!cursor) throw invalidCursor();
  return { limit, cursor };
}

/** 400: not a cursor of this API, or one of another workspace, list or filter. */
export function invalidCursor(): Problem {
  return new Problem(
    400,
    'invalid_cursor',
    'Send `next_cursor` of the previous page unchanged, with the same filters, or send no cursor.',
    [{ field: 'cursor', message: 'is not a cursor of this list' }],
  );
}
