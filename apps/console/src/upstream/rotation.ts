/** Takes turns over a service's replicas. */
export class Rotation {
  private next = 0;

  constructor(private readonly origins: readonly string[]) {}

  /** All of them, each call beginning with another: the first to try, then the ones to fall back on. */
  order(): string[] {
    const first = this.next;
    this.next = (this.next + 1) % Math.max(1, this.origins.length);
    return [...this.origins.slice(first), ...this.origins.slice(0, first)];
  }
}
