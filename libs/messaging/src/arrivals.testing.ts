/** Collects values as they come; a test awaits them in order. */
export class Arrivals<T> {
  private readonly values: T[] = [];
  private readonly waiting: ((value: T) => void)[] = [];

  add(value: T): void {
    const resolve = this.waiting.shift();
    if (resolve) resolve(value);
    else this.values.push(value);
  }

  /** The next value; rejects when none comes within `deadlineMs`. */
  async next(what: string, deadlineMs = 20_000): Promise<T> {
    const value = this.values.shift();
    if (value !== undefined) return value;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`waited ${deadlineMs} ms for ${what}`)), deadlineMs);
    });
    try {
      return await Promise.race([new Promise<T>((resolve) => this.waiting.push(resolve)), late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
