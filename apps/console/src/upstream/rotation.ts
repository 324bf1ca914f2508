/** Round robin over the replicas of a service. */
export class Rotation {
  private next = 0;

  constructor(private readonly origins: readonly string[]) {}

  /**
   * The addresses in the order in which to try them. Each call begins with the next replica. A single address is tried twice, because
   * several replicas may be behind it, as behind a Service of Kubernetes.
   */
  order(): string[] {
    const first = this.next;
    this.next = (this.next + 1) % Math.max(1, this.origins.length);
    const order = [...this.origins.slice(first), ...this.origins.slice(0, first)];
    return order.length === 1 ? [...order, ...order] : order;
  }
}
