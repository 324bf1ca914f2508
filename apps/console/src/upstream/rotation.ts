/** Round robin over the replicas of a service. */
export class Rotation {
  private next = 0;

  constructor(private readonly origins: readonly string[]) {}

  /** All replicas in the order in which to try them. Each call begins with the next replica. */
  order(): string[] {
    const first = this.next;
    this.next = (this.next + 1) % Math.max(1, this.origins.length);
    return [...this.origins.slice(first), ...this.origins.slice(0, first)];
  }
}
