import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

export interface EnsureRolesOptions {
  /**
   * Whether only Flowforge uses the database. Then the privileges of PUBLIC in it are revoked. Default false, for a database that
   * other programs may use.
   */
  exclusive?: boolean;
}

/**
 * The administrator's role lacks privileges that are needed to create roles and schemas. The message names the missing grants.
 */
export class MissingPrivilegeError extends Error {}

/** Advisory lock: one process at a time creates the roles of a database. An arbitrary number. */
const LOCK = 7_103_911;
/**
 * Errors that another process on another database of the same cluster can cause. Roles belong to the cluster, but the advisory
 * lock belongs to the database. unique_violation, duplicate_object, "tuple concurrently updated", serialization_failure,
 * deadlock_detected.
 */
const TRANSIENT_CODES = new Set(['23505', '42710', 'XX000', '40001', '40P01']);
const MAX_ATTEMPTS = 20;

/**
 * Creates for each service a login role `flowforge_<service>` and a schema `<service>` that this role owns; an existing role
 * gets the new password. Returns the connection URL of each service.
 *
 * @param adminUrl address of the database, with an administrator's role
 * @throws MissingPrivilegeError when that role may not create roles or schemas
 */
export async function ensureRoles<Role extends string>(
  adminUrl: string,
  passwords: Record<Role, string>,
  options: EnsureRolesOptions = {},
): Promise<Record<Role, string>> {
  const services = keysOf(passwords);
  const client = new pg.Client({
    connectionString: adminUrl,
    connectionTimeoutMillis: 10_000,
    query_timeout: 30_000,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await inTransaction(client, () => setUp(client, passwords, options));
        break;
      } catch (error) {
        if (attempt >= MAX_ATTEMPTS || !isTransient(error)) throw error;
        await sleep(20 + Math.random() * 80);
      }
    }
  } finally {
    await client.end();
  }
  return mapKeys(services, (service) => serviceUrl(adminUrl, service, passwords[service]));
}

async function setUp<Role extends string>(
  client: pg.Client,
  passwords: Record<Role, string>,
  options: EnsureRolesOptions,
): Promise<void> {
  await client.query(`SET LOCAL lock_timeout = '20s'`);
  await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
  const admin = await readAdmin(client);
  if (!admin.mayCreateRoles || !admin.mayCreateSchemas) throw new MissingPrivilegeError(missingGrants(admin));
  if (options.exclusive === true) await revokePublic(client, admin.database);
  for (const service of keysOf(passwords)) await ensureRole(client, admin, service, passwords[service]);
}

async function inTransaction(client: pg.Client, work: () => Promise<void>): Promise<void> {
  await client.query('BEGIN');
  try {
    await work();
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

function isTransient(error: unknown): boolean {
  return error instanceof pg.DatabaseError && TRANSIENT_CODES.has(error.code ?? '');
}

interface Admin {
  role: string;
  database: string;
  isSuperuser: boolean;
  mayCreateRoles: boolean;
  mayCreateSchemas: boolean;
}

async function readAdmin(client: pg.Client): Promise<Admin> {
  const { rows } = await client.query<Admin>(
    `SELECT rolname AS role, current_database() AS database, rolsuper AS "isSuperuser",
            rolsuper OR rolcreaterole AS "mayCreateRoles",
            has_database_privilege(current_database(), 'CREATE') AS "mayCreateSchemas"
       FROM pg_roles WHERE rolname = current_user`,
  );
  const [admin] = rows;
  if (admin === undefined) throw new Error('the server does not list the role of this connection');
  return admin;
}

/** The error text with the SQL statements that grant the missing privileges, and only those. */
export function missingGrants(admin: {
  role: string;
  database: string;
  mayCreateRoles: boolean;
  mayCreateSchemas: boolean;
}): string {
  const role = pg.escapeIdentifier(admin.role);
  const statements = [
    ...(admin.mayCreateRoles ? [] : [`ALTER ROLE ${role} CREATEROLE;`]),
    ...(admin.mayCreateSchemas
      ? []
      : [`GRANT CREATE ON DATABASE ${pg.escapeIdentifier(admin.database)} TO ${role};`]),
  ];
  return (
    `The role ${admin.role} of DATABASE_URL may not create the roles and schemas of the services. ` +
    `Run this as a superuser of that server, then start again:\n  ${statements.join('\n  ')}`
  );
}

async function ensureRole(client: pg.Client, admin: Admin, service: string, password: string): Promise<void> {
  if (!/^[a-z][a-z_]{0,40}$/.test(service)) throw new Error(`not a valid service name: ${service}`);
  const role = pg.escapeIdentifier(roleOf(service));
  const schema = pg.escapeIdentifier(service);
  const database = pg.escapeIdentifier(admin.database);
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [roleOf(service)]);
  await client.query(
    `${rowCount === 0 ? 'CREATE' : 'ALTER'} ROLE ${role} LOGIN PASSWORD ${pg.escapeLiteral(password)}`,
  );
  // Without superuser rights, a role can create a schema for another role only as a member of it.
  if (!admin.isSuperuser) await client.query(`GRANT ${role} TO ${pg.escapeIdentifier(admin.role)}`);
  await client.query(`GRANT CONNECT, TEMPORARY ON DATABASE ${database} TO ${role}`);
  await client.query(`CREATE SCHEMA IF NOT EXISTS ${schema} AUTHORIZATION ${role}`);
  const { rows } = await client.query<{ owner: string }>(
    'SELECT nspowner::regrole::text AS owner FROM pg_namespace WHERE nspname = $1',
    [service],
  );
  if (rows[0]?.owner !== roleOf(service)) {
    throw new Error(
      `The schema ${service} of this database belongs to the role ${rows[0]?.owner}, but must belong to ${roleOf(service)}. ` +
        'Drop it or change its owner, then start again.',
    );
  }
  await client.query(`ALTER ROLE ${role} IN DATABASE ${database} SET search_path = ${schema}`);
}

async function revokePublic(client: pg.Client, database: string): Promise<void> {
  await client.query(`REVOKE ALL ON DATABASE ${pg.escapeIdentifier(database)} FROM PUBLIC`);
  await client.query('REVOKE ALL ON SCHEMA public FROM PUBLIC');
}

function roleOf(service: string): string {
  return `flowforge_${service}`;
}

function serviceUrl(adminUrl: string, service: string, password: string): string {
  const url = new URL(adminUrl);
  url.username = roleOf(service);
  url.password = encodeURIComponent(password);
  return url.toString();
}

function keysOf<Key extends string>(record: Record<Key, unknown>): Key[] {
  const keys: Key[] = [];
  for (const key in record) keys.push(key);
  return keys;
}

function mapKeys<Key extends string, Value>(keys: Key[], valueOf: (key: Key) => Value): Record<Key, Value>;
function mapKeys(keys: string[], valueOf: (key: string) => unknown): Record<string, unknown> {
  return Object.fromEntries(keys.map((key) => [key, valueOf(key)]));
}
