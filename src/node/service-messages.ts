/** What the profile service and its worker say to each other. */
import type { ProfileService } from './profile-service.ts';

/** Methods that are answered; `close` is told. */
type Answered = Pick<
  ProfileService,
  'open' | 'profile' | 'preview' | 'hot' | 'fileHeat' | 'edges' | 'convert'
>;

export type ServiceMethod = keyof Answered;
export type ServiceArguments<M extends ServiceMethod> = Parameters<Answered[M]>;
export type ServiceAnswer<M extends ServiceMethod> = Awaited<ReturnType<Answered[M]>>;

export type ToWorker =
  | {
      readonly [M in ServiceMethod]: {
        readonly type: 'call';
        readonly call: number;
        readonly method: M;
        readonly args: ServiceArguments<M>;
      };
    }[ServiceMethod]
  | { readonly type: 'close'; readonly ids: readonly string[] };

export type FromWorker =
  | { readonly type: 'answer'; readonly call: number; readonly value: unknown }
  | {
      readonly type: 'error';
      readonly call: number;
      readonly message: string;
      readonly next: string;
      /** The user's or the input's fault; else ours. */
      readonly expected: boolean;
    };
