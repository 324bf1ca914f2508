/** Collects values that callbacks receive. A test awaits them in the order of their arrival. */
export class ReceivedValues<T> {
  private readonly values: T[] = [];
  private readonly waiting: ((value: T) => void)[] = [];

  add(value: T): void {
    const resolve = this.waiting.shift();
    if (resolve) resolve(value);
    else this.values.push(value);
  }

  /** The next value. Rejects when there is none within `deadlineMs` milliseconds; `what` names it in the error. */
  async next(what: string, deadlineMs = 20_000): Promise<T> {
    const value = this.values.shift();
    if (value !== undefined) return value;
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`waited ${deadlineMs} ms for ${what}`)), deadlineMs);
    });
    try {
      return await Promise.race([new Promise<T>((resolve) => this.waiting.push(resolve)), timeout]);
    } finally {
      clearTimeout(timer);
    }
  }
}
