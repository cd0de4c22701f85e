/** What is known of Perfloop itself. */

/** Put in by the build. */
declare const PERFLOOP_VERSION: string | undefined;

export function perfloopVersion(): string {
  return typeof PERFLOOP_VERSION === 'string' ? PERFLOOP_VERSION : '0.0.0';
}
