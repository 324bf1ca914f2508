import { type Assignment, firstAfter } from './routing.js';

/**
 * The assignments of one webhook to one assistant or form, sorted by their beginning. Usually one ends before the next one begins. They
 * overlap if the clock of the registry's database went back.
 */
export class SourceAssignments {
  private sorted: Assignment[] = [];
  /** By position: when the last one of the assignments up to it ends, in Unix microseconds; infinity when one of them has not ended. */
  private ends: number[] = [];

  get size(): number {
    return this.sorted.length;
  }

  /** Adds an assignment in place of `previous`, its earlier revision. */
  set(assignment: Assignment, previous?: Assignment): void {
    const known = previous === undefined ? -1 : this.sorted.lastIndexOf(previous);
    if (known !== -1) this.sorted.splice(known, 1);
    const position = firstAfter(this.sorted, assignment.validFrom);
    this.sorted.splice(position, 0, assignment);
    this.updateEnds(known === -1 ? position : Math.min(known, position));
  }

  /**
   * Whether one of those that were valid within `margin` microseconds of `at` matches. Reads only assignments around `at`: there may be
   * thousands that have ended.
   */
  someAt(at: number, margin: number, matches: (assignment: Assignment) => boolean): boolean {
    for (let index = firstAfter(this.sorted, at + margin) - 1; index >= 0; index -= 1) {
      const assignment = this.sorted[index];
      if (assignment === undefined || at >= (this.ends[index] ?? 0) + margin) return false;
      if (at < endOf(assignment) + margin && matches(assignment)) return true;
    }
    return false;
  }

  /** Removes those that ended before `before`, in Unix microseconds, and returns them. */
  removeEndedBefore(before: number): Assignment[] {
    const removed = this.sorted.filter((assignment) => endOf(assignment) < before);
    if (removed.length === 0) return removed;
    this.sorted = this.sorted.filter((assignment) => endOf(assignment) >= before);
    this.ends = [];
    this.updateEnds(0);
    return removed;
  }

  private updateEnds(from: number): void {
    let end = this.ends[from - 1] ?? Number.NEGATIVE_INFINITY;
    for (let index = from; index < this.sorted.length; index += 1) {
      const assignment = this.sorted[index];
      if (assignment !== undefined) end = Math.max(end, endOf(assignment));
      this.ends[index] = end;
    }
  }
}

function endOf({ validTo }: Assignment): number {
  return validTo ?? Number.POSITIVE_INFINITY;
}
