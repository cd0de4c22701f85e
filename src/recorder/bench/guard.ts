/** Work that must not wait for ever, and errors that surface outside of any promise. */

export interface Guard {
  <T>(work: Promise<T>, idle?: 'waits'): Promise<T>;
  /** Whether what was guarded last still goes on, though it has been given up. */
  busy(): boolean;
}

/** Listeners take turns: the one asked for last is called. */
export function beforeExits(): (listener: () => void) => () => void {
  const listeners: (() => void)[] = [];
  process.on('beforeExit', () => listeners.at(-1)?.());
  return (listener) => {
    listeners.push(listener);
    return () => {
      const at = listeners.indexOf(listener);
      if (at >= 0) listeners.splice(at, 1);
    };
  };
}

/** Errors that nobody catches count for what is running now. */
export function guardWith(idle: (listener: () => void) => () => void): Guard {
  let fail: (error: unknown) => void = () => {};
  let settled = true;
  process.on('uncaughtException', (error) => fail(error));
  process.on('unhandledRejection', (error) => fail(error));
  const guard = <T>(work: Promise<T>, waits?: 'waits'): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      settled = false;
      const never = (): void => {
        done(() => reject(new Error('it never ends: nothing is left that could settle what it waits for')));
        // Else the process ends before what was rejected is heard of.
        setImmediate(() => {});
      };
      const stop = waits ? () => {} : idle(never);
      const done = (then: () => void): void => {
        stop();
        fail = () => {};
        then();
      };
      const end = (then: () => void): void => {
        settled = true;
        done(then);
      };
      fail = (error) => done(() => reject(error));
      work.then(
        (value) => end(() => resolve(value)),
        (error: unknown) => end(() => reject(error)),
      );
    });
  return Object.assign(guard, { busy: () => !settled });
}
