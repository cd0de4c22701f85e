import type { FileSummary } from './summary.ts';

/** What was worked out of a row of a file's summary (a call, a function), kept by the row's number. */
export class Places<T extends object> {
  private readonly known = new Map<FileSummary, (T | undefined)[]>();

  of(file: FileSummary, row: number, make: () => T): T {
    let list = this.known.get(file);
    if (!list) {
      list = [];
      this.known.set(file, list);
    }
    let value = list[row];
    if (!value) {
      value = make();
      list[row] = value;
    }
    return value;
  }
}
