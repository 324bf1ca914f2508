import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

export interface EnsureRolesOptions {
  /**
   * The database is Flowforge's alone: what PUBLIC may do in it is revoked. Leave it out for a database
   * that others may share.
   */
  exclusive?: boolean;
}

/** The given role of a database of somebody's own may not do what setting up needs. */
export class MissingPrivilegeError extends Error {}

/** Two starts on one database take turns; the number means nothing but this. */
const LOCK = 7_103_911;
/**
 * What a start on another database of the same cluster causes, for roles are the cluster's and locks are not:
 * unique_violation, duplicate_object, "tuple concurrently updated", serialization_failure, deadlock_detected.
 */
const PASSING = new Set(['23505', '42710', 'XX000', '40001', '40P01']);
const MOST_TRIES = 20;

/**
 * Makes or refreshes, as administrator of one database, a login role `flowforge_<service>` and a schema
 * `<service>` that it owns, for each service. Answers each service's own connection URL. Throws
 * MissingPrivilegeError, which says what to grant, if the administrator's role may not.
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
        if (attempt >= MOST_TRIES || !isPassing(error)) throw error;
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
  if (!admin.mayCreateRoles || !admin.mayCreateSchemas) throw new MissingPrivilegeError(grantsFor(admin));
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

function isPassing(error: unknown): boolean {
  return error instanceof pg.DatabaseError && PASSING.has(error.code ?? '');
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
  if (admin === undefined) throw new Error('the role of the connection is unknown to its own server');
  return admin;
}

/** What its owner has to run, for exactly what is missing. */
export function grantsFor(admin: {
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
    `The role ${admin.role} of DATABASE_URL may not make the services' roles and schemas. ` +
    `Run as a superuser of that server:\n  ${statements.join('\n  ')}`
  );
}

async function ensureRole(client: pg.Client, admin: Admin, service: string, password: string): Promise<void> {
  if (!/^[a-z][a-z_]{0,40}$/.test(service)) throw new Error(`not a service's name: ${service}`);
  const role = pg.escapeIdentifier(roleOf(service));
  const schema = pg.escapeIdentifier(service);
  const database = pg.escapeIdentifier(admin.database);
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [roleOf(service)]);
  await client.query(
    `${rowCount === 0 ? 'CREATE' : 'ALTER'} ROLE ${role} LOGIN PASSWORD ${pg.escapeLiteral(password)}`,
  );
  // Who is no superuser may only give away what he could own himself.
  if (!admin.isSuperuser) await client.query(`GRANT ${role} TO ${pg.escapeIdentifier(admin.role)}`);
  await client.query(`GRANT CONNECT, TEMPORARY ON DATABASE ${database} TO ${role}`);
  await client.query(`CREATE SCHEMA IF NOT EXISTS ${schema} AUTHORIZATION ${role}`);
  const { rows } = await client.query<{ owner: string }>(
    'SELECT nspowner::regrole::text AS owner FROM pg_namespace WHERE nspname = $1',
    [service],
  );
  if (rows[0]?.owner !== roleOf(service)) {
    throw new Error(
      `the schema ${service} of this database belongs to ${rows[0]?.owner}, not to ${roleOf(service)}`,
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
