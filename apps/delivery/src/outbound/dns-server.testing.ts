import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** What the server answers for a name. */
export interface DnsZone {
  a?: readonly string[];
  aaaa?: readonly string[];
  /** Seconds; 60 by default. */
  ttl?: number;
  /** A response code instead of addresses, such as 2 for SERVFAIL. */
  rcode?: number;
  /** Types without any answer. */
  silent?: readonly ('A' | 'AAAA')[];
}

const TYPES = new Map([
  [1, 'A'],
  [28, 'AAAA'],
] as const);
const NAME_ERROR = 3;

/** A DNS server on loopback over UDP, for tests. A name without a zone does not exist. */
export class TestDnsServer {
  readonly zones = new Map<string, DnsZone>();
  /** All queries so far, such as `A hooks.example.com`. */
  readonly queries: string[] = [];
  private readonly socket = createSocket('udp4');

  /** Address and port, as `Resolver.setServers` takes them. */
  get server(): string {
    return `127.0.0.1:${this.socket.address().port}`;
  }

  static async start(): Promise<TestDnsServer> {
    const server = new TestDnsServer();
    server.socket.on('message', (message, { address, port }) => {
      const answer = server.answer(message);
      if (answer) server.socket.send(answer, port, address);
    });
    server.socket.bind(0, '127.0.0.1');
    await once(server.socket, 'listening');
    return server;
  }

  stop(): void {
    this.socket.close();
  }

  /** The answer to a query with one question (RFC 1035 §4.1); null for none. */
  private answer(query: Buffer): Buffer | null {
    const labels: string[] = [];
    let at = 12;
    for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
      labels.push(query.toString('latin1', at + 1, at + 1 + length));
      at += 1 + length;
    }
    const name = labels.join('.').toLowerCase();
    const type = TYPES.get(query.readUInt16BE(at + 1) === 1 ? 1 : 28) ?? 'A';
    this.queries.push(`${type} ${name}`);
    const zone = this.zones.get(name);
    if (zone?.silent?.includes(type)) return null;
    const rcode = zone ? (zone.rcode ?? 0) : NAME_ERROR;
    const addresses = rcode === 0 ? ((type === 'A' ? zone?.a : zone?.aaaa) ?? []) : [];

    const header = Buffer.alloc(12);
    query.copy(header, 0, 0, 2);
    header.writeUInt16BE(0x8180 | rcode, 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(addresses.length, 6);
    const records = addresses.map((address) => {
      const data = type === 'A' ? ipv4Bytes(address) : ipv6Bytes(address);
      const record = Buffer.alloc(12);
      record.writeUInt16BE(0xc00c, 0);
      query.copy(record, 2, at + 1, at + 5);
      record.writeUInt32BE(zone?.ttl ?? 60, 6);
      record.writeUInt16BE(data.length, 10);
      return Buffer.concat([record, data]);
    });
    return Buffer.concat([header, query.subarray(12, at + 5), ...records]);
  }
}

function ipv4Bytes(address: string): Buffer {
  return Buffer.from(address.split('.').map(Number));
}

/** @param address with at most one `::` */
function ipv6Bytes(address: string): Buffer {
  const [head = '', tail = ''] = address.split('::');
  const groups = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const [left, right] = [groups(head), groups(tail)];
  const bytes = Buffer.alloc(16);
  for (const [index, group] of left.entries()) bytes.writeUInt16BE(group, 2 * index);
  for (const [index, group] of right.entries()) bytes.writeUInt16BE(group, 16 - 2 * (right.length - index));
  return bytes;
}
