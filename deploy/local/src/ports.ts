import type { ServiceName } from '@flowforge/contracts/words';
import { freePort, isPortFree } from '@flowforge/local-servers/free-port';
import { fixedPorts, type Address } from './addresses.js';
import type { LocalConfig } from './config.js';

/** The port of the front door, unless it is taken or `PORT` names another one. */
export const USUAL_PORT = 3_000;

/** The usual port, when the run does not have it although no other one was chosen. */
export function takenPortOf({ port }: LocalConfig, frontDoorUrl: string): number | undefined {
  return port === undefined && new URL(frontDoorUrl).port !== String(USUAL_PORT) ? USUAL_PORT : undefined;
}

/** Host and ports of one process. With BASE_PORT the ports are fixed, otherwise they are free ones. */
export async function addressOf(
  { basePort }: LocalConfig,
  name: ServiceName | 'console',
  replica: number,
): Promise<Address> {
  const host = '127.0.0.1';
  if (basePort === undefined) return { host, port: await freePort(), opsPort: await freePort() };
  const ports = fixedPorts(basePort, name, replica);
  await checkPort(ports.port, host, 'BASE_PORT');
  await checkPort(ports.opsPort, host, 'BASE_PORT');
  return { host, ...ports };
}

/** @throws Error that names the setting (`PORT`) when the port cannot be opened */
export async function checkPort(port: number, host: string, setting: string): Promise<void> {
  if (await isPortFree(port, host)) return;
  throw new Error(
    `Port ${port} on ${host} (${setting}) cannot be opened: another program uses it, or this account may not open it.\n` +
      `Set ${setting} to another port, or remove it to use free ports.`,
  );
}
