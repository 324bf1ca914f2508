/** Five digits or capital letters. Those of Postgres have a digit; codes of Node that are as short, such as `EPIPE`, have none. */
const SQLSTATE = /^(?=.*\d)[0-9A-Z]{5}$/;

/** The SQLSTATE of an error of Postgres (PostgreSQL 18, appendix A); undefined for every other error, such as one of the connection. */
export function sqlStateOf(error: unknown): string | undefined {
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' && SQLSTATE.test(code) ? code : undefined;
}

/** Whether Postgres refused a statement because a row with the same key exists. */
export function isUniqueViolation(error: unknown): boolean {
  return sqlStateOf(error) === '23505';
}

/** Whether a statement gave up because it did not get a lock within its `lock_timeout`. */
export function isLockTimeout(error: unknown): boolean {
  return sqlStateOf(error) === '55P03';
}

/** 26000: Postgres has dropped it, as `DISCARD ALL` does. 42P05: its name exists. 0A000: its result has other types after a migration. */
const UNUSABLE_STATEMENT = ['26000', '42P05', '0A000'];

/** Whether a prepared statement failed because of what its connection holds. It would fail there again, and works on a new connection. */
export function isUnusableStatement(error: unknown): boolean {
  return UNUSABLE_STATEMENT.includes(sqlStateOf(error) ?? '');
}
