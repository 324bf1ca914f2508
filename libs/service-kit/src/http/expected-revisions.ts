import { Problem } from './problem.js';

/** The revisions that the caller of a change accepts, as the `If-Match` header lists them; null for any revision. */
export type ExpectedRevisions = readonly number[] | null;

/** The `ETag` of a resource, from its revision. */
export function entityTag(revision: number): string {
  return `"${revision}"`;
}

/** Reads an `If-Match` header; undefined when none was sent. A weak tag, or what is no tag, matches no revision (RFC 9110 §13.1.1). */
export function readIfMatch(header: string | undefined): ExpectedRevisions {
  if (header === undefined || header.trim() === '*') return null;
  const tags: readonly string[] = header.match(/(?:W\/)?"[^"]*"/g) ?? [];
  return tags.flatMap((tag) => (/^"[1-9]\d{0,9}"$/.test(tag) ? [Number(tag.slice(1, -1))] : []));
}

/** @throws Problem 412 `precondition_failed` when the resource has another revision than the caller expects */
export function requireRevision(expected: ExpectedRevisions, revision: number): void {
  if (expected !== null && !expected.includes(revision)) throw preconditionFailed();
}

/** 412: the resource was changed after the caller read it. */
export function preconditionFailed(): Problem {
  return new Problem(
    412,
    'precondition_failed',
    'The resource was changed after you read it. Read it again.',
  );
}
