import { conflict, type Problem } from '@flowforge/service-kit/http/problem';

/** 409: without this owner nobody could manage the workspace. */
export function lastOwner(): Problem {
  return conflict(
    'last_owner',
    'This is the only owner of the workspace. Make another member an owner first.',
  );
}
