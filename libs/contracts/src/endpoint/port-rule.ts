/** Ports that browsers never connect to: the "bad ports" of the WHATWG Fetch standard. Other protocols use them. */
const BAD_PORTS = [
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
  109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
  526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049,
  3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
];

/** Remote access, file shares, directories and cluster control: SMB, RDP, VNC, Kerberos, LDAP, Docker, etcd, Kubernetes. */
const INFRASTRUCTURE_PORTS = [
  88, 445, 464, 873, 2375, 2376, 2379, 2380, 3268, 3269, 3389, 5900, 5901, 6443, 10250, 10255,
];

/** Default ports of databases, caches and message brokers. */
const DATABASE_PORTS = [
  // SQL Server, Oracle, MySQL, PostgreSQL and PgBouncer, Db2, CockroachDB
  1433, 1434, 1521, 3306, 33060, 5432, 5433, 6432, 50000, 26257,
  // Redis and its sentinel, Memcached, CouchDB, InfluxDB, Cassandra, Elasticsearch, MongoDB, RethinkDB
  6379, 6380, 26379, 11211, 5984, 8086, 9042, 9160, 9200, 9300, 27017, 27018, 27019, 28015,
  // NATS, MQTT, ZooKeeper, AMQP and RabbitMQ, Kafka, ActiveMQ
  4222, 6222, 8222, 1883, 8883, 2181, 5671, 5672, 15672, 9092, 9093, 9094, 61613, 61616,
];

const REFUSED_PORTS = new Set([...BAD_PORTS, ...INFRASTRUCTURE_PORTS, ...DATABASE_PORTS]);

/** False for a port of another protocol than HTTP: its server could execute the content of a webhook as commands. */
export function isWebPort(port: number): boolean {
  return !REFUSED_PORTS.has(port);
}
